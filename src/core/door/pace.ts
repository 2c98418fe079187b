// CALLs that a station has in hand: it earns some each second and may save them up.

import type { Mono } from '../../model/time.ts';
import { after } from '../../model/time.ts';

export interface Pace {
  left: number;
  at: Mono;
}

/**
 * Weeks of backlog come at once and are taken at once. What goes on at this rate after that is no station but a fault: a
 * station has less than one message a second to say (F079).
 */
export const mostCalls = 10_000;
export const callsPerSecond = 200;
/** A link that was slowed is read on with so many in hand. */
export const resumeWith = callsPerSecond / 10;

export const fullPace = (now: Mono): Pace => ({ left: mostCalls, at: now });

/** Takes one; false when none is left. What was earned is looked at only when it is needed. */
export function spend(pace: Pace, now: Mono): boolean {
  if (pace.left < 1) earn(pace, now);
  if (pace.left < 1) return false;
  pace.left -= 1;
  return true;
}

export function earn(pace: Pace, now: Mono): void {
  pace.left = Math.min(mostCalls, pace.left + ((now - pace.at) * callsPerSecond) / 1000);
  pace.at = now;
}

/** Whether there is enough in hand to go on, after there was nothing. */
export const isReady = (pace: Pace): boolean => pace.left >= resumeWith;

export const readyAt = (pace: Pace): Mono =>
  after(pace.at, Math.max(0, Math.ceil(((resumeWith - pace.left) / callsPerSecond) * 1000)));
