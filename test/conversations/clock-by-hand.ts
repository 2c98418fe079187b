// A clock that is turned by hand.

import type { Clock } from '../../src/core/ports.ts';
import { mono, utc } from '../../src/model/time.ts';

export interface ClockByHand {
  readonly clock: Clock;
  /** Milliseconds by the monotonic clock. */
  readonly now: () => number;
  /** What the computer's clock says from now on. */
  set(utcMs: number): void;
  /** How often it woke somebody. */
  readonly wakeUps: () => number;
  /** Turns it on by `ms`, through every wake-up on the way; `settle` is called after each of them. */
  turn(ms: number, settle: () => void): void;
}

const evening = Date.UTC(2026, 0, 15, 18);
/** What wakes up more often than this in one turn gets nowhere. */
const mostWakeUps = 10_000;

/** `hostUtc`: what the computer's clock says at the start; the evening of a day in January 2026 when absent. */
export function newClock(startedAt: number, hostUtc = evening + startedAt): ClockByHand {
  let offset = hostUtc - startedAt;
  let wakeUps = 0;
  let now = startedAt;
  let wakeAt = Infinity;
  let wake = (): void => undefined;

  return {
    now: () => now,
    set: (utcMs) => void (offset = utcMs - now),
    wakeUps: () => wakeUps,
    clock: {
      mono: () => mono(now),
      utc: () => utc(offset + now),
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
        wakeUps += 1;
        wake();
        settle();
      }
      now = end;
    },
  };
}
