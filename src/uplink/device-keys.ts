// The configuration keys of OCPP 1.6 that the site has as one charge point: what each is, and who is concerned by a change.

import { profileLimits } from '../model/charging-profile.ts';
import type { Site, Station, Uplink } from '../model/config/site.ts';
import type { EvseKey } from '../model/ids.ts';
import type { VariableName } from '../ocpp/variable-name.ts';
import { parseVariable } from '../ocpp/variable-name.ts';
import { measurands } from '../ocpp/v16/meter-values.ts';
import { localListMaxLength, sendLocalListMaxLength } from '../site/tokens-part.ts';

export interface DeviceContext {
  readonly site: Site;
  readonly uplink: Uplink;
  /** What the CSMS set. */
  readonly settings: ReadonlyMap<string, string>;
  /** Its connectors by number, ascending. */
  readonly connectors: readonly Connector[];
  readonly heartbeatSeconds: number;
  /** What its stations show of a key of theirs: the value that most have. */
  readonly ofStations: (key: string) => { readonly value?: string; readonly readonly: boolean } | undefined;
}

export interface Connector {
  readonly number: number;
  readonly key: EvseKey;
  /** Undefined where the EVSE is not in the site file any more. */
  readonly station: Station | undefined;
  /** Station, vendor, model, serial, firmware, last seen. */
  readonly about: () => string;
}

/**
 * `fixed` cannot be changed over OCPP, `own` governs what the gateway itself does, and `fanOut` is set in every station.
 * A key that is not required is shown where a station shows it or the CSMS set it.
 */
export interface DeviceKey {
  readonly key: string;
  readonly scope: 'fixed' | 'own' | 'fanOut';
  readonly required: boolean;
  /** The value that holds while the CSMS has set none. */
  readonly initial: (context: DeviceContext) => string | undefined;
  readonly takes: (value: string) => boolean;
  /** `initial` is what is in force, whoever set it last. */
  readonly isLive?: true;
  /** Not to be changed as things are. */
  readonly isFixed?: (context: DeviceContext) => boolean;
}

const nothing = (): undefined => undefined;
const never = (): boolean => false;

/** Nobody changes it over OCPP. */
export const fixed = (key: string, initial: DeviceKey['initial']): DeviceKey => ({
  key,
  scope: 'fixed',
  required: true,
  initial,
  takes: never,
});

/** It governs what the gateway does. */
export const own = (key: string, takes: DeviceKey['takes'], initial: DeviceKey['initial']): DeviceKey => ({
  key,
  scope: 'own',
  required: true,
  initial,
  takes,
});

/** Every station is to have it. */
export const fanOut = (
  key: string,
  takes: DeviceKey['takes'],
  initial: DeviceKey['initial'] = nothing,
  required = true,
): DeviceKey => ({ key, scope: 'fanOut', required, initial, takes });

export const whole =
  (least: number, most: number) =>
  (value: string): boolean =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;

export const yesOrNo = (value: string): boolean => /^(true|false)$/i.test(value);

/** A rule about tokens: changed by a CSMS only where it decides about them. */
const ofCsms = (key: string, initial: (rules: Site['authorization']) => boolean): DeviceKey => ({
  ...own(key, yesOrNo, ({ site }) => String(initial(site.authorization))),
  isFixed: ({ site }) => site.authorization.mode !== 'csms',
});

export const daySeconds = 86_400;

/** Stations also take one phase of a measurand, such as Current.Import.L1. */
export const measurandList = (value: string): boolean =>
  value === '' ||
  value.split(',').every((one) => {
    const name = one.trim();
    return (
      measurands.has(name) || [...measurands].some((known) => name.startsWith(`${known}.`) && /\.(L\d|N)/.test(name))
    );
  });

/** What one frame of a CSMS asks for at most. */
export const mostKeysAsked = 100;
/** As the client pings when nobody says otherwise, in seconds. */
export const usualPingSeconds = 30;

const phaseLetters = { L1: 'R', L2: 'S', L3: 'T' } as const;

/** `1.RST,2.STR`: which line of the grid each phase is wired to; cut where the value would be too long. */
function phaseRotation({ connectors }: DeviceContext): string {
  const parts = connectors.map(({ number, key, station }) => {
    const phases = station?.evses.find(({ id }) => key.endsWith(`/${id}`))?.phases ?? 'unknown';
    const letters = (phases.match(/L[123]/g) ?? []).map((line) => phaseLetters[line as 'L1']).join('');
    const rotation = letters.length === 3 ? letters : phases === 'unknown' ? 'Unknown' : 'NotApplicable';
    return `${number}.${rotation}`;
  });
  const whole = parts.join(',');
  return whole.length <= 500 ? whole : whole.slice(0, whole.lastIndexOf(',', 500));
}

const sampleSeconds = ({ connectors, site }: DeviceContext): string | undefined => {
  const station = connectors.find((one) => one.station !== undefined)?.station ?? site.stations[0];
  return station === undefined ? undefined : String(station.sampleSeconds);
};

const isOverTls = ({ url }: DeviceContext['uplink']): boolean => url.startsWith('wss:');

/** Roots that a central system may have installed here. */
const mostRoots = 8;

const securityProfile = ({ uplink }: DeviceContext): string =>
  uplink.cert !== undefined ? '3' : uplink.hasPassword !== true ? '0' : isOverTls(uplink) ? '2' : '1';

