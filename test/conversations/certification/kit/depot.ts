// A site in a test laboratory, with peers of OCPP 1.6.

import type { Keyring } from '../../../../src/core/ports/door.ts';
import type { Site } from '../../../../src/model/config/site.ts';
import type { Version } from '../../../../src/model/protocol.ts';
import { smallDepot, uplink } from '../../../sim/site.ts';
import type { Depot } from './layout.ts';
import { layOut } from './layout.ts';
import type { Habit, Party, Payload } from './party.ts';

export type { Depot } from './layout.ts';

interface Options {
  /** False: nobody is connected yet. */
  readonly connected?: boolean;
  readonly site?: (site: Site) => Site;
  /** Configuration keys of the charge point, besides those that each has. */
  readonly keys?: Keys;
  readonly keyring?: Keyring;
}

/** The tag that everybody knows. */
export const tag = 'VAN-1';

const accepted = { status: 'Accepted' };

/** Configuration keys of the charge point, with those that OCPP 1.6 requires of each. */
export interface Keys {
  readonly [key: string]: { readonly value: string; readonly readonly: boolean };
}

const fixed = (value: string) => ({ value, readonly: true });
const free = (value: string) => ({ value, readonly: false });

const keysOf = (connectors: number): Keys => ({
  AuthorizeRemoteTxRequests: free('true'),
  ClockAlignedDataInterval: free('0'),
  ConnectionTimeOut: free('60'),
  ConnectorPhaseRotation: free('0.RST'),
  GetConfigurationMaxKeys: fixed('50'),
  HeartbeatInterval: free('300'),
  LocalAuthorizeOffline: free('true'),
  LocalPreAuthorize: free('false'),
  MeterValueSampleInterval: free('30'),
  MeterValuesAlignedData: free('Energy.Active.Import.Register'),
  MeterValuesSampledData: free('Energy.Active.Import.Register,Current.Import'),
  NumberOfConnectors: fixed(String(connectors)),
  ResetRetries: free('1'),
  StopTransactionOnEVSideDisconnect: free('true'),
  StopTransactionOnInvalidId: free('true'),
  StopTxnAlignedData: free(''),
  StopTxnSampledData: free(''),
  SupportedFeatureProfiles: fixed(
    'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger',
  ),
  TransactionMessageAttempts: free('3'),
  TransactionMessageRetryInterval: free('60'),
  UnlockConnectorOnEVSideDisconnect: free('true'),
});

function showKeys(keys: Keys, { key: asked }: Payload): object {
  const names = (asked as readonly string[] | undefined) ?? Object.keys(keys);
  const shown = names.flatMap((key) => (keys[key] === undefined ? [] : [{ key, ...keys[key] }]));
  return { configurationKey: shown, unknownKey: names.filter((key) => keys[key] === undefined) };
}

const stationHabits = (keys: Keys): Readonly<Record<string, Habit | object>> => ({
  SetChargingProfile: accepted,
  ClearChargingProfile: accepted,
  ChangeConfiguration: accepted,
  ClearCache: accepted,
  TriggerMessage: accepted,
  GetCompositeSchedule: { status: 'Rejected' },
  GetConfiguration: (asked: Payload) => showKeys(keys, asked),
});

const csmsHabits = (time: () => string): Readonly<Record<string, Habit | object>> => {
  let transactionId = 5000;
  return {
    BootNotification: () => ({ status: 'Accepted', currentTime: time(), interval: 300 }),
    Heartbeat: () => ({ currentTime: time() }),
    Authorize: { idTagInfo: accepted },
    StartTransaction: () => ({ transactionId: (transactionId += 1), idTagInfo: accepted }),
    StopTransaction: {},
    MeterValues: {},
    StatusNotification: {},
    DiagnosticsStatusNotification: {},
    FirmwareStatusNotification: {},
    LogStatusNotification: {},
    SecurityEventNotification: {},
  };
};

/** Fuse and rating leave room for everybody: no case but those of smart charging is about limits. */
export function labSite(change: (site: Site) => Site, version: Version = '1.6'): Site {
  const site = smallDepot(2, 250, [uplink('csms', 'control', { version, retryIntervalSeconds: 10 })]);
  const [neighbour, station] = site.stations;
  const second = { ...station!.evses[0]!, id: 2 };
  return change({
    ...site,
    stations: [neighbour!, { ...station!, evses: [...station!.evses, second] }],
    authorization: { ...site.authorization, unknownOffline: 'refuse' },
  });
}

export function newDepot(options: Options = {}): Depot {
  const depot = layOut(
    labSite(options.site ?? ((site) => site)),
    options.keyring === undefined ? {} : { keyring: options.keyring },
    {
      station: stationHabits({ ...keysOf(2), ...options.keys }),
      neighbour: stationHabits(keysOf(1)),
      csms: csmsHabits,
    },
  );
  if (options.connected ?? true) begin(depot);
  return depot;
}

/** Everybody connects, boots and is told what it wants to know; then the case begins. */
function begin({ station, neighbour, csms, passes }: Depot): void {
  csms.connects();
  for (const [party, connectors] of [
    [neighbour, 1],
    [station, 2],
  ] as const) {
    party.connects();
    boots(party);
    for (let connector = 0; connector <= connectors; connector += 1) reports(party, connector, 'Available');
  }
  passes(15);
  for (const party of [station, neighbour, csms]) party.forgets();
}

export function boots(station: Party): void {
  const about = { chargePointVendor: 'Acme', chargePointModel: 'Twin', firmwareVersion: '1.0' };
  station.asks('BootNotification', about, { status: 'Accepted' });
}

export function reports(station: Party, connectorId: number, status: string, errorCode = 'NoError'): void {
  station.asks('StatusNotification', { connectorId, errorCode, status }, {});
}
