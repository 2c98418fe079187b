import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { fsyncWarning } from '../../adapters/sqlite-journal/fsync-probe.ts';
import { openJournal } from '../../adapters/sqlite-journal/open.ts';
import { row } from '../../src/model/ids.ts';
import {
  fact,
  facts,
  lastAck,
  linesIn,
  memoryDisk,
  newDir,
  pause,
  run,
  runUnderStrace,
  small,
  until,
} from './journal-fixture.ts';
import { whyNot } from './powercut/replay.ts';

const dirs: string[] = [];
const dir = (): string => {
  const made = newDir();
  dirs.push(made);
  return made;
};
afterEach(() => dirs.splice(0).forEach((one) => rmSync(one, { recursive: true, force: true })));

const snapshot = (part: string, at: number) => ({ part, row: row(at), json: `{"at":${at}}` });

describe('the journal', () => {
  it('begins empty, and gives back what was committed, row by row', async () => {
    const home = dir();
    const first = run(home);
    expect(first.open.opened.head).toBe(0);
    expect([...first.open.opened.snapshots]).toEqual([]);
    expect(await first.commit(facts(1, 3))).toBe('durable');
    expect(await first.commit(['{"kind":"Ü","text":"€ 漢 😀"}'])).toBe('durable');
    await first.journal.close();
    const { lines, open } = linesIn(home);
    expect(open.opened.head).toBe(4);
    expect(lines).toEqual([...facts(1, 3), '{"kind":"Ü","text":"€ 漢 😀"}'].map((json, at) => ({ row: at + 1, json })));
    expect(open.damaged()).toEqual([]);
  });

  it('gives back every text that a line can hold', async () => {
    const home = dir();
    const journal = run(home);
    const written: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.json(), { minLength: 1, maxLength: 20 }), async (lines) => {
        expect(await journal.commit(lines)).toBe('durable');
        written.push(...lines);
      }),
      { numRuns: 30 },
    );
    await journal.journal.close();
    expect(linesIn(home).lines.map(({ json }) => json)).toEqual(written);
  });

  it('reads every line that was not forgotten, and keeps the newest snapshot of each part', async () => {
    const home = dir();
    const journal = run(home);
    await journal.commit(facts(1, 5), { snapshots: [snapshot('gateway', 5), snapshot('tokens', 3)] });
    await journal.commit(facts(6, 5), { snapshots: [snapshot('tokens', 7)] });
    await journal.journal.close();
    const { lines, open } = linesIn(home);
    expect(open.opened.snapshots).toEqual([snapshot('gateway', 5), snapshot('tokens', 7)]);
    expect(lines.map((line) => line.row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('forgets what it may, never the head, and at most 64 blocks a commit', async () => {
    const home = dir();
    const journal = run(home);
    for (let at = 1; at <= 100; at += 1) await journal.commit([fact(at)]);
    await journal.commit([fact(101)], { snapshots: [snapshot('gateway', 100)], forgetThrough: row(101) });
    expect((await journal.read(1, 1)).lines[0]?.row).toBe(65);
    await journal.commit([fact(102)]);
    expect((await journal.read(1, 10)).lines.map((line) => line.row)).toEqual([102]);
    await journal.journal.close();
    expect(linesIn(home).open.opened.head).toBe(102);
  });

  it('answers reads in bounded pieces that say how far they go', async () => {
    const journal = run(dir());
    for (let first = 1; first < 6000; first += 500) await journal.commit(facts(first, 500));
    const some = await journal.read(498, 5);
    expect(some.lines).toEqual(facts(498, 5).map((json, at) => ({ row: 498 + at, json })));
    expect(some).toMatchObject({ from: 498, through: 502 });
    const many = await journal.read(1, 1_000_000);
    expect(many.lines).toHaveLength(4096);
    expect(many.through).toBe(4096);
    const rest = await journal.read(4097, 1_000_000);
    expect(rest.through).toBe(6000);
    expect(await journal.read(6001, 10)).toEqual({ from: 6001, through: 6000, lines: [] });
    const big = 'b'.repeat(3_000_000);
    await journal.commit([`"${big}"`, `"${big}"`, `"${big}"`]);
    const bytes = await journal.read(6001, 10);
    expect(bytes.lines).toHaveLength(2);
    expect(bytes.through).toBe(6002);
    await journal.journal.close();
  });

  it('replaces the identity before the rows, and only when it has changed', async () => {
    const home = dir();
    const journal = run(home);
    const identity = { epoch: 1, numbersBelow: 7, numbering: [] };
    await journal.commit([fact(1)], { identity });
    const { ino } = statSync(join(home, 'identity.json'));
    await journal.commit([fact(2)], { identity: { ...identity } });
    expect(statSync(join(home, 'identity.json')).ino).toBe(ino);
    await journal.commit([fact(3)], { identity: { ...identity, numbersBelow: 8 } });
    expect(statSync(join(home, 'identity.json')).ino).not.toBe(ino);
    await journal.journal.close();
    expect(linesIn(home).open.opened.identity).toEqual({ ...identity, numbersBelow: 8 });
  });

  it('sets an unreadable identity aside and says so', async () => {
    const home = dir();
    const journal = run(home);
    await journal.commit([fact(1)], { identity: { epoch: 1, numbersBelow: 7, numbering: [] } });
    await journal.journal.close();
    writeFileSync(join(home, 'identity.json'), '');
    const { open, lines } = linesIn(home);
    expect(open.opened.identity).toBeUndefined();
    expect(open.warnings.map(({ code }) => code)).toContain('BB_IDENTITY_DAMAGED');
    expect(lines).toHaveLength(1);
  });

  it('never gives out a row twice when the journal is gone and the identity is not', async () => {
    const home = dir();
    const journal = run(home);
    await journal.commit(facts(1, 10));
    await journal.commit(facts(11, 10), { identity: { epoch: 3, numbersBelow: 7, numbering: [] } });
    await journal.journal.close();
    unlinkSync(join(home, 'journal.db'));
    const { open } = linesIn(home);
    expect(open.warnings.map(({ code }) => code)).toContain('BB_JOURNAL_MISSING');
    expect(open.opened.head).toBeGreaterThan(1_000_000);
    const again = run(home);
    expect(again.open.opened.head).toBe(open.opened.head);
    expect(await again.commit([fact(1)])).toBe('durable');
    expect((await again.read(5, 10)).lines.map((line) => line.row)).toEqual([open.opened.head + 1]);
    await again.journal.close();
  });

  it('takes a batch that is given again while it is under way only once', async () => {
    const home = dir();
    const journal = run(home);
    const batch = { first: row(1), lines: facts(1, 2), snapshots: [] };
    journal.journal.commit(batch);
    journal.journal.commit(batch);
    await until(() => journal.durables() === 1, 'durable');
    expect((await journal.read(1, 10)).through).toBe(2);
    expect(journal.durables()).toBe(1);
    expect(journal.disk).toEqual([]);
    await journal.journal.close();
  });

  it('closes after the commit under way, and after what the driver gives at its end', async () => {
    const home = dir();
    const open = openJournal(home, small);
    let said = 0;
    const journal = open.start({
      onDurable() {
        said += 1;
        if (said < 3) journal.commit({ first: row(said + 1), lines: [fact(said + 1)], snapshots: [] });
      },
      onDisk: (_, detail) => expect.unreachable(detail),
      onRows: () => undefined,
    });
    journal.commit({ first: row(1), lines: [fact(1)], snapshots: [] });
    await journal.close();
    expect(said).toBe(3);
    expect(linesIn(home).lines).toHaveLength(3);
  });

  it('keeps its log and its file small', async () => {
    const home = dir();
    const journal = run(home, { ...small, checkpointPages: 50 });
    const lines = (at: number) => facts(at, 50).map((line) => `"${line.length}${randomBytes(500).toString('hex')}"`);
    for (let at = 0; at < 60; at += 1) {
      const last = journal.head() + 50;
      await journal.commit(lines(at), { snapshots: [snapshot('gateway', last)], forgetThrough: row(last - 100) });
    }
    expect(statSync(join(home, 'journal.db-wal')).size).toBeLessThan(2 * 1024 * 1024);
    expect(statSync(join(home, 'journal.db')).size).toBeLessThan(2 * 1024 * 1024);
    await journal.journal.close();
  });

  it('tells its figures', async () => {
    const journal = run(dir());
    await journal.commit(facts(1, 20));
    await until(() => journal.journal.stats().bytes > 0, 'figures');
    expect(journal.journal.stats()).toMatchObject({ head: 20, commits: 1, damagedBlocks: 0 });
    expect(journal.journal.stats().freeBytes).toBeGreaterThan(0);
    expect(journal.journal.stats().lastCommitMs).toBeGreaterThan(0);
    await journal.journal.close();
  });

  it('warns of a disk that answers a sync before it can have written anything', (ctx) => {
    const disk = memoryDisk(4 * 1024 * 1024);
    if (disk === undefined) return ctx.skip('SKIPPED: this host does not let us mount a memory disk (root is needed)');
    try {
      const open = openJournal(join(disk.dir, 'data'), small);
      expect(open.warnings.map(({ code }) => code)).toEqual(['BB_FSYNC_TOO_FAST']);
      open.dismiss();
    } finally {
      disk.remove();
    }
    expect(fsyncWarning('/data', 2000)).toBeUndefined();
  });

  it('makes the ballast from real bytes', async () => {
    const home = dir();
    const journal = run(home, { ...small, ballastBytes: 300_000 });
    await journal.commit([fact(1)]);
    const ballast = statSync(join(home, 'ballast'));
    expect(ballast.size).toBe(300_000);
    expect(ballast.blocks * 512).toBeGreaterThanOrEqual(300_000);
    await journal.journal.close();
  });
});

describe('F111 the worker of the journal', () => {
  it('F111 ends: the journal has failed, and nothing is durable after it', async () => {
    const home = dir();
    const journal = run(home);
    // The worker has not opened the database yet when this line runs.
    rmSync(join(home, 'journal.db'));
    mkdirSync(join(home, 'journal.db'));
    const outcome = await journal.commit([fact(1)]);
    expect(outcome).toMatchObject({ state: 'failed' });
    journal.journal.commit({ first: row(1), lines: [fact(1)], snapshots: [] });
    await journal.journal.close();
    expect(journal.durables()).toBe(0);
  });

  it('F111 ends: closing later, when the worker is long gone, ends too', async () => {
    const home = dir();
    const journal = run(home);
    rmSync(join(home, 'journal.db'));
    mkdirSync(join(home, 'journal.db'));
    expect(await journal.commit([fact(1)])).toMatchObject({ state: 'failed' });
    await pause(300);
    await journal.journal.close();
  });

  it('F111 hangs: the watchdog ends the wait', async (ctx) => {
    const reason = whyNot();
    if (reason !== undefined) return ctx.skip(`SKIPPED: ${reason}`);
    const home = dir();
    const delay = ['-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:delay_enter=3000000:when=12'];
    const told = await runUnderStrace(home, { rows: 60, watchdogMs: 1000 }, delay);
    expect(told.code).toBe(1);
    expect(told.stderr.at(-1)).toContain('DISK failed BB_JOURNAL_FAILED: the disk has not answered a commit for 1 s');
    expect(linesIn(home).open.opened.head).toBeGreaterThanOrEqual(lastAck(told));
  });
});
