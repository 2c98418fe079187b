// The log of limits and of orders from outside, beside the journal on a real disk.

import { rmSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { orderKinds } from '../../adapters/history/limit-entry.ts';
import { isTold } from '../../adapters/history/told.ts';
import type { StationId } from '../../src/model/ids.ts';
import type { Utc } from '../../src/model/time.ts';
import type { Running } from './journal-fixture.ts';
import { newDir, run } from './journal-fixture.ts';

const options = { ballastBytes: 0, reserveBytes: 0, history: { reopenAfterMs: 500 } } as const;
const cp1 = 'CP-1' as StationId;
const at = Date.UTC(2026, 4, 1);
const dayMs = 86_400_000;

const told = (command: string, station: string, evse: number, amps: number, happenedAt: number): string =>
  JSON.stringify({
    kind: 'LimitCommanded',
    command,
    station,
    evse: `${station}/${evse}`,
    rung: 'tx',
    transaction: 't-1',
    level: 1,
    amps,
    reason: { kind: 'circuit', circuit: 'row-a', line: 1, sharedBy: 3 },
    measuredAmps: 15.8,
    happenedAt,
  });
const settled = (command: string, station: string, outcome: string): string =>
  JSON.stringify({ kind: 'CommandSettled', command, station, outcome });
const reason = (station: string, amps: number, happenedAt: number): string =>
  JSON.stringify({
    kind: 'ReasonChanged',
    station,
    evse: `${station}/1`,
    transaction: 't-1',
    amps,
    reason: { kind: 'vehicle' },
    happenedAt,
  });
const input = (happenedAt: number): string =>
  JSON.stringify({ kind: 'InputChanged', input: 'dso', action: 'dim', active: true, happenedAt });

function open(dir = newDir(), more: object = {}): { journal: Running; dir: string } {
  const journal = run(dir, { ...options, history: { ...options.history, ...more } });
  onTestFinished(async () => {
    await journal.journal.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return { journal, dir };
}

it('keeps each limit with its reason, what was measured, and what became of it; the newest first, in pages', async () => {
  const { journal } = open();
  await journal.commit([
    told('a', 'CP-1', 1, 16, at),
    told('b', 'CP-1', 0, 10, at + 1000),
    told('c', 'CP-2', 1, 8, at + 2000),
  ]);
  await journal.commit([
    settled('a', 'CP-1', 'accepted'),
    settled('b', 'CP-1', 'refused'),
    reason('CP-1', 12, at + 3000),
  ]);
  const all = await journal.journal.limits({ stations: [cp1], evse: 1, limit: 10 });
  expect(all).toMatchObject([
    { what: 'reason', row: 6, evse: 1, amps: 12, at: at + 3000, reason: { kind: 'vehicle' }, transaction: 't-1' },
    // One limit for all EVSEs of the station is one for this EVSE too.
    { what: 'limit', row: 2, evse: 0, amps: 10, outcome: 'refused' },
    { what: 'limit', row: 1, amps: 16, outcome: 'accepted', measuredAmps: 15.8, rung: 'tx', reason: { sharedBy: 3 } },
  ]);
  const [, second] = all;
  expect(await journal.journal.limits({ stations: [cp1], evse: 1, limit: 1, before: second!.id })).toMatchObject([
    { row: 1 },
  ]);
  expect(await journal.journal.limits({ stations: [cp1], evse: 2, limit: 10 })).toMatchObject([{ row: 2 }]);
  const between = { from: (at + 1000) as Utc, to: (at + 3000) as Utc };
  expect(await journal.journal.limits({ stations: [cp1], evse: 1, limit: 10, ...between })).toMatchObject([{ row: 2 }]);
});

it('keeps a limit that is told again as it was as one entry, with what became of it last', async () => {
  const { journal } = open();
  await journal.commit([told('a', 'CP-1', 1, 16, at), settled('a', 'CP-1', 'accepted')]);
  for (const n of [1, 2, 3]) await journal.commit([told(`a${n}`, 'CP-1', 1, 16, at + n * 20_000)]);
  await journal.commit([settled('a3', 'CP-1', 'unanswered'), told('b', 'CP-1', 1, 10, at + 90_000)]);
  await journal.commit([told('c', 'CP-1', 1, 16, at + 120_000)]);
  expect(await journal.journal.limits({ stations: [cp1], evse: 1, limit: 10 })).toMatchObject([
    { amps: 16, repeats: 0 },
    { amps: 10, repeats: 0 },
    { amps: 16, repeats: 3, at, outcome: 'unanswered' },
  ]);
});

it('keeps orders of the grid operator with their effect', async () => {
  const { journal } = open();
  const effect = {
    kind: 'OrderEffectNoted',
    order: 'input:dso',
    since: at,
    orderedAmps: [18, 18, 18],
    commandedAmps: [18, 18, 18],
    measuredWatts: 12_000,
    charging: 3,
    measured: 3,
    happenedAt: at + 15_000,
  };
  await journal.commit([
    input(at),
    JSON.stringify(effect),
    JSON.stringify({ kind: 'PricesSet', series: {}, happenedAt: at }),
  ]);
  expect(await journal.journal.orders({ limit: 10 })).toMatchObject([
    { fact: effect },
    { fact: { kind: 'InputChanged' } },
  ]);
});

it('goes on when a journal began anew and counts its rows from 1 again', async () => {
  const { journal, dir } = open();
  await journal.commit([told('a', 'CP-1', 1, 16, at), input(at)]);
  await journal.journal.close();
  // What a journal that was moved aside leaves behind: the history, and rows that count from 1 again.
  for (const end of ['', '-wal', '-shm']) rmSync(`${dir}/journal.db${end}`, { force: true });
  const { journal: anew } = open(dir);
  await anew.commit([told('b', 'CP-1', 1, 6, at + 5000), input(at + 5000)]);
  expect(await anew.journal.limits({ stations: [cp1], evse: 1, limit: 10 })).toMatchObject([
    { row: 1, amps: 6 },
    { row: 1, amps: 16 },
  ]);
  expect(await anew.journal.orders({ limit: 10 })).toHaveLength(2);
});

it('forgets what is older than the site file says, by limitLogDays alone, and takes another time while it runs', async () => {
  const { journal } = open(newDir(), { limitLogDays: 730, keepDays: 1 });
  const now = Date.now();
  await journal.commit([told('a', 'CP-1', 1, 16, now - 10 * dayMs), input(now - 10 * dayMs)]);
  await journal.commit([told('b', 'CP-1', 1, 8, now), input(now)]);
  const amps = async (): Promise<number[]> =>
    (await journal.journal.limits({ stations: [cp1], evse: 1, limit: 10 })).map((one) => one.amps);
  expect(await amps()).toEqual([8, 16]);
  journal.journal.keep({ limitLogDays: 5 });
  // The history is looked after once a second.
  await expect.poll(amps, { timeout: 30_000 }).toEqual([8]);
  expect(await journal.journal.orders({ limit: 10 })).toHaveLength(1);
});

it('is told of every kind of order, and of no other line than it wants', () => {
  for (const kind of [...Object.keys(orderKinds), 'LimitCommanded', 'ReasonChanged', 'CommandSettled'])
    expect([kind, isTold(JSON.stringify({ kind }))]).toEqual([kind, true]);
  for (const line of [
    '',
    '{}',
    ...['TransactionSampled', 'Answered', 'Start', 'Limit'].map((kind) => JSON.stringify({ kind })),
  ])
    expect([line, isTold(line)]).toEqual([line, false]);
});
