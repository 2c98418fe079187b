// The device model of a simulated station (2.x Part 2 appendix 2 and 3): which variables it has, and what they say.

import type { Body, Live } from '../station/body.ts';
import { isWritable, supports } from '../station/keys.ts';
import type { At } from '../station/types.ts';
import { iso } from './words.ts';

export interface ComponentName {
  readonly name: string;
  readonly instance?: string;
  readonly evse?: { readonly id: number; readonly connectorId?: number };
}

export interface VariableName {
  readonly name: string;
  readonly instance?: string;
}

export interface Variable {
  readonly component: ComponentName;
  readonly variable: VariableName;
  readonly value: string;
  readonly dataType: string;
  readonly mutability: 'ReadOnly' | 'ReadWrite' | 'WriteOnly';
  readonly unit?: string;
  readonly valuesList?: string;
  readonly maxLimit?: number;
  /** The setting behind it. */
  readonly key?: string;
  /** Part of a summary (2.x B07). */
  readonly isSummary?: true;
}

/** Component, variable, its type, the setting behind it, and what else there is to say. */
type Setting = readonly [string, string, string, string, (Partial<Variable> & { instance?: string })?];

const settings: readonly Setting[] = [
  ['AuthCacheCtrlr', 'Enabled', 'boolean', 'AuthorizationCacheEnabled'],
  ['AuthCtrlr', 'AuthorizeRemoteStart', 'boolean', 'AuthorizeRemoteTxRequests'],
  ['AuthCtrlr', 'LocalAuthorizeOffline', 'boolean', 'LocalAuthorizeOffline'],
  ['AuthCtrlr', 'LocalPreAuthorize', 'boolean', 'LocalPreAuthorize'],
  ['AuthCtrlr', 'OfflineTxForUnknownIdEnabled', 'boolean', 'AllowOfflineTxForUnknownId'],
  ['LocalAuthListCtrlr', 'Enabled', 'boolean', 'LocalAuthListEnabled'],
  ['LocalAuthListCtrlr', 'ItemsPerMessage', 'integer', 'SendLocalListMaxLength'],
  ['OCPPCommCtrlr', 'HeartbeatInterval', 'integer', 'HeartbeatInterval', { unit: 's' }],
  ['OCPPCommCtrlr', 'MessageAttempts', 'integer', 'TransactionMessageAttempts', { instance: 'TransactionEvent' }],
  [
    'OCPPCommCtrlr',
    'MessageAttemptInterval',
    'integer',
    'TransactionMessageRetryInterval',
    { instance: 'TransactionEvent', unit: 's' },
  ],
  ['OCPPCommCtrlr', 'OfflineThreshold', 'integer', 'OfflineThreshold', { unit: 's' }],
  ['OCPPCommCtrlr', 'ResetRetries', 'integer', 'ResetRetries'],
  ['OCPPCommCtrlr', 'UnlockOnEVSideDisconnect', 'boolean', 'UnlockConnectorOnEVSideDisconnect'],
  ['SampledDataCtrlr', 'TxEndedMeasurands', 'MemberList', 'TxEndedMeasurands'],
  ['SampledDataCtrlr', 'TxStartedMeasurands', 'MemberList', 'TxStartedMeasurands'],
  ['SampledDataCtrlr', 'TxUpdatedInterval', 'integer', 'MeterValueSampleInterval', { unit: 's' }],
  ['SampledDataCtrlr', 'TxUpdatedMeasurands', 'MemberList', 'MeterValuesSampledData'],
  ['AlignedDataCtrlr', 'Interval', 'integer', 'ClockAlignedDataInterval', { unit: 's' }],
  ['AlignedDataCtrlr', 'Measurands', 'MemberList', 'MeterValuesAlignedData'],
  ['TxCtrlr', 'EVConnectionTimeOut', 'integer', 'ConnectionTimeOut', { unit: 's' }],
  ['TxCtrlr', 'StopTxOnEVSideDisconnect', 'boolean', 'StopTransactionOnEVSideDisconnect'],
  ['TxCtrlr', 'StopTxOnInvalidId', 'boolean', 'StopTransactionOnInvalidId'],
];

type Fixed = readonly [string, string, string, string, string?];

/** What never changes: component, variable, type, value, instance. */
const fixed: readonly Fixed[] = [
  ['AlignedDataCtrlr', 'Available', 'boolean', 'true'],
  ['AuthCtrlr', 'Enabled', 'boolean', 'true'],
  ['ClockCtrlr', 'TimeSource', 'SequenceList', 'Heartbeat'],
  ['DeviceDataCtrlr', 'BytesPerMessage', 'integer', '65536', 'GetVariables'],
  ['DeviceDataCtrlr', 'BytesPerMessage', 'integer', '65536', 'SetVariables'],
  ['DeviceDataCtrlr', 'ItemsPerMessage', 'integer', '20', 'GetReport'],
  ['DeviceDataCtrlr', 'ItemsPerMessage', 'integer', '20', 'GetVariables'],
  ['DeviceDataCtrlr', 'ItemsPerMessage', 'integer', '20', 'SetVariables'],
  ['LocalAuthListCtrlr', 'BytesPerMessage', 'integer', '65536'],
  ['OCPPCommCtrlr', 'FileTransferProtocols', 'MemberList', 'HTTP,HTTPS'],
  ['OCPPCommCtrlr', 'MessageTimeout', 'integer', '30', 'Default'],
  ['OCPPCommCtrlr', 'NetworkConfigurationPriority', 'SequenceList', '1'],
  ['OCPPCommCtrlr', 'NetworkProfileConnectionAttempts', 'integer', '3'],
  ['SampledDataCtrlr', 'Available', 'boolean', 'true'],
  ['SampledDataCtrlr', 'TxEndedInterval', 'integer', '0'],
  ['SecurityCtrlr', 'CertificateEntries', 'integer', '0'],
  ['SecurityCtrlr', 'OrganizationName', 'string', 'Simulated'],
  ['TxCtrlr', 'TxStartPoint', 'MemberList', 'PowerPathClosed'],
  ['TxCtrlr', 'TxStopPoint', 'MemberList', 'Authorized,EVConnected'],
];

