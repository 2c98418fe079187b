import type { Branded } from './ids.ts';

// Two clocks: monotonic to wait, UTC to write down. Both count milliseconds.

/** Milliseconds of the monotonic clock. Only differences mean anything. */
export type Mono = Branded<number, 'Mono'>;

/** Milliseconds since 1970-01-01T00:00:00Z, as the wall clock says. */
export type Utc = Branded<number, 'Utc'>;

export const mono = (ms: number): Mono => ms as Mono;
export const utc = (ms: number): Utc => ms as Utc;

/** The largest wait that a timer takes; above it Node fires after 1 ms. */
const longestWaitMs = 2 ** 31 - 1;

/** A duration that is safe to wait: finite, not negative, at most 24.8 days. What is no number waits the longest. */
export function clampMs(ms: number): number {
  if (Number.isNaN(ms)) return longestWaitMs;
  return Math.min(Math.max(0, ms), longestWaitMs);
}

export const after = (start: Mono, ms: number): Mono => (start + clampMs(ms)) as Mono;

export const earliest = (...moments: readonly Mono[]): Mono => Math.min(...moments) as Mono;

/** "Nothing to wait for". */
export const never = Number.POSITIVE_INFINITY as Mono;

let lastUtc = Number.NaN;
let lastIso = '';

/** `2026-01-31T12:00:00.000Z`, the form that every version of OCPP accepts. */
export function isoOf(moment: Utc): string {
  // Thousands of messages carry the same millisecond: the text of the last one is kept.
  if (moment !== lastUtc) {
    lastIso = new Date(moment).toISOString();
    lastUtc = moment;
  }
  return lastIso;
}
