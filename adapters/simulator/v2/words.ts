// What a simulated station says in OCPP 2.0.1 and 2.1: the two differ in nothing that it says.

import type { Payload } from '../frame.ts';
import { uuidOf } from '../random.ts';
import { isoOf, utc as asUtc } from '../../../src/model/time.ts';
import type { Happening, Occasion, Reading, Saying, StationWords, TokenInfo, Version } from '../station/words.ts';

export const iso = (utc: number): string => isoOf(asUtc(utc));

/** Eight, fourteen or twenty hexadecimal digits are the number of a card; anything else was typed in. */
export const tokenOf = (token: string, type?: string): Payload => ({
  idToken: token,
  type: type ?? (/^([0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})$/i.test(token) ? 'ISO14443' : 'Central'),
});

export const meterValue = ({ utc, context, items }: Reading): Payload => ({
  timestamp: iso(utc),
  sampledValue: items.map(({ measurand, value, unit, phase }) => ({
    value: Number(value),
    context,
    measurand,
    ...(phase !== undefined && { phase }),
    location: 'Outlet',
    unitOfMeasure: { unit },
  })),
});

const plug = (status: string, hasVehicle: boolean): string => {
  if (status === 'Faulted' || status === 'Unavailable') return status;
  if (hasVehicle) return 'Occupied';
  return status === 'Reserved' ? status : 'Available';
};

const chargingState = (status: string): string =>
  ['Charging', 'SuspendedEV', 'SuspendedEVSE'].includes(status) ? status : 'EVConnected';

const eventTypes = { start: 'Started', readings: 'Updated', update: 'Updated', stop: 'Ended' } as const;

const ofReading: Readonly<Record<string, string>> = { 'Sample.Clock': 'MeterValueClock', Trigger: 'Trigger' };

const ofEnd: Readonly<Record<string, string>> = {
  Local: 'StopAuthorized',
  EVDisconnected: 'EVCommunicationLost',
  Remote: 'RemoteStop',
  DeAuthorized: 'Deauthorized',
  ImmediateReset: 'ResetCommand',
  Reboot: 'ResetCommand',
};

function triggerOf({ part, reason, readings, remoteStartId }: Happening): string {
  if (part === 'start') return remoteStartId === undefined ? 'Authorized' : 'RemoteStart';
  if (part === 'update') return 'ChargingStateChanged';
  if (part === 'stop') return ofEnd[reason ?? ''] ?? 'AbnormalCondition';
  return ofReading[readings[0]?.context ?? ''] ?? 'MeterValuePeriodic';
}

/** What a transaction does when it has ended is seen by its cable. */
const stateOf = ({ part, reason, status }: Happening): string => {
  if (part !== 'stop') return chargingState(status);
  return reason === 'EVDisconnected' ? 'Idle' : 'EVConnected';
};

function say(happening: Happening, { evse, id, seqNo }: Occasion): Saying {
  const { part, at, token, tokenType, reason, readings, isOffline, reservationId, remoteStartId } = happening;
  return {
    action: 'TransactionEvent',
    payload: {
      eventType: eventTypes[part],
      timestamp: iso(at),
      triggerReason: triggerOf(happening),
      seqNo,
      ...(isOffline && { offline: true }),
      ...(reservationId !== undefined && { reservationId }),
      transactionInfo: {
        transactionId: id,
        chargingState: stateOf(happening),
        ...(reason !== undefined && { stoppedReason: reason }),
        ...(remoteStartId !== undefined && { remoteStartId }),
      },
      evse: { id: evse, connectorId: 1 },
      ...(token !== undefined && { idToken: tokenOf(token, tokenType) }),
      ...(readings.length > 0 && { meterValue: readings.map(meterValue) }),
    },
  };
}

export function readInfo(value: unknown): TokenInfo | undefined {
  const info = value as
    { status?: string; groupIdToken?: { idToken: string }; cacheExpiryDateTime?: string } | undefined;
  if (typeof info?.status !== 'string') return undefined;
  const { status, groupIdToken, cacheExpiryDateTime } = info;
  return {
    status,
    ...(groupIdToken !== undefined && { parentIdTag: groupIdToken.idToken }),
    ...(cacheExpiryDateTime !== undefined && { expiryDate: cacheExpiryDateTime }),
  };
}

const words2 = (version: Version): StationWords => ({
  version,
  malformed: 'FormatViolation',
  beginsIn: 'start',
  beginKey: 'TxStartedMeasurands',
  endKey: 'TxEndedMeasurands',
  newTransaction: uuidOf,
  boot: ({ vendor, model, serial, firmware, reason }) => ({
    reason,
    chargingStation: { vendorName: vendor, model, serialNumber: serial, firmwareVersion: firmware },
  }),
  authorize: (token, type) => ({ idToken: tokenOf(token, type) }),
  tokenInfo: ({ idTokenInfo }) => readInfo(idTokenInfo),
  numberIn: () => undefined,
  plug,
  status: (evseId, connectorStatus, _errorCode, utc) =>
    evseId === 0 ? undefined : { timestamp: iso(utc), connectorStatus, evseId, connectorId: 1 },
  chargingState,
  readings: (evseId, reading) => ({ evseId, meterValue: [meterValue(reading)] }),
  happening: say,
  numbered: (payload) => payload,
  jobAction: (kind) => (kind === 'log' ? 'LogStatusNotification' : 'FirmwareStatusNotification'),
  passwordBytes: (text) => Buffer.from(text),
  reservationEnded: (reservationId) => ({
    action: 'ReservationStatusUpdate',
    payload: { reservationId, reservationUpdateStatus: 'Expired' },
  }),
});

export const words201 = words2('2.0.1');
export const words21 = words2('2.1');
