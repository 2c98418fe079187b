import { aliasOf } from '../../model/alias.ts';
import type { StopReason, Verdict } from '../../model/status.ts';
import type { ToCsms, ToldFact } from '../dialect.ts';
import type { StartHeard, StopHeard } from '../heard.ts';
import type { TransactionRecord } from '../record.ts';
import { longestToken, toIdTagInfo } from './authorize.ts';
import type { MeterValue } from '../../model/sampled-value.ts';
import type { MeterValuesReq } from './meter-values.ts';
import { sayMeterValues, strictMeterValues } from './meter-values.ts';
import { stampOf, strictTime } from '../stamp.ts';

export interface StartTransactionReq {
  readonly connectorId: number;
  readonly idTag: string;
  readonly meterStart: number;
  readonly reservationId?: number;
  readonly timestamp?: string;
}

export interface StopTransactionReq {
  readonly transactionId: number;
  readonly meterStop: number;
  readonly timestamp?: string;
  readonly reason?: string;
  readonly idTag?: string;
  readonly transactionData?: readonly MeterValue[];
}

/** StartTransaction.req. */
export function readStart(payload: StartTransactionReq): StartHeard {
  return {
    kind: 'start',
    evse: payload.connectorId,
    token: payload.idTag,
    meterStartWh: payload.meterStart,
    ...(payload.reservationId !== undefined && { reservation: payload.reservationId }),
    ...stampOf(payload.timestamp),
  };
}

/** StopTransaction.req. */
export function readStop(payload: StopTransactionReq): StopHeard {
  return {
    kind: 'stop',
    number: payload.transactionId,
    meterStopWh: payload.meterStop,
    reason: readReason(payload.reason),
    ...(payload.idTag !== undefined && { token: payload.idTag }),
    ...stampOf(payload.timestamp),
  };
}

/** What a kept StartTransaction, MeterValues or StopTransaction says. */
export function recordOf(payload: StartTransactionReq | MeterValuesReq | StopTransactionReq): TransactionRecord {
  if ('meterValue' in payload) return { meterValues: payload.meterValue };
  if ('meterStop' in payload)
    return {
      meterValues: payload.transactionData ?? [],
      ...(payload.timestamp !== undefined && { timestamp: payload.timestamp }),
      ...(payload.idTag !== undefined && { token: payload.idTag }),
      ...(payload.reason !== undefined && { reason: payload.reason }),
    };
  return {
    meterValues: [],
    token: payload.idTag,
    ...(payload.timestamp !== undefined && { timestamp: payload.timestamp }),
  };
}

/** What 1.6 has a message for: a transaction begins when somebody showed a token at an EVSE that is known. */
export const tells = (fact: ToldFact): boolean =>
  fact.isUnclaimed !== true && (fact.kind !== 'TransactionUpdated' || fact.token !== undefined);

/** The id that 1.6 uses where the CSMS never gave one (3.18 of the errata). */
const noNumber = -1;

/**
 * StartTransaction.req upstream, with the number that the CSMS knows the reservation by. A time or register that the station
 * did not say is that of the fact.
 */
export const sayStarted: ToCsms['started'] = ({ fact, record, times }, { place, reservation }) => ({
  action: 'StartTransaction',
  payload: {
    connectorId: place.number,
    idTag: aliasOf(fact.token, longestToken),
    meterStart: Math.round(fact.meterStartWh),
    timestamp: strictTime(record.timestamp, times),
    ...(reservation !== undefined && { reservationId: reservation }),
  },
});

/** A transaction that had begun without a token begins here. */
export const sayUpdated: ToCsms['updated'] = ({ fact, record, times }, { place }) => ({
  action: 'StartTransaction',
  payload: {
    connectorId: place.number,
    idTag: aliasOf(fact.token ?? '', longestToken),
    meterStart: Math.round(fact.meterStartWh ?? 0),
    timestamp: strictTime(record.timestamp, times),
  },
});

export const saySampled: ToCsms['sampled'] = (told, { place, transaction, number }) =>
  sayMeterValues(
    place.number,
    transaction === undefined ? number : (number ?? noNumber),
    told.map(({ record, times }) => ({ values: record.meterValues, times })),
  );

/**
 * StopTransaction.req upstream. The token and a reason of our own take the place of what the station said, and so does the
 * register where it said none.
 */
export const sayEnded: ToCsms['ended'] = ({ fact, record, times }, { number }) => {
  const { token = record.token } = fact;
  const reason = fact.reason === 'DeAuthorized' ? fact.reason : sayReason(record.reason);
  const data = strictMeterValues(record.meterValues, times);
  return {
    action: 'StopTransaction',
    payload: {
      transactionId: number ?? noNumber,
      meterStop: Math.round(fact.meterStopWh),
      timestamp: strictTime(record.timestamp, times),
      ...(reason !== undefined && { reason }),
      ...(token !== undefined && token !== '' && { idTag: aliasOf(token, longestToken) }),
      ...(data.length > 0 && { transactionData: data }),
    },
  };
};

/** StartTransaction.conf towards a station. */
export const answerStart = (number: number, verdict: Verdict): object => ({
  transactionId: number,
  idTagInfo: toIdTagInfo(verdict),
});

/** StopTransaction.conf towards a station. */
export const answerStop = (verdict: Verdict | undefined): object =>
  verdict === undefined ? {} : { idTagInfo: toIdTagInfo(verdict) };

const reasons = new Set([
  'DeAuthorized',
  'EmergencyStop',
  'EVDisconnected',
  'HardReset',
  'Local',
  'Other',
  'PowerLoss',
  'Reboot',
  'Remote',
  'SoftReset',
  'UnlockCommand',
]);

/** A reason of any version in the words of 1.6; what only 2.x can say becomes Other. */
function sayReason(reason: string | undefined): string | undefined {
  if (reason === undefined || reasons.has(reason)) return reason;
  if (reason === 'ImmediateReset') return 'HardReset';
  return reason === 'MasterPass' || reason === 'LocalOutOfCredit' ? 'Local' : 'Other';
}

/** Reasons of 1.6 in the words of 2.0.1; absent means Local. */
function readReason(reason: string | undefined): StopReason {
  switch (reason) {
    case undefined:
      return 'Local';
    case 'DeAuthorized':
    case 'EmergencyStop':
    case 'EVDisconnected':
    case 'Local':
    case 'PowerLoss':
    case 'Reboot':
    case 'Remote':
      return reason;
    case 'HardReset':
      return 'ImmediateReset';
    default:
      return 'Other';
  }
}
