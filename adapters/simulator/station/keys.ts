// The configuration keys that a simulated charge point has. They survive a power cut.

import type { Payload } from '../frame-v16.ts';
import type { StationOptions } from './types.ts';

const readOnly: ReadonlySet<string> = new Set([
  'NumberOfConnectors',
  'SupportedFeatureProfiles',
  'ChargeProfileMaxStackLevel',
  'ChargingScheduleAllowedChargingRateUnit',
  'ChargingScheduleMaxPeriods',
  'MaxChargingProfilesInstalled',
]);
const yesOrNo: ReadonlySet<string> = new Set(['AuthorizeRemoteTxRequests', 'StopTransactionOnInvalidId']);

export function firstKeys(options: StationOptions): Map<string, string> {
  return new Map([
    ['HeartbeatInterval', '300'],
    ['MeterValueSampleInterval', String(options.sampleSeconds ?? 60)],
    ['ConnectionTimeOut', '60'],
    ['AuthorizeRemoteTxRequests', 'false'],
    ['StopTransactionOnInvalidId', 'true'],
    ['TransactionMessageAttempts', String(options.transactionAttempts ?? 1000)],
    ['TransactionMessageRetryInterval', String((options.transactionRetryMs ?? 60_000) / 1000)],
    ['NumberOfConnectors', String(options.evses)],
    ['SupportedFeatureProfiles', 'Core,SmartCharging,RemoteTrigger'],
    ['ChargeProfileMaxStackLevel', '100'],
    ['ChargingScheduleAllowedChargingRateUnit', 'Current,Power'],
    ['ChargingScheduleMaxPeriods', '100'],
    ['MaxChargingProfilesInstalled', '100'],
  ]);
}

export const keyNumber = (keys: ReadonlyMap<string, string>, key: string): number => Number(keys.get(key));
export const keyIsTrue = (keys: ReadonlyMap<string, string>, key: string): boolean => keys.get(key) === 'true';

/** GetConfiguration.conf (1.6 §5.8). */
export function getConfiguration(keys: ReadonlyMap<string, string>, wanted: unknown): Payload {
  const names = Array.isArray(wanted) && wanted.length > 0 ? wanted.map(String) : [...keys.keys()];
  return {
    configurationKey: names
      .filter((key) => keys.has(key))
      .map((key) => ({ key, readonly: readOnly.has(key), value: keys.get(key) })),
    unknownKey: names.filter((key) => !keys.has(key)),
  };
}

/** The status of ChangeConfiguration.conf (1.6 §5.3). */
export function changeConfiguration(keys: Map<string, string>, key: string, value: string): string {
  if (!keys.has(key)) return 'NotSupported';
  if (readOnly.has(key)) return 'Rejected';
  const isFitting = yesOrNo.has(key) ? value === 'true' || value === 'false' : /^\d+(\.\d+)?$/.test(value);
  if (!isFitting) return 'Rejected';
  keys.set(key, value);
  return 'Accepted';
}