const smartCharging: readonly Fixed[] = [
  ['SmartChargingCtrlr', 'Available', 'boolean', 'true'],
  ['SmartChargingCtrlr', 'Enabled', 'boolean', 'true'],
  ['SmartChargingCtrlr', 'Entries', 'integer', '100', 'ChargingProfiles'],
  ['SmartChargingCtrlr', 'LimitChangeSignificance', 'decimal', '1'],
  ['SmartChargingCtrlr', 'PeriodsPerSchedule', 'integer', '100'],
  ['SmartChargingCtrlr', 'ProfileStackLevel', 'integer', '100'],
  ['SmartChargingCtrlr', 'RateUnit', 'MemberList', 'A,W'],
];

const reservation: readonly Fixed[] = [
  ['ReservationCtrlr', 'Available', 'boolean', 'true'],
  ['ReservationCtrlr', 'Enabled', 'boolean', 'true'],
  ['ReservationCtrlr', 'NonEvseSpecific', 'boolean', 'true'],
];

const row = ([component, variable, dataType, value, instance]: Fixed): Variable => ({
  component: { name: component },
  variable: { name: variable, ...(instance !== undefined && { instance }) },
  value,
  dataType,
  mutability: 'ReadOnly',
});

const settingRow =
  ({ memory }: Body) =>
  ([component, name, dataType, key, { instance, ...more } = {}]: Setting): Variable => ({
    component: { name: component },
    variable: { name, ...(instance !== undefined && { instance }) },
    value: memory.keys.get(key) ?? '',
    dataType,
    mutability: isWritable(key) ? 'ReadWrite' : 'ReadOnly',
    key,
    ...more,
  });

/** Everything that it has, in the order in which it reports it. */
export function variablesOf(body: Body, _live: Live, now: At): Variable[] {
  const { options, memory } = body;
  const own: Fixed[] = [
    ['ChargingStation', 'Model', 'string', options.model ?? 'AC22'],
    ['ChargingStation', 'VendorName', 'string', options.vendor ?? 'Simulated'],
    ['ChargingStation', 'SupplyPhases', 'integer', '3'],
    ['ClockCtrlr', 'DateTime', 'dateTime', iso(now.utc)],
    ['LocalAuthListCtrlr', 'Entries', 'integer', String(memory.list.size)],
    ['SecurityCtrlr', 'Identity', 'string', options.id],
    ['SecurityCtrlr', 'SecurityProfile', 'integer', String(options.securityProfile ?? 0)],
    ...(supports(options, 'SmartCharging') ? smartCharging : []),
    ...(supports(options, 'Reservation') ? reservation : []),
  ];
  const password: Variable = {
    ...row(['SecurityCtrlr', 'BasicAuthPassword', 'string', '']),
    mutability: 'WriteOnly',
    maxLimit: 40,
  };
  const kept = settings.filter(([, , , key]) => memory.keys.has(key));
  return [
    stateRow({ name: 'ChargingStation' }, memory.isOperative ? 'Available' : 'Unavailable'),
    ...own.map(row),
    ...fixed.map(row),
    ...kept.map(settingRow(body)),
    password,
    ...body.evses.flatMap((evse) => evseRows(body, evse.evse)),
  ];
}

const states = 'Available,Occupied,Reserved,Unavailable,Faulted';

const stateRow = (component: ComponentName, value: string): Variable => ({
  component,
  variable: { name: 'AvailabilityState' },
  value,
  dataType: 'OptionList',
  valuesList: states,
  mutability: 'ReadOnly',
  isSummary: true,
});

function evseRows(body: Body, id: number): Variable[] {
  const evse: ComponentName = { name: 'EVSE', evse: { id } };
  const connector: ComponentName = { name: 'Connector', evse: { id, connectorId: 1 } };
  const state = body.evses[id - 1]?.toldStatus ?? 'Available';
  const of = (component: ComponentName, fact: Fixed, more: Partial<Variable> = {}): Variable => ({
    ...row(fact),
    component,
    ...more,
  });
  const watts = body.ratingAmps * 690;
  return [
    stateRow(evse, state),
    of(evse, ['', 'Available', 'boolean', 'true']),
    of(evse, ['', 'Power', 'decimal', '0'], { unit: 'W', maxLimit: watts }),
    of(evse, ['', 'SupplyPhases', 'integer', '3']),
    stateRow(connector, state),
    of(connector, ['', 'Available', 'boolean', 'true']),
    of(connector, ['', 'ConnectorType', 'string', 'sType2']),
    of(connector, ['', 'SupplyPhases', 'integer', '3']),
  ];
}

const same = (one: string | undefined, other: string | undefined): boolean =>
  one?.toLowerCase() === other?.toLowerCase();

export const isSameComponent = (one: ComponentName, other: ComponentName): boolean =>
  same(one.name, other.name) &&
  same(one.instance, other.instance) &&
  one.evse?.id === other.evse?.id &&
  one.evse?.connectorId === other.evse?.connectorId;

export const isSameVariable = (one: VariableName, other: VariableName): boolean =>
  same(one.name, other.name) && same(one.instance, other.instance);
