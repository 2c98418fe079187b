// Payloads of OCPP 1.6 that are in order, to be spoilt.

import type { Utc } from '../../../src/model/time.ts';
import { utc } from '../../../src/model/time.ts';
import type { Wording } from '../../../src/ocpp/heard.ts';
import { takeCall } from '../../../src/ocpp/repair.ts';
import { timesOf } from '../../../src/ocpp/stamp.ts';
import { dialect16 } from '../../../src/ocpp/v16/dialect.ts';

export const at = '2026-11-24T12:00:00Z';
export const now = utc(Date.parse(at));
export const start = { connectorId: 1, idTag: 'A', meterStart: 1000, timestamp: at };
export const stop = { transactionId: 7, meterStop: 2000, timestamp: at };
export const status = { connectorId: 1, status: 'Available', errorCode: 'NoError' };

/** MeterValues of one sample. */
export const sample = (changes: object) => ({
  connectorId: 1,
  transactionId: 7,
  meterValue: [{ timestamp: at, sampledValue: [{ value: '1', ...changes }] }],
});

/** What is made of a payload; it must be usable. */
export function taken(action: string, payload: object): { payload: never; quirks?: readonly number[] } {
  const result = takeCall('1.6', action, payload);
  if ('violation' in result) throw new Error(result.violation.message);
  return result as never;
}

/** What a station of OCPP 1.6 says, in no version's words. */
export const hearStation = dialect16.fromStations.hear;

const upstream = { place: { number: 1 }, transaction: undefined, number: 7, seqNo: 0, offline: false };

type Times = { readonly happenedAt: Utc; readonly clockOffsetSeconds?: number };

/** A start, told on as it was taken. */
export const sayStart = (
  _connector: number,
  payload: object,
  fact: Times & { readonly token: string; readonly meterStartWh: number },
): Wording =>
  dialect16.toCsms.started(
    { fact: fact as never, record: dialect16.recordOf(payload as never), times: timesOf(fact) },
    upstream,
  );

export const sayStop = (
  number: number,
  payload: object,
  fact: Times & { readonly reason: string; readonly meterStopWh: number },
): Wording =>
  dialect16.toCsms.ended(
    { fact: fact as never, record: dialect16.recordOf(payload as never), times: timesOf(fact) },
    { ...upstream, number },
  );
