// A clock that is turned by hand.

import type { Clock } from '../../src/core/ports.ts';
import { mono, utc } from '../../src/model/time.ts';

export interface ClockByHand {
  readonly clock: Clock;
  /** Milliseconds by the monotonic clock. */
  readonly now: () => number;
  /** Turns it on by `ms`, through every wake-up on the way; `settle` is called after each of them. */
  turn(ms: number, settle: () => void): void;
}

const epoch = Date.UTC(2026, 0, 15, 18);
/** What wakes up more often than this in one turn gets nowhere. */
const mostWakeUps = 10_000;

export function newClock(startedAt: number): ClockByHand {
  let now = startedAt;
  let wakeAt = Infinity;
  let wake = (): void => undefined;

  return {
    now: () => now,
    clock: {
      mono: () => mono(now),
      utc: () => utc(epoch + now),
      wakeAt(at, what) {
        wakeAt = at;
        wake = what;
      },
    },
    turn(ms, settle) {
      const end = now + ms;
      for (let turns = 0; wakeAt <= end && turns < mostWakeUps; turns += 1) {
        now = Math.max(now, wakeAt);
        wakeAt = Infinity;
        wake();
        settle();
      }
      now = end;
    },
  };
}
