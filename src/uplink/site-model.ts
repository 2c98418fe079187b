// The site as the device model of one charging station of OCPP 2.x: its own variables, and those of each EVSE. What single
// stations are set to goes by the EVSE that they have here: `TxCtrlr@17.EVConnectionTimeOut`.

import type { Station } from '../model/config/site.ts';
import type { KnownSetting } from '../model/capabilities.ts';
import { lineCount, wattsPerAmp } from '../model/electric.ts';
import type { StationId } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import { isoOf } from '../model/time.ts';
import type { StatusUpstream } from '../ocpp/dialect.ts';
import type { VariableToSay } from '../ocpp/heard-device.ts';
import { componentOfCode } from '../ocpp/problem-names.ts';
import { settingNamed, settingNames, valueFor2, variableOfKey } from '../ocpp/setting-names.ts';
import type { VariableName } from '../ocpp/variable-name.ts';
import type { DeviceContext, DeviceKey } from './device-keys.ts';
import { deviceKeys } from './device-keys.ts';
import { showKey, vendorKeys } from './device-model.ts';
import type { Characteristics } from './device-variables.ts';
import { characteristicsOf, deviceVariables } from './device-variables.ts';

/** What the model is told from. */
export interface ModelContext extends DeviceContext {
  /** Whether it is the gateway, or a device that the gateway stands for. */
  readonly who: { readonly vendor: string; readonly model: string; readonly serial: string };
  readonly firmware: string;
  readonly at: Utc;
  /** The gateway's own state. */
  readonly self: StatusUpstream;
  readonly listEntries: number;
  readonly profiles: number;
  /** By number upstream, ascending. */
  readonly places: readonly PlaceFacts[];
}

/** One EVSE of the site, which is one of some station. */
export interface PlaceFacts {
  readonly number: number;
  readonly station: StationId;
  /** Its number there. */
  readonly evse: number;
  /** Undefined where it is not in the site file any more. */
  readonly config: Station | undefined;
  readonly report: StatusUpstream;
  readonly booted?: {
    readonly vendor: string;
    readonly model: string;
    readonly serial?: string;
    readonly firmware?: string;
  };
  /** What the station showed of itself, by the names of the site. */
  readonly settings: Readonly<Record<string, KnownSetting>>;
}

const text: Characteristics = { type: 'string' };
const flag: Characteristics = { type: 'boolean' };
const availability: Characteristics = {
  type: 'OptionList',
  values: 'Available,Occupied,Reserved,Unavailable,Faulted',
};

const told = (name: VariableName, is: Characteristics, value: string | undefined): VariableToSay => ({
  name,
  mutability: 'ReadOnly',
  ...is,
  ...(value !== undefined && { value }),
});

/** Keys of 1.6 that mean something to a CSMS of 2.x. */
const keysFor2: readonly DeviceKey[] = deviceKeys.filter(({ key, scope }) =>
  settingNamed(key) === undefined ? scope !== 'fixed' : settingNamed(key)?.isLimit !== true,
);

/** What the gateway itself is and is set to. */
export function variablesOfSite(context: ModelContext): VariableToSay[] {
  return [
    ...ofStation(context),
    ...[...keysFor2, ...deviceVariables, ...vendorKeys(context)].flatMap((one) => ofKey(context, one)),
  ];
}

function ofStation({ site, who, firmware, at, self, listEntries, profiles }: ModelContext): VariableToSay[] {
  const own = (variable: string, is: Characteristics, value: string): VariableToSay =>
    told({ component: 'ChargingStation', variable }, is, value);
  return [
    own('AvailabilityState', availability, self.status),
    own('Available', flag, 'true'),
    own('FirmwareVersion', text, firmware),
    own('Model', text, who.model),
    own('Problem', flag, String(self.errorCode !== undefined)),
    own('SerialNumber', text, who.serial),
    own('SupplyPhases', { type: 'integer' }, String(lineCount[site.supply])),
    own('VendorName', text, who.vendor),
    told({ component: 'ClockCtrlr', variable: 'DateTime' }, { type: 'dateTime' }, isoOf(at)),
    counted({ component: 'LocalAuthListCtrlr', variable: 'Entries' }, listEntries),
    counted({ component: 'SmartChargingCtrlr', variable: 'Entries', instance: 'ChargingProfiles' }, profiles),
  ];
}

