import { aliasOf } from '../../model/alias.ts';
import type { StopReason, Verdict } from '../../model/status.ts';
import type { ToCsms, ToldFact } from '../dialect.ts';
import type { StartHeard, StopHeard } from '../heard.ts';
import type { TransactionRecord } from '../record.ts';
import type { Lose } from '../loss.ts';
import { collectLosses, withLosses } from '../loss.ts';
import { typeOf } from '../token-form.ts';
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
export const sayStarted: ToCsms['started'] = ({ fact, record, times }, { place, reservation }) => {
  const { losses, lose } = collectLosses();
  const payload = {
    connectorId: place.number,
    idTag: sayToken(fact.token, record, lose),
    meterStart: wholeWh(fact.meterStartWh, 'meterStart', lose),
    timestamp: strictTime(record.timestamp, times),
    ...(reservation !== undefined && { reservationId: reservation }),
  };
  loseDetails(record, lose);
  return withLosses({ action: 'StartTransaction', payload }, losses);
};

/** A transaction that had begun without a token begins here. */
export const sayUpdated: ToCsms['updated'] = ({ fact, record, times }, { place, reservation }) => {
  const { losses, lose } = collectLosses();
  const payload = {
    connectorId: place.number,
    idTag: sayToken(fact.token ?? '', record, lose),
    meterStart: wholeWh(fact.meterStartWh ?? 0, 'meterStart', lose),
    timestamp: strictTime(record.timestamp, times),
    ...(reservation !== undefined && { reservationId: reservation }),
  };
  loseDetails(record, lose);
  return withLosses({ action: 'StartTransaction', payload }, losses);
};

/** 1.6 has no types of tokens; only one that its form does not say is lost. */
function sayToken(token: string, { tokenType, additionalInfo }: TransactionRecord, lose: Lose): string {
  if (tokenType !== undefined && tokenType !== typeOf(token)) lose('idToken.type', 'noSuchField');
  if (additionalInfo !== undefined) lose('idToken.additionalInfo', 'noSuchField');
  if (token.length > longestToken) lose('idToken', 'tooLong');
  return aliasOf(token, longestToken);
}

function wholeWh(wh: number, field: string, lose: Lose): number {
  if (!Number.isInteger(wh)) lose(field, 'rounded');
  return Math.round(wh);
}

/** What only 2.x says of an event. A plug that is not the first of its EVSE has no number in 1.6. */
function loseDetails({ details, connector = 1 }: TransactionRecord, lose: Lose): void {
  for (const name of Object.keys({ ...details?.event, ...details?.info })) lose(name, 'noSuchField');
  if (connector > 1) lose('evse.connectorId', 'noSuchField');
}

export const saySampled: ToCsms['sampled'] = (told, { place, transaction, number }) => {
  const collected = collectLosses();
  for (const { record } of told) loseDetails(record, collected.lose);
  return sayMeterValues(
    place.number,
    transaction === undefined ? number : (number ?? noNumber),
    told.map(({ record, times }) => ({ values: record.meterValues, times })),
    collected,
  );
};

/**
 * StopTransaction.req upstream. The token and a reason of our own take the place of what the station said, and so does the
 * register where it said none.
 */
export const sayEnded: ToCsms['ended'] = ({ fact, record, times }, { number }) => {
  const { losses, lose } = collectLosses();
  const { token = record.token } = fact;
  const reason = fact.reason === 'DeAuthorized' ? fact.reason : sayReason(record.reason, lose);
  const data = strictMeterValues(record.meterValues, times, lose);
  const payload = {
    transactionId: number ?? noNumber,
    meterStop: wholeWh(fact.meterStopWh, 'meterStop', lose),
    timestamp: strictTime(record.timestamp, times),
    ...(reason !== undefined && { reason }),
    ...(token !== undefined && token !== '' && { idTag: sayToken(token, record, lose) }),
    ...(data.length > 0 && { transactionData: data }),
  };
  loseDetails(record, lose);
  return withLosses({ action: 'StopTransaction', payload }, losses);
};

/** StartTransaction.conf towards a station. */
export const answerStart = (number: number, verdict: Verdict, lose: Lose): object => ({
  transactionId: number,
  idTagInfo: toIdTagInfo(verdict, lose),
});

/** StopTransaction.conf towards a station. */
export const answerStop = (verdict: Verdict | undefined, lose: Lose): object =>
  verdict === undefined ? {} : { idTagInfo: toIdTagInfo(verdict, lose) };

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

/** A reason of any version in the words of 1.6; what only 2.x can say becomes the nearest, or Other. */
function sayReason(reason: string | undefined, lose: Lose): string | undefined {
  if (reason === undefined || reasons.has(reason)) return reason;
  if (reason === 'ImmediateReset') return 'HardReset';
  lose('stoppedReason', 'noSuchWord');
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
