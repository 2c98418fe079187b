import { rmSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { lastAck, linesIn, newDir, runUnderStrace } from '../wire/journal-fixture.ts';
import { whyNot } from '../wire/powercut/replay.ts';

const home = newDir();
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('F017 a disk that takes 2 s to sync: commits are late and right, the main thread does not notice', async (ctx) => {
  const reason = whyNot();
  if (reason !== undefined) return ctx.skip(`SKIPPED: ${reason}`);
  // Only syncs of the worker come this far in the count.
  const delay = ['-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:delay_enter=2000000:when=14..15'];
  const start = Date.now();
  const told = await runUnderStrace(home, { rows: 60, beats: true }, delay);
  expect(told.code, told.stderr.join('\n')).toBe(0);
  expect(Date.now() - start).toBeGreaterThan(4000);
  const lag = Number(told.stderr.find((line) => line.startsWith('LAG '))?.slice(4));
  expect(lag).toBeLessThan(500);
  expect(lastAck(told)).toBe(60);
  expect(linesIn(home).open.opened.head).toBe(60);
});
