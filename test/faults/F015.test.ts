import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { facts, memoryDisk, run, until } from '../wire/journal-fixture.ts';

const mounted: (() => void)[] = [];
afterEach(() => mounted.splice(0).forEach((remove) => remove()));

it('F015 disk 95 % full: transactions go on, and the figures say how little room is left', async (ctx) => {
  const size = 32 * 1024 * 1024;
  const disk = memoryDisk(size);
  if (disk === undefined) return ctx.skip('SKIPPED: this host does not let us mount a memory disk (root is needed)');
  mounted.push(disk.remove);
  const home = join(disk.dir, 'data');
  const journal = run(home, { ballastBytes: 1024 * 1024, reserveBytes: 512 * 1024 });
  await journal.commit(facts(1, 5));
  await until(() => journal.journal.stats().freeBytes > 0, 'figures');
  const { bavail, bsize } = statfsSync(disk.dir);
  writeFileSync(join(disk.dir, 'filler'), Buffer.alloc(bavail * bsize - Math.floor(size * 0.05)));
  await until(() => journal.journal.stats().freeBytes < size * 0.06, 'the figures follow');
  for (let at = 6; at < 100; at += 5) expect(await journal.commit(facts(at, 5))).toBe('durable');
  expect(journal.disk).toEqual([]);
  rmSync(join(disk.dir, 'filler'));
  await journal.journal.close();
});
