// Configuration keys of OCPP 1.6 and the variables of 2.x that mean the same. The site knows a setting by its key of 1.6;
// what 1.6 has no key for goes by the text of its variable.

import type { VariableName } from './variable-name.ts';
import { parseVariable, writeVariable } from './variable-name.ts';

/** DataEnumType of OCPP 2.x. */
export type DataType =
  'string' | 'decimal' | 'integer' | 'dateTime' | 'boolean' | 'OptionList' | 'SequenceList' | 'MemberList';

export interface SettingName {
  readonly key: string;
  /** The variable, as text. */
  readonly at: string;
  readonly type: DataType;
  readonly unit?: string;
  /** The key is the most that the variable may be, and no variable of its own. */
  readonly isLimit?: true;
}

/** Where keys stand that 2.x has no variable for. */
const legacyComponent = 'OCPP16LegacyCtrlr';

const row = (key: string, at: string, type: DataType, unit?: string): SettingName => ({
  key,
  at,
  type,
  ...(unit !== undefined && { unit }),
});

const limit = (key: string, at: string): SettingName => ({ key, at, type: 'integer', isLimit: true });

export const settingNames: readonly SettingName[] = [
  row('AdditionalRootCertificateCheck', 'SecurityCtrlr.AdditionalRootCertificateCheck', 'boolean'),
  row('AllowOfflineTxForUnknownId', 'AuthCtrlr.OfflineTxForUnknownIdEnabled', 'boolean'),
  row('AuthorizationCacheEnabled', 'AuthCacheCtrlr.Enabled', 'boolean'),
  row('AuthorizationKey', 'SecurityCtrlr.BasicAuthPassword', 'string'),
  row('AuthorizeRemoteTxRequests', 'AuthCtrlr.AuthorizeRemoteStart', 'boolean'),
  row('CertificateSignedMaxChainSize', 'SecurityCtrlr.MaxCertificateChainSize', 'integer'),
  row('CertificateStoreMaxLength', 'SecurityCtrlr.CertificateEntries', 'integer'),
  row('ChargeProfileMaxStackLevel', 'SmartChargingCtrlr.ProfileStackLevel', 'integer'),
  row('ChargingScheduleAllowedChargingRateUnit', 'SmartChargingCtrlr.RateUnit', 'MemberList'),
  row('ChargingScheduleMaxPeriods', 'SmartChargingCtrlr.PeriodsPerSchedule', 'integer'),
  row('ClockAlignedDataInterval', 'AlignedDataCtrlr.Interval', 'integer', 's'),
  row('ConnectionTimeOut', 'TxCtrlr.EVConnectionTimeOut', 'integer', 's'),
  row('ConnectorSwitch3to1PhaseSupported', 'SmartChargingCtrlr.Phases3to1', 'boolean'),
  row('CpoName', 'SecurityCtrlr.OrganizationName', 'string'),
  row('HeartbeatInterval', 'OCPPCommCtrlr.HeartbeatInterval', 'integer', 's'),
  row('LocalAuthListEnabled', 'LocalAuthListCtrlr.Enabled', 'boolean'),
  limit('LocalAuthListMaxLength', 'LocalAuthListCtrlr.Entries'),
  row('LocalAuthorizeOffline', 'AuthCtrlr.LocalAuthorizeOffline', 'boolean'),
  row('LocalPreAuthorize', 'AuthCtrlr.LocalPreAuthorize', 'boolean'),
  limit('MaxChargingProfilesInstalled', 'SmartChargingCtrlr.Entries[ChargingProfiles]'),
  row('MaxEnergyOnInvalidId', 'TxCtrlr.MaxEnergyOnInvalidId', 'integer', 'Wh'),
  row('MeterValueSampleInterval', 'SampledDataCtrlr.TxUpdatedInterval', 'integer', 's'),
  row('MeterValuesAlignedData', 'AlignedDataCtrlr.Measurands', 'MemberList'),
  limit('MeterValuesAlignedDataMaxLength', 'AlignedDataCtrlr.Measurands'),
  row('MeterValuesSampledData', 'SampledDataCtrlr.TxUpdatedMeasurands', 'MemberList'),
  limit('MeterValuesSampledDataMaxLength', 'SampledDataCtrlr.TxUpdatedMeasurands'),
  row('ResetRetries', 'OCPPCommCtrlr.ResetRetries', 'integer'),
  row('SecurityProfile', 'SecurityCtrlr.SecurityProfile', 'integer'),
  row('SendLocalListMaxLength', 'LocalAuthListCtrlr.ItemsPerMessage', 'integer'),
  row('StopTransactionOnEVSideDisconnect', 'TxCtrlr.StopTxOnEVSideDisconnect', 'boolean'),
  row('StopTransactionOnInvalidId', 'TxCtrlr.StopTxOnInvalidId', 'boolean'),
  row('StopTxnAlignedData', 'AlignedDataCtrlr.TxEndedMeasurands', 'MemberList'),
  limit('StopTxnAlignedDataMaxLength', 'AlignedDataCtrlr.TxEndedMeasurands'),
  row('StopTxnSampledData', 'SampledDataCtrlr.TxEndedMeasurands', 'MemberList'),
  limit('StopTxnSampledDataMaxLength', 'SampledDataCtrlr.TxEndedMeasurands'),
  row('SupportedFileTransferProtocols', 'OCPPCommCtrlr.FileTransferProtocols', 'MemberList'),
  row('TransactionMessageAttempts', 'OCPPCommCtrlr.MessageAttempts[TransactionEvent]', 'integer'),
  row('TransactionMessageRetryInterval', 'OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]', 'integer', 's'),
  row('UnlockConnectorOnEVSideDisconnect', 'OCPPCommCtrlr.UnlockOnEVSideDisconnect', 'boolean'),
  row('WebSocketPingInterval', 'OCPPCommCtrlr.WebSocketPingInterval', 'integer', 's'),
];

