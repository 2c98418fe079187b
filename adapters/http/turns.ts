// Work that keeps everything else waiting while it is done: one at a time, and after each as long a rest as it took, so that the
// limits of the site are looked at in between whatever somebody sends.

import type { Outcome } from '../../src/local/problem.ts';
import { failed } from '../../src/local/problem.ts';

/** Of a small file nobody notices. */
const freeMs = 50;
const mostRestMs = 10_000;
/** People who look at the same page; who comes behind them hears that too many wait. */
const mostWaiting = 8;

/** `isGone`: nobody waits for it any more. What is sent of it is sent outside: who reads slowly keeps nobody waiting. */
export type TakeTurn = <Value>(isGone: () => boolean, work: () => Promise<Outcome<Value>>) => Promise<Outcome<Value>>;

export function createTurns(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  return async (isGone, work) => {
    if (waiting >= mostWaiting) return tooMany();
    waiting += 1;
    const mine = last.then(async () => {
      waiting -= 1;
      if (isGone()) return { outcome: tooMany(), tookMs: 0 };
      const before = busyMs();
      return { outcome: await work(), tookMs: busyMs() - before };
    });
    last = mine.then(
      ({ tookMs }) => rested(tookMs - freeMs),
      () => undefined,
    );
    return (await mine).outcome;
  };
}

function tooMany(): Extract<Outcome<never>, { ok: false }> {
  const detail = 'Too many ask for this just now. Try again in a moment.';
  const { problem } = failed(503, 'BB_API_BUSY', detail);
  return { ok: false, problem: { ...problem, retryAfterSeconds: 5 } };
}

/** How long this process kept everything else waiting, all together. */
const busyMs = (): number => performance.eventLoopUtilization().active;

const rested = (ms: number): Promise<void> =>
  ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, Math.min(ms, mostRestMs)).unref());