/** What is there now; the most that may be is another key of the site. */
const counted = (name: VariableName, value: number): VariableToSay => {
  const key = settingNames.find(({ at, isLimit }) => isLimit === true && sameName(variableOfKey(at), name))?.key;
  const most = Number(deviceKeys.find((one) => one.key === key)?.initial(nobody));
  return told(name, { type: 'integer', ...(Number.isInteger(most) && { most }) }, String(value));
};

/** The limits of the site depend on nothing. */
const nobody = {} as DeviceContext;

function ofKey(context: ModelContext, one: DeviceKey): VariableToSay[] {
  const { key } = one;
  const setting = showKey(context, one);
  if (setting === undefined) return [];
  const { type, unit } = settingNamed(key) ?? { type: 'string' as const };
  const is = characteristicsOf.get(key) ?? { type, ...(unit !== undefined && { unit }) };
  const { isWriteOnly, ...characteristics } = is;
  return [
    {
      name: variableOfKey(key),
      mutability: isWriteOnly === true ? 'WriteOnly' : setting.readonly ? 'ReadOnly' : 'ReadWrite',
      ...characteristics,
      ...(setting.value !== undefined && { value: valueFor2(key, setting.value) }),
    },
  ];
}

/** What is to be known of an EVSE and its one plug, and which station it belongs to. */
export function variablesOfPlace({ site }: ModelContext, place: PlaceFacts): VariableToSay[] {
  const { number: evse, report, booted, config, settings } = place;
  const at = (component: string, connector?: number) => (variable: string, is: Characteristics, value?: string) =>
    told({ component, evse, ...(connector !== undefined && { connector }), variable }, is, value);
  const [ofEvse, ofPlug, ofStation] = [at('EVSE'), at('Connector', 1), at('ChargingStation')];
  const evseConfig = config?.evses.find(({ id }) => id === place.evse);
  const lines = evseConfig === undefined || evseConfig.phases === 'unknown' ? 0 : evseConfig.phases.length / 2;
  const phases = String(lines === 0 ? lineCount[site.supply] : lines);
  const watts =
    evseConfig === undefined ? 0 : evseConfig.maxAmps * wattsPerAmp(site.supply, lines || lineCount[site.supply]);
  const problem = report.errorCode === undefined ? undefined : componentOfCode(report.errorCode);
  return [
    // Where it is all that its station has.
    ofEvse('AllowReset', flag, String(config?.evses.length === 1)),
    ofEvse('AvailabilityState', availability, report.status),
    ofEvse('Available', flag, String(config !== undefined)),
    ofEvse('Power', { type: 'decimal', unit: 'W', most: Math.round(watts) }),
    ofEvse('Problem', flag, String(problem !== undefined)),
    ofEvse('SupplyPhases', { type: 'integer' }, phases),
    ...(problem === undefined || problem === 'EVSE' ? [] : [at(problem)('Problem', flag, 'true')]),
    ofPlug('AvailabilityState', availability, report.status),
    ofPlug('Available', flag, String(config !== undefined)),
    ofPlug('ConnectorType', text, settings[`Connector@${place.evse},1.ConnectorType`]?.value ?? 'Unknown'),
    ofPlug('SupplyPhases', { type: 'integer' }, phases),
    ofStation('Identity', text, place.station),
    ...(booted === undefined
      ? []
      : [
          ofStation('VendorName', text, booted.vendor),
          ofStation('Model', text, booted.model),
          ofStation('SerialNumber', text, booted.serial ?? ''),
          ofStation('FirmwareVersion', text, booted.firmware ?? ''),
        ]),
  ];
}

const lower = (one = ''): string => one.toLowerCase();

/** Names are compared without case. */
export const sameName = (one: VariableName, other: VariableName): boolean =>
  sameComponent(one, other) &&
  lower(one.variable) === lower(other.variable) &&
  lower(one.instance) === lower(other.instance);

export const sameComponent = (one: VariableName, other: VariableName): boolean =>
  lower(one.component) === lower(other.component) &&
  lower(one.componentInstance) === lower(other.componentInstance) &&
  one.evse === other.evse &&
  one.connector === other.connector;
