// Work on the files of the site that takes long leaves room for everything else (F088).

import type { FastifyReply } from 'fastify';
import { expect, it } from 'vitest';
import { createTurns } from '../../../adapters/http/turns.ts';

interface Said {
  readonly status: number;
  readonly code: string;
}

function replyOf(told: Said[], raw = { destroyed: false }): FastifyReply {
  let status = 200;
  const reply = {
    raw,
    header: () => reply,
    type: () => reply,
    code(next: number) {
      status = next;
      return reply;
    },
    send({ code }: { code: string }) {
      told.push({ status, code });
      return reply;
    },
  };
  return reply as unknown as FastifyReply;
}

function burn(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it('one after the other, with a rest as long as the work', async () => {
  const inTurn = createTurns();
  const told: Said[] = [];
  const began: number[] = [];
  const ended: number[] = [];
  const works = [1, 2].map(() =>
    inTurn(replyOf(told), async () => {
      began.push(performance.now());
      burn(300);
      ended.push(performance.now());
      await Promise.resolve();
      return replyOf(told);
    }),
  );
  await Promise.all(works);
  expect(began[1]! - ended[0]!).toBeGreaterThan(200);
});

it('work that fails keeps nobody behind it, and what is quick rests not at all', async () => {
  const inTurn = createTurns();
  const told: Said[] = [];
  await expect(inTurn(replyOf(told), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  const before = performance.now();
  for (let count = 0; count < 5; count += 1) await inTurn(replyOf(told), async () => Promise.resolve(replyOf(told)));
  expect(performance.now() - before).toBeLessThan(1000);
});

it('eight wait, and more are told so; whoever is gone is not worked for', async () => {
  const inTurn = createTurns();
  const told: Said[] = [];
  const over = Promise.withResolvers<undefined>();
  let worked = 0;
  const raws = Array.from({ length: 12 }, () => ({ destroyed: false }));
  const first = inTurn(replyOf(told), async () => {
    await over.promise;
    return replyOf(told);
  });
  await Promise.resolve();
  const others = raws.map((raw) =>
    inTurn(replyOf(told, raw), async () => {
      worked += 1;
      return Promise.resolve(replyOf(told));
    }),
  );
  expect(told).toEqual(Array.from({ length: 4 }, () => ({ status: 503, code: 'BB_API_BUSY' })));
  raws[0]!.destroyed = true;
  over.resolve(undefined);
  await Promise.all([first, ...others]);
  expect(worked).toBe(7);
});
