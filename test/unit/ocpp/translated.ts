// What one version says of what a station of another wrote, and what it could not carry.

import { expect } from 'vitest';
import type { TransactionEnded, TransactionSampled, TransactionStarted } from '../../../src/model/fact/transaction.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { utc } from '../../../src/model/time.ts';
import type { Upstream } from '../../../src/ocpp/dialect.ts';
import { dialectOf } from '../../../src/ocpp/dialects.ts';
import type { Wording } from '../../../src/ocpp/heard.ts';
import { checkOutbound } from '../../../src/ocpp/schema.ts';

export type Payload = Record<string, unknown>;

export const timestamp = '2026-01-15T18:00:00Z';
export const times = { happenedAt: utc(Date.parse(timestamp)), offsetMs: 0 };
export const upstream: Upstream = {
  place: { number: 7 },
  transaction: '00000000-0000-4000-8000-000000000001' as never,
  number: 5001,
  seqNo: 3,
  offline: false,
};

export const event = (eventType: string, more: Payload = {}, info: Payload = {}): Payload => ({
  eventType,
  timestamp,
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId: 'T', ...info },
  ...more,
});

export const sampled = (...sampledValue: Payload[]): Payload => ({ meterValue: [{ timestamp, sampledValue }] });

export const recordIn = (version: Version, payload: Payload) => dialectOf(version).recordOf(payload as never);

export function started(from: Version, payload: Payload, to: Version, fact: Partial<TransactionStarted> = {}): Wording {
  const record = recordIn(from, payload);
  const whole = { token: record.token ?? '', meterStartWh: 0, ...fact } as TransactionStarted;
  return judged(to, dialectOf(to).toCsms.started({ fact: whole, record, times }, upstream));
}

export function values(from: Version, payload: Payload, to: Version): Wording {
  const fact = {} as TransactionSampled;
  return judged(to, dialectOf(to).toCsms.sampled([{ fact, record: recordIn(from, payload), times }], upstream));
}

export function ended(from: Version, payload: Payload, to: Version, fact: Partial<TransactionEnded> = {}): Wording {
  const heard = dialectOf(from).fromStations.hear(from === '1.6' ? 'StopTransaction' : 'TransactionEvent', payload);
  const { reason = 'Local' } = heard as { reason?: TransactionEnded['reason'] };
  const whole = { meterStopWh: 3000, energyWh: 2000, reason, ...fact } as TransactionEnded;
  return judged(to, dialectOf(to).toCsms.ended({ fact: whole, record: recordIn(from, payload), times }, upstream));
}

/** Whatever is lost, what is said is in order. */
function judged(to: Version, wording: Wording): Wording {
  expect(checkOutbound(to, wording.action, wording.payload)).toBeUndefined();
  return wording;
}

export const lostIn = ({ losses = [] }: Wording): string[] => losses.map(({ field, reason }) => `${field} ${reason}`);
export const samplesIn = ({ payload }: Wording): Payload[] => {
  const { meterValue, transactionData } = payload as Record<string, { sampledValue: Payload[] }[] | undefined>;
  return (meterValue ?? transactionData ?? []).flatMap(({ sampledValue }) => sampledValue);
};
