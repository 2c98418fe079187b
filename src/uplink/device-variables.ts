// The variables of the site for which OCPP 1.6 has no configuration key, as one charging station of 2.x: the required ones
// of Part 2, appendix 3, of the blocks that are served. What 1.6 has too is in `device-keys.ts`, and is one with it.

import type { DataType } from '../ocpp/setting-names.ts';
import type { DeviceContext, DeviceKey } from './device-keys.ts';
import { daySeconds, fanOut, fixed, measurandList, own, whole, yesOrNo } from './device-keys.ts';

/** What one message of a CSMS asks for or sets at most. */
export const mostVariablesAsked = 50;
const mostBytesAsked = 64 * 1024;
/** After an outage that was shorter only statuses that changed are told (B04). */
const usualOfflineSeconds = 60;
/** Events of this severity (error) and graver ones are kept for a CSMS that is away. */
const usualOfflineSeverity = 4;
const leastSeverity = 9;

/** How 2.x describes the values. */
export interface Characteristics {
  readonly type: DataType;
  readonly unit?: string;
  readonly least?: number;
  readonly most?: number;
  readonly values?: string;
  readonly isWriteOnly?: true;
}

interface DeviceVariable {
  readonly key: DeviceKey;
  readonly is: Characteristics;
}

type Value = string | ((context: DeviceContext) => string);

const valueOf = (value: Value): DeviceKey['initial'] => (typeof value === 'string' ? () => value : value);

const shown = (at: string, is: Characteristics, value: Value): DeviceVariable => ({
  key: fixed(at, valueOf(value)),
  is,
});

const governs = (at: string, is: Characteristics, takes: DeviceKey['takes'], value: Value): DeviceVariable => ({
  key: own(at, takes, valueOf(value)),
  is,
});

const spread = (at: string, is: Characteristics, takes: DeviceKey['takes'], value?: Value): DeviceVariable => ({
  key: fanOut(at, takes, value === undefined ? () => undefined : valueOf(value), value !== undefined),
  is,
});

const flag: Characteristics = { type: 'boolean' };
const number: Characteristics = { type: 'integer' };
const seconds: Characteristics = { type: 'integer', unit: 's' };
const text: Characteristics = { type: 'string' };
const severity: Characteristics = { type: 'integer', least: 0, most: leastSeverity };

const isServed = (...components: readonly string[]): DeviceVariable[] =>
  components.flatMap((name) => [shown(`${name}.Available`, flag, 'true'), shown(`${name}.Enabled`, flag, 'true')]);

const perMessage = (component: string, ...instances: readonly string[]): DeviceVariable[] =>
  instances.flatMap((instance) => [
    shown(`${component}.BytesPerMessage[${instance}]`, number, String(mostBytesAsked)),
    shown(`${component}.ItemsPerMessage[${instance}]`, number, String(mostVariablesAsked)),
  ]);

