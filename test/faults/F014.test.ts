import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { row } from '../../src/model/ids.ts';
import { linesIn, memoryDisk, run } from '../wire/journal-fixture.ts';

const mounted: (() => void)[] = [];
afterEach(() => mounted.splice(0).forEach((remove) => remove()));

const options = { ballastBytes: 512 * 1024, reserveBytes: 256 * 1024, history: false } as const;
const line = (at: number): string => `{"kind":"TransactionSampled","n":${at},"filling":"${'d'.repeat(1400)}"}`;
const lines = (from: number): string[] => Array.from({ length: 20 }, (_, at) => line(from + at));
const noDisk = 'SKIPPED: this host does not let us mount a memory disk (root is needed)';

function fillDisk(dir: string): void {
  const { bavail, bsize } = statfsSync(dir);
  try {
    writeFileSync(join(dir, 'filler'), Buffer.alloc(bavail * bsize));
  } catch {
    // Full is what was wanted.
  }
}

it('F014 disk full: nothing is acknowledged and lost; the ballast lets the queue drain; room brings it back', async (ctx) => {
  const disk = memoryDisk(4 * 1024 * 1024);
  if (disk === undefined) return ctx.skip(noDisk);
  mounted.push(disk.remove);
  const home = join(disk.dir, 'data');
  const journal = run(home, options);
  expect(await journal.commit(lines(1))).toBe('durable');

  fillDisk(disk.dir);
  let outcome = await journal.commit(lines(journal.head() + 1));
  for (let tries = 0; outcome === 'durable' && tries < 200; tries += 1)
    outcome = await journal.commit(lines(journal.head() + 1));
  expect(outcome).toMatchObject({ state: 'full' });
  expect((outcome as { detail: string }).detail).toContain('BB_DISK_FULL');
  const acknowledged = journal.head();

  // The same batch again, as the driver gives it: the ballast has made room; old rows can be deleted.
  const snapshot = { part: 'gateway', row: row(acknowledged), json: '{}' };
  expect(
    await journal.commit(lines(acknowledged + 1), { snapshots: [snapshot], forgetThrough: row(acknowledged) }),
  ).toBe('durable');
  expect(journal.disk.map(({ state }) => state)).not.toContain('ok');

  rmSync(join(disk.dir, 'filler'));
  const freed = Date.now();
  await journal.hears('ok', 10_000);
  expect(Date.now() - freed).toBeLessThan(10_000);
  expect(await journal.commit(lines(journal.head() + 1))).toBe('durable');
  await journal.journal.close();
  const kept = linesIn(home, options);
  expect(kept.open.opened.head).toBe(journal.head());
  expect(kept.lines.map((one) => one.row)).toEqual(Array.from({ length: 40 }, (_, at) => acknowledged + 1 + at));
  for (const one of kept.lines) expect(one.json).toBe(line(one.row));
});

it('F014 disk full when starting: the ballast is given up and the journal opens', async (ctx) => {
  const disk = memoryDisk(4 * 1024 * 1024);
  if (disk === undefined) return ctx.skip(noDisk);
  mounted.push(disk.remove);
  const home = join(disk.dir, 'data');
  const before = run(home, options);
  await before.commit(lines(1));
  await before.journal.close();
  fillDisk(disk.dir);
  const after = run(home, options);
  expect(after.open.opened.head).toBe(20);
  const first = await after.commit(lines(21));
  if (first !== 'durable') expect(await after.commit(lines(21))).toBe('durable');
  await after.journal.close();
  expect(linesIn(home, options).open.opened.head).toBe(40);
});

it('F014 an identity that does not fit: nothing of the batch is on the disk', async (ctx) => {
  const disk = memoryDisk(2 * 1024 * 1024);
  if (disk === undefined) return ctx.skip(noDisk);
  mounted.push(disk.remove);
  const home = join(disk.dir, 'data');
  const journal = run(home, { ...options, ballastBytes: 0, reserveBytes: 0 });
  await journal.commit(lines(1), { identity: { epoch: 1, numbersBelow: 5, numbering: [] } });
  fillDisk(disk.dir);
  const outcome = await journal.commit(lines(21), { identity: { epoch: 1, numbersBelow: 6, numbering: [] } });
  expect(outcome).toMatchObject({ state: 'full' });
  await journal.journal.close();
  const { open } = linesIn(home, { ...options, ballastBytes: 0 });
  expect(open.opened).toMatchObject({ head: 20, identity: { numbersBelow: 5 } });
});
