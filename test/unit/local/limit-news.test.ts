// What is new to people of limits, and what is said to whom follows.

import { expect, it } from 'vitest';
import { eventOf } from '../../../src/local/limit-events.ts';
import { createNews } from '../../../src/local/limit-news.ts';
import type { LimitCommanded, ReasonChanged } from '../../../src/model/fact/command.ts';
import type { CircuitId, CommandId, EvseKey, StationId, TransactionId } from '../../../src/model/ids.ts';
import { utc } from '../../../src/model/time.ts';

const station = 'CP-1' as StationId;
const limit = (amps: number, more: Partial<LimitCommanded> = {}): LimitCommanded => ({
  kind: 'LimitCommanded',
  command: 'c' as CommandId,
  station,
  evse: 'CP-1/1' as EvseKey,
  rung: 'tx',
  transaction: 't' as TransactionId,
  amps,
  reason: { kind: 'circuit', circuit: 'row-a' as CircuitId, line: 0, sharedBy: 3 },
  happenedAt: utc(0),
  ...more,
});
const reason: ReasonChanged = {
  kind: 'ReasonChanged',
  station,
  evse: 'CP-1/1' as EvseKey,
  transaction: 't' as TransactionId,
  amps: 16,
  reason: { kind: 'vehicle' },
  happenedAt: utc(0),
};

it('is what changes amps, place, session or reason; not what is told again, or shared by one more', () => {
  const isNews = createNews();
  const shared = { kind: 'circuit', circuit: 'row-a' as CircuitId, line: 2, sharedBy: 4 } as const;
  const said = [
    limit(16),
    limit(16, { command: 'd' as CommandId, happenedAt: utc(20_000) }),
    limit(16, { reason: shared }),
    limit(16, { reason: { kind: 'rating' } }),
    limit(10),
    limit(10, { rung: 'default' }),
    limit(10, { transaction: 'u' as TransactionId }),
    limit(10, { evse: 'CP-1/2' as EvseKey }),
    reason,
    reason,
    // What became of a limit, also of one that was told again; not of a start or a stop.
    { kind: 'CommandSettled', command: 'd' as CommandId, station, outcome: 'refused' } as const,
    { kind: 'CommandSettled', command: 'other' as CommandId, station, outcome: 'refused' } as const,
  ].map(isNews);
  expect(said).toEqual([true, false, false, true, true, true, true, true, true, false, true, false]);
});

it('is an event with words, and never one with a token', () => {
  expect(eventOf(limit(16))).toMatchObject({
    name: 'limit',
    data: { evse: 'CP-1/1', amps: 16, why: { kind: 'circuit' } },
  });
  expect(eventOf(reason)).toMatchObject({
    name: 'reason',
    data: { why: { text: expect.stringMatching(/^16 A/) as string } },
  });
  const settled = (outcome: 'accepted' | 'refused') =>
    eventOf({ kind: 'CommandSettled', command: 'c' as CommandId, station, outcome });
  expect(settled('refused')).toMatchObject({ name: 'settled' });
  expect(settled('accepted')).toBeUndefined();
  expect(
    eventOf({
      kind: 'RemoteCommanded',
      command: 'c' as CommandId,
      station,
      action: 'start',
      token: '04AB',
      happenedAt: utc(0),
    }),
  ).toBeUndefined();
});
