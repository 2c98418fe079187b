// Work that keeps everything else waiting while it is done: one at a time, and after each as long a rest as it took, so that the
// limits of the site are looked at in between whatever somebody sends.

import type { FastifyReply } from 'fastify';
import { problem } from './problem.ts';

/** Of a small file nobody notices. */
const freeMs = 50;
const mostRestMs = 10_000;
/** People who look at the same page; who comes behind them hears that too many wait. */
const mostWaiting = 8;

export type TakeTurn = (reply: FastifyReply, work: () => Promise<FastifyReply>) => Promise<FastifyReply>;

export function createTurns(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function worked(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<Worked> {
    waiting -= 1;
    // Whoever is gone needs no answer.
    if (reply.raw.destroyed) return { reply, tookMs: 0 };
    const before = busyMs();
    return { reply: await work(), tookMs: busyMs() - before };
  }

  return (reply, work) => {
    if (waiting >= mostWaiting)
      return Promise.resolve(
        problem(
          reply.header('retry-after', '5'),
          503,
          'BB_API_BUSY',
          'Too much is asked of the files of the site just now. Try again in a moment.',
        ),
      );
    waiting += 1;
    const mine = last.then(() => worked(reply, work));
    last = mine.then(
      ({ tookMs }) => rested(tookMs - freeMs),
      () => undefined,
    );
    return mine.then(({ reply: answered }) => answered);
  };
}

interface Worked {
  readonly reply: FastifyReply;
  readonly tookMs: number;
}

/** How long this process kept everything else waiting, all together. */
const busyMs = (): number => performance.eventLoopUtilization().active;

const rested = (ms: number): Promise<void> =>
  ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, Math.min(ms, mostRestMs)).unref());
