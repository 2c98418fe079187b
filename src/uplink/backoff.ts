// How long to wait before the next attempt to reach the CSMS, as the standard's keys say: RetryBackOffWaitMinimum plus a
// random part, doubled up to RetryBackOffRepeatTimes, and from the beginning after a success.

export interface Backoff {
  readonly minSeconds: number;
  readonly randomSeconds: number;
  readonly repeatTimes: number;
}

/** Whatever the keys say, nobody is knocked at more often. */
const leastMs = 100;

/** Milliseconds to wait after `failures` failures in a row; `fraction` is a random number below 1. */
export function backoffMs(backoff: Backoff, failures: number, fraction: number): number {
  const doublings = Math.min(Math.max(0, failures - 1), backoff.repeatTimes);
  return Math.max(leastMs, (backoff.minSeconds * 2 ** doublings + backoff.randomSeconds * fraction) * 1000);
}

/** The longest of these waits. */
export const longestBackoffMs = (backoff: Backoff, fraction: number): number =>
  backoffMs(backoff, backoff.repeatTimes + 1, fraction);
