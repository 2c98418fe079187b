import { expect, it } from 'vitest';
import { killLoop } from '../wire/kill.ts';
import { killAt, whyNoStrace } from './strace.ts';

it('F002 kill -9 exactly at an fsync: at least once, and known again', async (ctx) => {
  const why = whyNoStrace();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const moments = [6, 14, 24, 40, 70];
  const { differences } = await killLoop(moments.length, 6, {
    prefix: (loop) => killAt('fsync,fdatasync', moments[loop]!),
  });
  expect(differences).toEqual([]);
}, 300_000);
