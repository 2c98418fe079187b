import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openJournal } from '../../adapters/sqlite-journal/open.ts';
import { facts, lastAck, linesIn, memoryDisk, newDir, run, runUnderStrace, small } from '../wire/journal-fixture.ts';
import { whyNot } from '../wire/powercut/replay.ts';

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((act) => act()));

it('F018 remounted read-only while running: a state; nothing is acknowledged until it can be written again', async (ctx) => {
  const reason = whyNot();
  if (reason !== undefined) return ctx.skip(`SKIPPED: ${reason}`);
  const home = newDir();
  undo.push(() => rmSync(home, { recursive: true, force: true }));
  // Writes of the log fail for a while, and so does the probe: what a kernel does after it gave up on a file system.
  const log = join(home, 'journal.db-wal');
  const faults = ['-e', 'trace=pwrite64,openat', '-P', log, '-P', join(home, 'probe')];
  const inject = ['-e', 'inject=pwrite64:error=EROFS:when=30..36', '-e', 'inject=openat:error=EROFS:when=2+'];
  const told = await runUnderStrace(home, { rows: 60 }, [...faults, ...inject]);
  expect(told.code, told.stderr.join('\n')).toBe(0);
  const states = told.stderr.map((line) => (line.startsWith('ACK') ? 'ACK' : line.split(' ').slice(0, 2).join(' ')));
  const first = states.indexOf('DISK readOnly');
  const ok = states.indexOf('DISK ok');
  expect(first, told.stderr.join('\n')).toBeGreaterThan(0);
  expect(ok).toBeGreaterThan(first);
  expect(states.slice(first, ok)).not.toContain('ACK');
  expect(told.stderr[first]).toContain('BB_DISK_READ_ONLY');
  expect(lastAck(told)).toBe(60);
  expect(linesIn(home).open.opened.head).toBe(60);
});

it('F018 read-only at the start: refused with what to do, nothing changed', async (ctx) => {
  const disk = memoryDisk(8 * 1024 * 1024);
  if (disk === undefined) return ctx.skip('SKIPPED: this host does not let us mount a memory disk (root is needed)');
  undo.push(disk.remove);
  const home = join(disk.dir, 'data');
  const journal = run(home);
  await journal.commit(facts(1, 5));
  await journal.journal.close();
  expect(disk.mount('remount,ro')).toBe(true);
  expect(() => openJournal(home, small)).toThrow(/^BB_DATA_READ_ONLY: .* cannot be written .* Mount it read-write/);
  expect(disk.mount('remount,rw')).toBe(true);
  expect(linesIn(home).open.opened.head).toBe(5);
});
