import { expect, it } from 'vitest';
import { killLoop } from '../wire/kill.ts';
import { killAt, whyNoStrace } from './strace.ts';

it('F112 a crash inside a group commit with many steps waiting: all of the batch or none', async (ctx) => {
  const why = whyNoStrace();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const moments = [34, 100, 300];
  const { differences } = await killLoop(moments.length, 50, {
    prefix: (loop) => killAt('pwrite64,fsync', moments[loop]! * 3),
  });
  expect(differences).toEqual([]);
}, 300_000);