export const deviceKeys: readonly DeviceKey[] = [
  // What the site file or the gateway itself decides.
  fixed('AdditionalRootCertificateCheck', () => 'false'),
  fixed('AuthorizationCacheEnabled', ({ site }) => String(site.authorization.cacheSize > 0)),
  fixed('CertificateStoreMaxLength', ({ uplink }) => (isOverTls(uplink) ? String(mostRoots) : '0')),
  fixed('ChargeProfileMaxStackLevel', () => String(profileLimits.maxStackLevel)),
  fixed('ChargingScheduleAllowedChargingRateUnit', () => 'Current,Power'),
  fixed('ChargingScheduleMaxPeriods', () => String(profileLimits.maxPeriods)),
  fixed('ConnectorPhaseRotation', phaseRotation),
  fixed('ConnectorSwitch3to1PhaseSupported', () => 'false'),
  fixed('GetConfigurationMaxKeys', () => String(mostKeysAsked)),
  fixed('LocalAuthListEnabled', () => 'true'),
  fixed('LocalAuthListMaxLength', () => String(localListMaxLength)),
  fixed('LocalAuthorizeOffline', ({ site }) => String(site.authorization.offlineMaxDays > 0)),
  fixed('MaxChargingProfilesInstalled', () => String(profileLimits.maxProfiles)),
  fixed('NumberOfConnectors', ({ connectors }) => String(connectors.at(-1)?.number ?? 0)),
  fixed('ReserveConnectorZeroSupported', () => 'false'),
  fixed('SecurityProfile', securityProfile),
  fixed('SendLocalListMaxLength', () => String(sendLocalListMaxLength)),
  fixed(
    'SupportedFeatureProfiles',
    () => 'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger',
  ),
  fixed('SupportedFileTransferProtocols', () => 'HTTP,HTTPS'),
  // What the gateway does by itself.
  ofCsms('AllowOfflineTxForUnknownId', ({ mode, unknownOffline }) => mode === 'free' || unknownOffline === 'accept'),
  ofCsms('LocalPreAuthorize', ({ mode, preAuthorize }) => mode !== 'csms' || preAuthorize),
  own(
    'CpoName',
    (value) => value.length <= 500,
    () => '',
  ),
  {
    ...own('HeartbeatInterval', whole(1, daySeconds), ({ heartbeatSeconds }) => String(heartbeatSeconds)),
    isLive: true,
  },
  own('MinimumStatusDuration', whole(0, 3600), () => '0'),
  own('TransactionMessageAttempts', whole(1, 100), ({ uplink }) => String(uplink.attempts)),
  own('TransactionMessageRetryInterval', whole(0, daySeconds), ({ uplink }) => String(uplink.retryIntervalSeconds)),
  own('WebSocketPingInterval', whole(0, 3600), ({ uplink }) => String(uplink.pingSeconds ?? usualPingSeconds)),
  // What every station does.
  fanOut('AuthorizeRemoteTxRequests', yesOrNo),
  fanOut('BlinkRepeat', whole(0, 1000), nothing, false),
  fanOut('ClockAlignedDataInterval', whole(0, daySeconds), () => '0'),
  fanOut('ConnectionTimeOut', whole(0, daySeconds)),
  fanOut('LightIntensity', whole(0, 100), nothing, false),
  fanOut('MaxEnergyOnInvalidId', whole(0, 999_999_999), nothing, false),
  fanOut('MeterValueSampleInterval', whole(0, daySeconds), sampleSeconds),
  fanOut('MeterValuesAlignedData', measurandList),
  fanOut('MeterValuesSampledData', measurandList),
  fanOut('ResetRetries', whole(0, 100)),
  fanOut('StopTransactionOnEVSideDisconnect', yesOrNo),
  fanOut('StopTransactionOnInvalidId', yesOrNo, ({ site }) => String(site.authorization.stopOnInvalid)),
  fanOut('StopTxnAlignedData', measurandList),
  fanOut('StopTxnSampledData', measurandList),
  fanOut('UnlockConnectorOnEVSideDisconnect', yesOrNo),
];

/** Variables of 2.x that do the same, by their names; the gateway's own identity and address are among them. */
const topologyVariables =
  /^(identity|activenetworkprofile|networkprofileconnectionattempts|ocppcsmsurl|ocppinterface)$/i;

/** Keys that would cut a station off from the gateway, or the gateway from the CSMS: never changed over OCPP (G15). */
const topology =
  /^(central|csms|backend|ocpp)?(system)?_?(ur[li]|address|server|host|endpoint)$|authorizationkey|basicauth|password|^securityprofile$|network(configuration|connection)|(charge(point|box)|station)_?id(entity)?$/i;

export const isTopologyKey = (key: string): boolean => {
  const variable = parseVariable(key)?.variable ?? '';
  return topology.test(key) || topology.test(variable) || topologyVariables.test(variable);
};

/** Some stations show their keys to whoever asks; neither the journal nor a screen is the place for one (A01.FR.09). */
export const isSecretKey = (key: string): boolean => /authorizationkey|basicauth|password|passphrase|secret/i.test(key);

/** Rules for tokens that are refused late: every station is told, and the gateway acts by them itself. */
export const isSeenToByGateway = (key: string): boolean => /^(stoptransaction|maxenergy)oninvalidid$/i.test(key);

export const isTopologyVariable = ({ component, variable }: Pick<VariableName, 'component' | 'variable'>): boolean =>
  topologyVariables.test(variable) || topology.test(variable) || /^networkconfiguration$/i.test(component);

/** What the gateway itself sets in its stations; only the gateway changes it. */
export const isKeptByGateway = (key: string): boolean =>
  /^(localpreauthorize|localauthlistenabled|authorizationcacheenabled|localauthorizeoffline|allowofflinetxforunknownid|txctrlr\.txst(art|op)point)$/i.test(
    key,
  );
