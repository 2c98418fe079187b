// Work on the files of the site that takes long leaves room for everything else (F088).

import { expect, it } from 'vitest';
import { createTurns } from '../../../adapters/http/turns.ts';
import { done } from '../../../src/local/problem.ts';

const isThere = (): boolean => false;

function burn(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it('one after the other, with a rest as long as the work', async () => {
  const inTurn = createTurns();
  const began: number[] = [];
  const ended: number[] = [];
  const work = async () => {
    began.push(performance.now());
    burn(300);
    ended.push(performance.now());
    await Promise.resolve();
    return done('all');
  };
  expect(await Promise.all([inTurn(isThere, work), inTurn(isThere, work)])).toEqual([done('all'), done('all')]);
  expect(began[1]! - ended[0]!).toBeGreaterThan(200);
});

it('work that fails keeps nobody behind it, and what is quick rests not at all', async () => {
  const inTurn = createTurns();
  await expect(inTurn(isThere, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  const before = performance.now();
  for (let count = 0; count < 5; count += 1) await inTurn(isThere, () => Promise.resolve(done(count)));
  expect(performance.now() - before).toBeLessThan(1000);
});

it('eight wait, and more are told so; whoever is gone is not worked for', async () => {
  const inTurn = createTurns();
  const over = Promise.withResolvers<undefined>();
  let worked = 0;
  const first = inTurn(isThere, async () => done(await over.promise));
  await Promise.resolve();
  let isFirstGone = false;
  const others = Array.from({ length: 12 }, (_, at) =>
    inTurn(
      () => at === 0 && isFirstGone,
      () => Promise.resolve(done((worked += 1))),
    ),
  );
  const refused = await Promise.all(others.slice(8));
  expect(
    refused.map((one) => (one.ok ? '' : [one.problem.status, one.problem.code, one.problem.retryAfterSeconds])),
  ).toEqual(Array.from({ length: 4 }, () => [503, 'BB_API_BUSY', 5]));
  isFirstGone = true;
  over.resolve(undefined);
  await Promise.all([first, ...others]);
  expect(worked).toBe(7);
});
