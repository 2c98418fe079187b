import type { StopReason, Verdict } from '../../model/status.ts';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { FromStation, Wording } from '../heard.ts';
import { parseTime } from '../time.ts';
import type { IdTagInfo } from './authorize.ts';
import { readIdTagInfo, toIdTagInfo } from './authorize.ts';
import type { MeterValue } from './meter-values.ts';
import { cleanMeterValue, strictTime } from './meter-values.ts';

interface StartTransactionReq {
  readonly connectorId: number;
  readonly idTag: string;
  readonly meterStart: number;
  readonly reservationId?: number;
  readonly timestamp?: string;
}

interface StopTransactionReq {
  readonly transactionId: number;
  readonly meterStop: number;
  readonly timestamp?: string;
  readonly reason?: string;
  readonly idTag?: string;
  readonly transactionData?: readonly MeterValue[];
}

/** StartTransaction.req. */
export function readStart(payload: StartTransactionReq): FromStation {
  return {
    kind: 'start',
    evse: payload.connectorId,
    token: payload.idTag,
    meterStartWh: payload.meterStart,
    ...(payload.reservationId !== undefined && { reservation: payload.reservationId }),
    ...timeOf(payload.timestamp),
  };
}

/** StopTransaction.req. */
export function readStop(payload: StopTransactionReq): FromStation {
  return {
    kind: 'stop',
    number: payload.transactionId,
    meterStopWh: payload.meterStop,
    reason: readReason(payload.reason),
    ...(payload.idTag !== undefined && { token: payload.idTag }),
    ...timeOf(payload.timestamp),
  };
}

/** StartTransaction.req upstream, with the number that the CSMS knows the reservation by. A missing time is that of the fact. */
export function sayStart(
  connectorId: number,
  token: string,
  received: StartTransactionReq,
  happenedAt: Utc,
  reservationId: number | undefined,
): Wording {
  return {
    action: 'StartTransaction',
    payload: {
      connectorId,
      idTag: token,
      meterStart: received.meterStart,
      timestamp: received.timestamp === undefined ? isoOf(happenedAt) : strictTime(received.timestamp, happenedAt),
      ...(reservationId !== undefined && { reservationId }),
    },
  };
}

/** StopTransaction.req upstream. The token and a reason of our own take the place of what the station said. */
export function sayStop(
  transactionId: number,
  received: StopTransactionReq,
  { token = received.idTag, reason, happenedAt }: { token?: string; reason: StopReason; happenedAt: Utc },
): Wording {
  const stated = reason === 'DeAuthorized' ? reason : received.reason;
  return {
    action: 'StopTransaction',
    payload: {
      transactionId,
      meterStop: received.meterStop,
      timestamp: received.timestamp === undefined ? isoOf(happenedAt) : strictTime(received.timestamp, happenedAt),
      ...(stated !== undefined && { reason: stated }),
      ...(token !== undefined && { idTag: token }),
      ...(received.transactionData !== undefined && {
        transactionData: received.transactionData.map(cleanMeterValue),
      }),
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

function timeOf(timestamp: string | undefined): { at?: Utc } {
  const at = timestamp === undefined ? undefined : parseTime(timestamp);
  return at === undefined ? {} : { at: at as Utc };
}
