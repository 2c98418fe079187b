import { expect, it } from 'vitest';
import { judgeStore } from '../wire/powercut/judge.ts';
import type { Subject } from '../wire/powercut/replay.ts';
import { replay, whyNot } from '../wire/powercut/replay.ts';
import { tear } from '../wire/powercut/torn.ts';

const options = { rows: 40, checkpointPages: 20, ballastBytes: 0, history: false } as const;
const subject: Subject = { script: './subject-store.ts', options, judge: judgeStore({ history: false }) };
const seed = 3;

it('F003 power cut: everything acknowledged is on every disk that could remain', async (ctx) => {
  const reason = whyNot();
  if (reason !== undefined) return ctx.skip(`SKIPPED: ${reason}`);
  const result = await replay(subject, { seed, writes: 0.2 });
  expect(result.failures, `seed ${seed}`).toEqual([]);
  expect(result.images).toBeGreaterThanOrEqual(60);
  expect(result).toMatchObject({ lost: 0, corrupt: 0, worst: 0 });
});

it('F003 control: with weaker syncs the same job sees the loss', async (ctx) => {
  const reason = whyNot();
  if (reason !== undefined) return ctx.skip(`SKIPPED: ${reason}`);
  const weaker: Subject = { ...subject, options: { ...options, synchronous: 'NORMAL' } };
  const result = await replay(weaker, { seed, writes: 0.05 });
  expect(result.lost, `seed ${seed}`).toBeGreaterThan(0);
});

it('F003 torn log: a prefix opens; damage of the file itself is noticed', async () => {
  const { log, file } = await tear({ seed, rounds: 40 });
  expect(log.wrong, `seed ${seed}`).toBe(0);
  expect(log.longest).toBeGreaterThan(log.shortest);
  expect(file.undetected, `seed ${seed}`).toBe(0);
  expect(file.harmless).toBeLessThan(file.rounds / 2);
});