const byKey = new Map(settingNames.map((one) => [one.key.toLowerCase(), one]));
const byVariable = new Map(settingNames.filter(({ isLimit }) => isLimit !== true).map((one) => [lower(one.at), one]));
const limitsByVariable = new Map(
  settingNames.filter(({ isLimit }) => isLimit === true).map((one) => [lower(one.at), one]),
);

function lower(text: string): string {
  return text.toLowerCase();
}

/** How 2.x knows the key; undefined where only 1.6 has it, or it is the text of a variable. */
export const settingNamed = (key: string): SettingName | undefined => byKey.get(lower(key));

/** The variable that a setting of the site is, by its key of 1.6 or the text of a variable. */
export function variableOfKey(key: string): VariableName {
  const named = parseVariable(byKey.get(lower(key))?.at ?? key);
  return named ?? { component: legacyComponent, variable: key };
}

/** The setting that a variable is, as the site calls it. */
export function keyOfVariable(name: VariableName): string {
  if (name.component === legacyComponent && name.evse === undefined) return name.variable;
  const text = writeVariable(name);
  return byVariable.get(lower(text))?.key ?? text;
}

/** The key of 1.6 that says how much the variable may be at most. */
export const limitKeyOf = (name: VariableName): string | undefined =>
  limitsByVariable.get(lower(writeVariable(name)))?.key;

/**
 * Whether a station of OCPP 1.6 can have a setting of this name. Vendors have keys with a point in them: only what is
 * plainly a variable is none.
 */
export function isOf16(key: string): boolean {
  const name = byKey.has(lower(key)) ? undefined : parseVariable(key);
  return name === undefined || !(/Ctrlr$/i.test(name.component) || /[@[]/.test(key));
}

const rateUnit = 'chargingscheduleallowedchargingrateunit';
const units16: Readonly<Record<string, string>> = { A: 'Current', W: 'Power' };
const units2: Readonly<Record<string, string>> = { current: 'A', power: 'W' };

const each = (value: string, words: Readonly<Record<string, string>>, find: (word: string) => string): string =>
  value
    .split(',')
    .map((one) => words[find(one.trim())] ?? one.trim())
    .join(',');

/** The value of a setting as 1.6 writes it, from what 2.x says. */
export const valueFrom2 = (key: string, value: string): string =>
  lower(key) === rateUnit ? each(value, units16, (word) => word) : value;

/** The value of a setting as 2.x writes it. */
export const valueFor2 = (key: string, value: string): string =>
  lower(key) === rateUnit ? each(value, units2, lower) : value;
