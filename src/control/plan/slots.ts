// How time is cut up for a plan: at the marks of the meter's clock, near ones short, far ones long.

import type { Utc } from '../../model/time.ts';

/** Lengths in minutes, and until how far from the start. What is far away is not known so well, and costs as much to solve. */
const lengths = [
  { minutes: 15, until: 12 * 60 },
  { minutes: 30, until: 24 * 60 },
  { minutes: 60, until: 48 * 60 },
] as const;
/** A rest shorter than this belongs to the next slot. */
const leastMinutes = 1;

/** Minutes of each slot until the last departure, at most 48 h. The first ends at a quarter of the hour (E47). */
export function slotsFrom(startsAt: Utc, untilMinutes: number): number[] {
  const quarter = lengths[0].minutes;
  const gone = (startsAt / 60_000) % quarter;
  const rest = quarter - gone;
  const slots = [rest < leastMinutes ? rest + quarter : rest];
  let end = slots[0]!;
  for (const { minutes, until } of lengths)
    while (end < Math.min(untilMinutes, until)) {
      slots.push(minutes);
      end += minutes;
    }
  return slots;
}
