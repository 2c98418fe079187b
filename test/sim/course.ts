// What an EVSE may draw from now on if nobody tells its station anything more: limits end by its own clock, and a vehicle goes
// on for a while when one has ended.

import type { SimEvse } from '../peers/station-evse.ts';
import type { Profile } from '../peers/station-profiles.ts';
import { profileAmps } from '../peers/station-profiles.ts';
import type { Habits } from './habits.ts';

/** A vehicle has followed what its EVSE offers less of by then (IEC 61851-1: 5 s, and what real ones take). */
const followMs = 12_000;

export interface Times {
  readonly mono: () => number;
  readonly utc: () => number;
  readonly habits: readonly Habits[];
}

/** So much from one moment to another; undefined where nothing limits it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly amps: number | undefined;
}

export type Course = readonly Stretch[];

/** When a profile ends, in the time of the run; Infinity where its station keeps it. */
export function endOf({ endsAt }: Profile, { endsLimits, clockErrorMs }: Habits, { mono, utc }: Times): number {
  return endsAt === undefined || !endsLimits ? Infinity : mono() + endsAt - clockErrorMs - utc();
}

/** The most that it may draw, now or when its session ends and another begins, by these profiles; undefined where none speaks. */
function mostBy(profiles: readonly Profile[], { evse, session, ratingAmps }: SimEvse): number | undefined {
  const fallback = profileAmps(profiles, evse, undefined);
  if (fallback === undefined) return undefined;
  return Math.min(ratingAmps, Math.max(profileAmps(profiles, evse, session) ?? ratingAmps, fallback));
}

/** `before`: what was to become of the same session when it was looked at last, for a vehicle that still goes on. */
export function courseOf(evse: SimEvse, habits: Habits, times: Times, before: Course = []): Course {
  const now = times.mono();
  const ends = evse.profiles.map((one) => endOf(one, habits, times));
  const turns = [now, ...new Set(ends.filter((end) => end > now && end < Infinity))].sort((a, b) => a - b);
  const course = turns.map((from, at) => {
    const to = turns[at + 1] ?? Infinity;
    const amps = mostBy(
      evse.profiles.filter((_one, place) => ends[place]! > from),
      evse,
    );
    return { from, to: to + (to < Infinity && evse.session !== undefined ? followMs : 0), amps };
  });
  // What was told less follows at once here; what ended by itself is followed by nobody's order.
  const goesOn = before.filter(({ to }) => to > now && to - followMs <= now);
  return evse.session === undefined ? course : [...goesOn, ...course];
}

/** The most of this moment; what it does not speak of draws nothing yet. */
export function ampsAt(course: Course, when: number): Stretch['amps'] {
  let most = 0;
  for (const { from, to, amps } of course) {
    if (when < from || when >= to) continue;
    if (amps === undefined) return undefined;
    most = Math.max(most, amps);
  }
  return most;
}
