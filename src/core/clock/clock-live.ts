// What the process knows of the time.

import type { Mono, Utc } from '../../model/time.ts';
import { mono, utc } from '../../model/time.ts';

export interface ClockLive {
  trusted: boolean;
  /** The computer's UTC less the monotonic clock, at the last step. */
  offsetMs: number;
  /** What is added to the computer's UTC: 0 while that is trusted. */
  correctionMs: number;
  /** No clock is right and says less, or more. */
  readonly earliest: Utc;
  readonly latest: number;
  /** The newest time that was known when the process began, besides what the journal tells. */
  readonly lastKnown: Utc;
  /** Stations that boot are asked to wait until then. */
  pendingUntil: Mono;
}

/** What is known of the time before the first look at a clock. */
export interface ClockMemory {
  /** The day this software was built. */
  readonly builtAt: Utc;
  /** What a file of this computer remembers; absent where there is none. */
  readonly lastKnown?: Utc;
}

/** By then nobody runs this software any more, and a clock is as wrong as one that says 1970. */
const longestLifeMs = 20 * 365 * 86_400_000;

export const newClock = (memory: ClockMemory | undefined): ClockLive => ({
  trusted: true,
  offsetMs: Number.NaN,
  correctionMs: 0,
  earliest: memory?.builtAt ?? utc(0),
  latest: memory === undefined ? Number.POSITIVE_INFINITY : memory.builtAt + longestLifeMs,
  lastKnown: memory?.lastKnown ?? utc(0),
  pendingUntil: mono(Number.NEGATIVE_INFINITY),
});
