import { aliasOf } from '../../model/alias.ts';
import type { TransactionEnded, TransactionStarted } from '../../model/fact/transaction.ts';
import type { StopReason, Verdict } from '../../model/status.ts';
import type { StartHeard, StopHeard, Wording } from '../heard.ts';
import type { IdTagInfo } from './authorize.ts';
import { readIdTagInfo, toIdTagInfo } from './authorize.ts';
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

/** StartTransaction.req upstream. A time or register that the station did not say is that of the fact. */
export function sayStart(
  connectorId: number,
  received: StartTransactionReq,
  fact: Pick<TransactionStarted, 'happenedAt' | 'clockOffsetSeconds' | 'meterStartWh'>,
): Wording {
  return {
    action: 'StartTransaction',
    payload: {
      connectorId,
      idTag: aliasOf(received.idTag, mostTagCharacters),
      meterStart: fact.meterStartWh,
      timestamp: strictTime(received.timestamp, timesOf(fact)),
    },
  };
}

/** CiString20. A longer token goes under another name that is always the same. */
const mostTagCharacters = 20;

/** StopTransaction.req upstream. A register that the station did not say is that of the fact. */
export function sayStop(
  transactionId: number,
  received: StopTransactionReq,
  fact: Pick<TransactionEnded, 'happenedAt' | 'clockOffsetSeconds' | 'meterStopWh'>,
): Wording {
  const data = strictMeterValues(received.transactionData ?? [], timesOf(fact));
  return {
    action: 'StopTransaction',
    payload: {
      transactionId,
      meterStop: fact.meterStopWh,
      timestamp: strictTime(received.timestamp, timesOf(fact)),
      ...(received.reason !== undefined && { reason: received.reason }),
      ...(received.idTag !== undefined && { idTag: aliasOf(received.idTag, mostTagCharacters) }),
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
