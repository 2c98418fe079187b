// Payloads of OCPP 1.6 that are in order, to be spoilt.

import { utc } from '../../../src/model/time.ts';
import { takeCall } from '../../../src/ocpp/repair.ts';

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
