import { aliasOf } from '../../model/alias.ts';
import type { TransactionEnded, TransactionStarted } from '../../model/fact/transaction.ts';
import type { StopReason, Verdict } from '../../model/status.ts';
import type { StartHeard, StopHeard, Wording } from '../heard.ts';
import type { IdTagInfo } from './authorize.ts';
import { longestToken, readIdTagInfo, toIdTagInfo } from './authorize.ts';
import type { MeterValue } from './meter-values.ts';
import { strictMeterValues, timesOf } from './meter-values.ts';
import { stampOf, strictTime } from './stamp.ts';

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

/**
 * StartTransaction.req upstream, with the number that the CSMS knows the reservation by. A time or register that the station
 * did not say is that of the fact.
 */
export function sayStart(
  connectorId: number,
  received: StartTransactionReq,
  fact: Pick<TransactionStarted, 'token' | 'happenedAt' | 'clockOffsetSeconds' | 'meterStartWh'>,
  reservationId?: number,
): Wording {
  return {
    action: 'StartTransaction',
    payload: {
      connectorId,
      idTag: aliasOf(fact.token, longestToken),
      meterStart: fact.meterStartWh,
      timestamp: strictTime(received.timestamp, timesOf(fact)),
      ...(reservationId !== undefined && { reservationId }),
    },
  };
}

/**
 * StopTransaction.req upstream. The token and a reason of our own take the place of what the station said, and so does the
 * register where it said none.
 */
export function sayStop(
  transactionId: number,
  received: StopTransactionReq,
  fact: Pick<TransactionEnded, 'token' | 'reason' | 'happenedAt' | 'clockOffsetSeconds' | 'meterStopWh'>,
): Wording {
  const { token = received.idTag } = fact;
  const reason = fact.reason === 'DeAuthorized' ? fact.reason : received.reason;
  const data = strictMeterValues(received.transactionData ?? [], timesOf(fact));
  return {
    action: 'StopTransaction',
    payload: {
      transactionId,
      meterStop: fact.meterStopWh,
      timestamp: strictTime(received.timestamp, timesOf(fact)),
      ...(reason !== undefined && { reason }),
      ...(token !== undefined && { idTag: aliasOf(token, longestToken) }),
      ...(data.length > 0 && { transactionData: data }),
    },
  };
}

/** StartTransaction.conf towards a station. */
export const answerStart = (number: number, verdict: Verdict): object => ({
  transactionId: number,
  idTagInfo: toIdTagInfo(verdict),
});

/** StopTransaction.conf towards a station. */
export const answerStop = (verdict: Verdict | undefined): object =>
  verdict === undefined ? {} : { idTagInfo: toIdTagInfo(verdict) };

/** StartTransaction.conf from the CSMS. */
export const readStartAnswer = (payload: { transactionId: number; idTagInfo: IdTagInfo }) => ({
  upstreamId: payload.transactionId,
  verdict: readIdTagInfo(payload.idTagInfo),
});

/** What StartTransaction.conf or StopTransaction.conf says of the token, if anything. */
export const readJudgement = (payload: { idTagInfo?: IdTagInfo }): Verdict | undefined =>
  payload.idTagInfo === undefined ? undefined : readIdTagInfo(payload.idTagInfo);

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
