// When a circuit that drew more than agreed is held down until somebody looks at it (EREC G100).

import type { LockoutCause } from '../../model/fact/outside.ts';
import type { Utc } from '../../model/time.ts';

const minuteMs = 60_000;
export const sustainedMs = minuteMs;
const twiceWithinMs = 10 * minuteMs;
const oftenWithinMs = 24 * 60 * minuteMs;
const mostADay = 3;

/** Beginnings of excursions that still count, the oldest first. More than a lockout needs are not kept. */
export const stillCounted = (began: readonly Utc[], now: Utc): readonly Utc[] =>
  began.filter((at) => now - at < oftenWithinMs).slice(-(mostADay + 1));

/** `openForMs`: how long the present excursion has lasted; 0 where there is none. */
export function lockoutBy(began: readonly Utc[], openForMs: number, now: Utc): LockoutCause | undefined {
  if (openForMs >= sustainedMs) return 'sustained';
  if (began.filter((at) => now - at < twiceWithinMs).length >= 2) return 'twice';
  return stillCounted(began, now).length > mostADay ? 'often' : undefined;
}
