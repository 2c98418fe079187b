// The configuration keys that a simulated charge point has (1.6 §9, security whitepaper §5). They survive a power cut.

import type { StationOptions } from './types.ts';

export const measurands = [
  'Energy.Active.Import.Register',
  'Power.Active.Import',
  'Current.Import',
  'Current.Offered',
  'Voltage',
] as const;
export type Measurand = (typeof measurands)[number];

export const measurandsIn = (list: string): string[] =>
  list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

type Check = (value: string) => boolean;

const known: ReadonlySet<string> = new Set(measurands);
const isYesOrNo: Check = (value) => value === 'true' || value === 'false';
const isNumber: Check = (value) => /^\d{1,9}(\.\d{1,9})?$/.test(value);
const areMeasurands: Check = (value) => measurandsIn(value).every((one) => known.has(one));
const isEmpty: Check = (value) => value === '';
const areRotations: Check = (value) =>
  /^(\d+\.(NotApplicable|Unknown|[RST]{3})(,|$))*$/.test(value.replace(/,\s+/g, ','));

/** What may be written into a key; a key without an entry is read-only. */
const checks: Readonly<Record<string, Check>> = {
  AllowOfflineTxForUnknownId: isYesOrNo,
  AuthorizationCacheEnabled: isYesOrNo,
  AuthorizeRemoteTxRequests: isYesOrNo,
  ClockAlignedDataInterval: isNumber,
  ConnectionTimeOut: isNumber,
  ConnectorPhaseRotation: areRotations,
  HeartbeatInterval: isNumber,
  LocalAuthListEnabled: isYesOrNo,
  LocalAuthorizeOffline: isYesOrNo,
  LocalPreAuthorize: isYesOrNo,
  MeterValueSampleInterval: isNumber,
  OfflineThreshold: isNumber,
  MeterValuesAlignedData: areMeasurands,
  MeterValuesSampledData: areMeasurands,
  ResetRetries: isNumber,
  StopTransactionOnEVSideDisconnect: isYesOrNo,
  StopTransactionOnInvalidId: isYesOrNo,
  StopTxnAlignedData: isEmpty,
  StopTxnSampledData: areMeasurands,
  TransactionMessageAttempts: isNumber,
  TxEndedMeasurands: areMeasurands,
  TxStartedMeasurands: areMeasurands,
  TransactionMessageRetryInterval: isNumber,
  UnlockConnectorOnEVSideDisconnect: (value) => value === 'true',
};

/** What may be written into a setting: `undefined` where it is read-only. */
export const isWritable = (key: string): boolean => checks[key] !== undefined;
export const fits = (key: string, value: string): boolean => checks[key]?.(value) === true;

export const allProfiles = [
  'Core',
  'FirmwareManagement',
  'LocalAuthListManagement',
  'Reservation',
  'SmartCharging',
  'RemoteTrigger',
] as const;

/** Of the security whitepaper; it is no feature profile in SupportedFeatureProfiles. */
export const security = 'Security';

export const supports = ({ featureProfiles }: StationOptions, profile: string): boolean =>
  featureProfiles === undefined || profile === 'Core' || featureProfiles.includes(profile);

export function firstKeys(options: StationOptions): Map<string, string> {
  const profiles = allProfiles.filter((one) => supports(options, one));
  const rotations = Array.from({ length: options.evses + 1 }, (_, at) => `${at}.RST`);
  const readings = measurands.join();
  const own = Object.entries({
    ...core,
    MeterValueSampleInterval: String(options.sampleSeconds ?? 60),
    AllowOfflineTxForUnknownId: String(options.startsOffline ?? false),
    TransactionMessageAttempts: String(options.transactionAttempts ?? 1000),
    TransactionMessageRetryInterval: String((options.transactionRetryMs ?? 60_000) / 1000),
    NumberOfConnectors: String(options.evses),
    ConnectorPhaseRotation: rotations.join(),
    MeterValuesSampledData: readings,
    MeterValuesAlignedData: readings,
    SupportedFeatureProfiles: profiles.join(),
    ...(supports(options, 'LocalAuthListManagement') && localList),
    ...(supports(options, 'Reservation') && { ReserveConnectorZeroSupported: 'true' }),
    ...(supports(options, 'SmartCharging') && smartCharging),
    ...(supports(options, 'FirmwareManagement') && { SupportedFileTransferProtocols: 'HTTP,HTTPS' }),
    ...(supports(options, security) && { SecurityProfile: String(options.securityProfile ?? 0) }),
    ...options.keys,
  });
  return new Map(own);
}

const core = {
  AuthorizationCacheEnabled: 'true',
  AuthorizeRemoteTxRequests: 'false',
  ClockAlignedDataInterval: '0',
  ConnectionTimeOut: '60',
  HeartbeatInterval: '300',
  LocalAuthorizeOffline: 'true',
  LocalPreAuthorize: 'false',
  ResetRetries: '1',
  StopTransactionOnEVSideDisconnect: 'true',
  StopTransactionOnInvalidId: 'true',
  StopTxnAlignedData: '',
  StopTxnSampledData: '',
  UnlockConnectorOnEVSideDisconnect: 'true',
};
const localList = { LocalAuthListEnabled: 'true', LocalAuthListMaxLength: '1000', SendLocalListMaxLength: '100' };
const smartCharging = {
  ChargeProfileMaxStackLevel: '100',
  ChargingScheduleAllowedChargingRateUnit: 'Current,Power',
  ChargingScheduleMaxPeriods: '100',
  MaxChargingProfilesInstalled: '100',
};

export const keyNumber = (keys: ReadonlyMap<string, string>, key: string): number => Number(keys.get(key));
export const keyIsTrue = (keys: ReadonlyMap<string, string>, key: string): boolean => keys.get(key) === 'true';