const variables: readonly DeviceVariable[] = [
  ...isServed('AlignedDataCtrlr', 'MonitoringCtrlr', 'ReservationCtrlr', 'SampledDataCtrlr', 'SmartChargingCtrlr'),
  spread('AlignedDataCtrlr.SendDuringIdle', flag, yesOrNo),
  spread('AlignedDataCtrlr.TxEndedInterval', seconds, whole(0, daySeconds), '0'),
  shown('AuthCacheCtrlr.Available', flag, 'true'),
  shown('AuthCacheCtrlr.LifeTime', seconds, ({ site }) => String(site.authorization.cacheLifetimeDays * daySeconds)),
  shown('AuthCacheCtrlr.Policy', { type: 'OptionList', values: 'LRU' }, 'LRU'),
  shown('AuthCtrlr.Enabled', flag, ({ site }) => String(site.authorization.mode !== 'free')),
  shown('ClockCtrlr.TimeSource', { type: 'SequenceList', values: 'Heartbeat,NTP' }, 'NTP,Heartbeat'),
  shown('ClockCtrlr.TimeZone', text, ({ site }) => site.timezone),
  ...perMessage('DeviceDataCtrlr', 'GetReport', 'GetVariables', 'SetVariables'),
  shown('LocalAuthListCtrlr.Available', flag, 'true'),
  shown('LocalAuthListCtrlr.BytesPerMessage', number, String(mostBytesAsked)),
  ...perMessage('MonitoringCtrlr', 'ClearVariableMonitoring', 'SetVariableMonitoring'),
  shown(
    'MonitoringCtrlr.ActiveMonitoringBase',
    { type: 'OptionList', values: 'All,FactoryDefault,HardWiredOnly' },
    ({ settings }) => settings.get(monitoringBaseKey) ?? 'All',
  ),
  shown('MonitoringCtrlr.ActiveMonitoringLevel', severity, ({ settings }) => String(monitoringLevel(settings))),
  governs('MonitoringCtrlr.OfflineQueuingSeverity', severity, whole(0, leastSeverity), String(usualOfflineSeverity)),
  shown('OCPPCommCtrlr.ActiveNetworkProfile', number, '1'),
  shown('OCPPCommCtrlr.MessageTimeout[Default]', seconds, ({ uplink }) => String(uplink.callTimeoutSeconds)),
  shown('OCPPCommCtrlr.NetworkConfigurationPriority', { type: 'SequenceList', values: '1' }, '1'),
  shown('OCPPCommCtrlr.NetworkProfileConnectionAttempts', number, '1'),
  governs(
    'OCPPCommCtrlr.OfflineThreshold',
    { ...seconds, least: 0, most: daySeconds },
    whole(0, daySeconds),
    String(usualOfflineSeconds),
  ),
  shown('OCPPCommCtrlr.QueueAllMessages', flag, 'false'),
  shown('OCPPCommCtrlr.RetryBackOffRandomRange', seconds, ({ uplink }) => String(uplink.backoff.randomSeconds)),
  shown('OCPPCommCtrlr.RetryBackOffRepeatTimes', number, ({ uplink }) => String(uplink.backoff.repeatTimes)),
  shown('OCPPCommCtrlr.RetryBackOffWaitMinimum', seconds, ({ uplink }) => String(uplink.backoff.minSeconds)),
  shown('ReservationCtrlr.NonEvseSpecific', flag, 'false'),
  spread('SampledDataCtrlr.TxEndedInterval', seconds, whole(0, daySeconds), '0'),
  spread(
    'SampledDataCtrlr.TxStartedMeasurands',
    { type: 'MemberList' },
    measurandList,
    'Energy.Active.Import.Register',
  ),
  shown('SecurityCtrlr.BasicAuthPassword', { ...text, isWriteOnly: true }, ''),
  shown('SecurityCtrlr.Identity', text, ({ uplink }) => uplink.identity),
  shown('SmartChargingCtrlr.ExternalControlSignalsEnabled', flag, 'true'),
  shown('SmartChargingCtrlr.MaxExternalConstraintsId', number, '0'),
  shown('SmartChargingCtrlr.NotifyChargingLimitWithSchedules', flag, 'true'),
  shown('SmartChargingCtrlr.SupportsDynamicProfiles', flag, 'true'),
  governs(
    'SmartChargingCtrlr.LimitChangeSignificance',
    { type: 'decimal', unit: 'Percent', least: 0, most: 100 },
    (value) => /^\d{1,3}(\.\d{1,3})?$/.test(value) && Number(value) <= 100,
    '1',
  ),
  shown('TxCtrlr.TxBeforeAcceptedEnabled', flag, 'true'),
  shown('TxCtrlr.TxStartPoint', { type: 'MemberList', values: 'PowerPathClosed' }, 'PowerPathClosed'),
  shown('TxCtrlr.TxStopPoint', { type: 'MemberList', values: 'EVConnected,Authorized' }, 'EVConnected,Authorized'),
];

export const deviceVariables: readonly DeviceKey[] = variables.map(({ key }) => key);

export const characteristicsOf: ReadonlyMap<string, Characteristics> = new Map(
  variables.map(({ key, is }) => [key.key, is]),
);

type Settings = ReadonlyMap<string, string> | undefined;

/** What the CSMS said by SetMonitoringBase and SetMonitoringLevel is kept under these. */
export const monitoringBaseKey = 'MonitoringCtrlr.ActiveMonitoringBase';
export const monitoringLevelKey = 'MonitoringCtrlr.ActiveMonitoringLevel';

const numberIn = (settings: Settings, key: string, otherwise: number): number =>
  Number(settings?.get(key) ?? otherwise);

/** The least grave severity that the CSMS wants to hear of. */
export const monitoringLevel = (settings: Settings): number => numberIn(settings, monitoringLevelKey, leastSeverity);

export const offlineSeverity = (settings: Settings): number =>
  numberIn(settings, 'MonitoringCtrlr.OfflineQueuingSeverity', usualOfflineSeverity);

/** Seconds. */
export const offlineThreshold = (settings: Settings): number =>
  numberIn(settings, 'OCPPCommCtrlr.OfflineThreshold', usualOfflineSeconds);
