// The slots of a plan: quarters of an hour, as meters and markets have them, and longer ones for what is far away.

import type { Utc } from '../../model/time.ts';

export interface Slots {
  readonly startsAt: Utc;
  readonly minutes: readonly number[];
}

const quarter = 15;
const minuteMs = 60_000;
const lengths = [
  { minutes: quarter, until: 6 * 60 },
  { minutes: 30, until: 18 * 60 },
  { minutes: 60, until: 96 * 60 },
];
/** What leaves later is planned for then: a plan is made anew each quarter of an hour. */
export const mostMinutes = 96 * 60;
/** A shorter rest of a quarter is one slot with the next. */
const leastMinutes = 2;

/** The first is the rest of the quarter that `at` lies in. */
export function slotsUntil(at: Utc, minutes: number): number[] {
  const rest = quarter - (at % (quarter * minuteMs)) / minuteMs;
  const first = rest < leastMinutes ? rest + quarter : rest;
  const slots = [first];
  let end = first;
  for (const { minutes: length, until } of lengths)
    while (end < Math.min(minutes, until)) {
      slots.push(length);
      end += length;
    }
  return slots;
}
