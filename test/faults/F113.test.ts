import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, it } from 'vitest';
import type { StationId } from '../../src/model/ids.ts';
import { row } from '../../src/model/ids.ts';
import type { Running } from '../wire/journal-fixture.ts';
import { memoryDisk, newDir, run, until } from '../wire/journal-fixture.ts';

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((act) => act()));

const options = { ballastBytes: 0, reserveBytes: 0, history: { reopenAfterMs: 500 } } as const;

function newHome(): string {
  const home = newDir();
  undo.push(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

const at = 1_790_000_000_000;
const head = (kind: string, n: number): string =>
  `{"kind":"${kind}","station":"CP-${n % 3}","evse":1,"transaction":"t-${n}"`;
const raw = ',"raw":["1.6",{}]}';
/** A start, a judgement, a sample and an end. */
const session = (n: number): string[] => [
  `${head('TransactionStarted', n)},"number":${n},"token":"04AB${n}","meterStartWh":100,"happenedAt":${at + n},"receivedAt":${at + n}${raw}`,
  `${head('TransactionJudged', n)},"verdict":{"status":"Accepted","by":"csms"}}`,
  `${head('TransactionSampled', n)},"happenedAt":${at}${raw}`,
  `${head('TransactionEnded', n)},"number":${n},"meterStopWh":900,"reason":"Local","happenedAt":${at + n + 60_000},"receivedAt":${at + n + 60_000}${raw}`,
];

const seen = async (journal: Running): Promise<string[]> => {
  try {
    return (await journal.journal.transactions({ limit: 500 })).map(({ transaction }) => String(transaction)).reverse();
  } catch {
    return [];
  }
};

async function untilSeen(journal: Running, names: readonly string[]): Promise<void> {
  let last: string[] = [];
  for (let tries = 0; tries < 50; tries += 1) {
    last = await seen(journal);
    if (last.length >= names.length) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(last).toEqual(names);
}

const commitSessions = async (journal: Running, from: number, through: number): Promise<void> => {
  for (let n = from; n <= through; n += 1) expect(await journal.commit(session(n))).toBe('durable');
};

const names = (from: number, through: number): string[] =>
  Array.from({ length: through - from + 1 }, (_, n) => `t-${from + n}`);

it('the history tells sessions, newest first, in pages and by station', async () => {
  const journal = run(newHome(), options);
  await commitSessions(journal, 1, 9);
  await journal.commit([
    `{"kind":"TransactionEnded","station":"CP-7","number":77,"meterStopWh":5,"reason":"Local","happenedAt":${at},"receivedAt":${at}${raw}`,
  ]);
  const page = await journal.journal.transactions({ limit: 3 });
  expect(page[0]).toEqual({
    row: 37,
    station: 'CP-7',
    number: 77,
    meterStopWh: 5,
    reason: 'Local',
    endedAt: at,
    receivedAt: at,
  });
  expect(page[1]).toEqual({
    row: 33,
    transaction: 't-9',
    station: 'CP-0',
    evse: 1,
    number: 9,
    token: '04AB9',
    startedAt: at + 9,
    endedAt: at + 60_009,
    meterStartWh: 100,
    meterStopWh: 900,
    reason: 'Local',
    verdict: 'Accepted',
    receivedAt: at + 60_009,
  });
  const older = await journal.journal.transactions({ limit: 3, before: page.at(-1)!.row });
  expect(older.map(({ transaction }) => transaction)).toEqual(['t-7', 't-6', 't-5']);
  const one = await journal.journal.transactions({ limit: 9, stations: ['CP-1' as StationId] });
  expect(one.map(({ transaction }) => transaction)).toEqual(['t-7', 't-4', 't-1']);
  expect(await journal.journal.transactions({ limit: 9, from: (at + 3) as never, to: (at + 5) as never })).toHaveLength(
    2,
  );
  await journal.journal.close();
});

it('F113 telemetry locked: commits go on, and the history catches up from the journal afterwards', async () => {
  const home = newHome();
  const journal = run(home, options);
  await commitSessions(journal, 1, 2);
  const other = new Database(join(home, 'history.db'));
  other.exec('BEGIN EXCLUSIVE');
  await commitSessions(journal, 3, 6);
  await until(() => journal.journal.stats().historyFailures > 0, 'the failure is counted');
  expect(journal.disk).toEqual([]);
  other.exec('ROLLBACK');
  other.close();
  await untilSeen(journal, names(1, 6));
  expect(journal.journal.stats().historyLost).toBe(0);
  await journal.journal.close();
});

it('F113 telemetry corrupt: moved aside, made anew, filled from what the journal holds; the rest is counted', async () => {
  const home = newHome();
  const first = run(home, options);
  await commitSessions(first, 1, 4);
  await first.commit(['{"kind":"Started"}'], {
    snapshots: [{ part: 'gateway', row: row(8), json: '{}' }],
    forgetThrough: row(8),
  });
  await first.journal.close();
  const path = join(home, 'history.db');
  writeFileSync(path, readFileSync(path).fill(0x5a, 0, 4096 * 2));

  const journal = run(home, options);
  await commitSessions(journal, 5, 6);
  await untilSeen(journal, names(3, 6));
  expect(journal.disk).toEqual([]);
  expect(existsSync(join(home, 'history-damaged.db'))).toBe(true);
  await until(() => journal.journal.stats().historyLost === 8, 'eight rows are gone');
  await journal.journal.close();
});

it('F113 telemetry deleted while running: made anew', async () => {
  const home = newHome();
  const journal = run(home, options);
  await commitSessions(journal, 1, 2);
  for (const end of ['', '-wal', '-shm']) rmSync(join(home, `history.db${end}`), { force: true });
  await commitSessions(journal, 3, 4);
  await until(() => journal.journal.stats().historyFailures > 0, 'noticed');
  await untilSeen(journal, names(1, 4));
  expect(journal.disk).toEqual([]);
  await journal.journal.close();
});

it('F113 telemetry on a full disk of its own: commits go on', async (ctx) => {
  const disk = memoryDisk(1024 * 1024);
  if (disk === undefined) return ctx.skip('SKIPPED: this host does not let us mount a memory disk (root is needed)');
  undo.push(disk.remove);
  const journal = run(newHome(), { ...options, history: { reopenAfterMs: 500, path: join(disk.dir, 'history.db') } });
  await commitSessions(journal, 1, 2);
  const { bavail, bsize } = statfsSync(disk.dir);
  try {
    writeFileSync(join(disk.dir, 'filler'), Buffer.alloc(bavail * bsize));
  } catch {
    // Full is what was wanted.
  }
  for (let n = 3; n <= 200 && journal.journal.stats().historyFailures === 0; n += 1)
    await commitSessions(journal, n, n);
  await until(() => journal.journal.stats().historyFailures > 0, 'the failure is counted', 5000);
  expect(journal.disk).toEqual([]);
  rmSync(join(disk.dir, 'filler'));
  await untilSeen(journal, names(1, journal.head() / 4));
  await journal.journal.close();
});

it('F113 telemetry that cannot be opened at all costs nothing', async () => {
  const journal = run(newHome(), { ...options, history: { path: '/nowhere/history.db' } });
  await commitSessions(journal, 1, 3);
  await expect(journal.journal.transactions({ limit: 5 })).rejects.toThrow('BB_HISTORY_UNAVAILABLE');
  expect(journal.disk).toEqual([]);
  await journal.journal.close();
});
