// What the process knows of the time.

import type { Mono, Utc } from '../model/time.ts';
import { mono, utc } from '../model/time.ts';

export interface ClockLive {
  trusted: boolean;
  /** The computer's UTC less the monotonic clock, at the last step. */
  offsetMs: number;
  /** What is added to the computer's UTC: 0 while that is trusted. */
  correctionMs: number;
  /** The day this software was built: no clock is right and says less. */
  readonly builtAt: Utc;
  /** The newest time that was known when the process began, besides what the journal tells. */
  readonly lastKnown: Utc;
  /** Stations that boot are asked to wait until then. */
  pendingUntil: Mono;
}

/** What is known of the time before the first look at a clock. */
export interface ClockMemory {
  readonly builtAt: Utc;
  /** What a file of this computer remembers; absent where there is none. */
  readonly lastKnown?: Utc;
}

export const newClock = (memory: ClockMemory = { builtAt: utc(0) }): ClockLive => ({
  trusted: true,
  offsetMs: Number.NaN,
  correctionMs: 0,
  builtAt: memory.builtAt,
  lastKnown: memory.lastKnown ?? memory.builtAt,
  pendingUntil: mono(Number.NEGATIVE_INFINITY),
});
