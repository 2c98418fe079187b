// What the stations of a simulated depot are like: what they refuse, what others left in them, and what their limits and
// clocks are worth.

import type { Profile } from '../peers/station-profiles.ts';
import type { Station } from '../../src/model/config/site.ts';

export interface Habits {
  readonly model: string;
  /** It lets limits end that have an end; others take them and keep them for good. */
  readonly endsLimits: boolean;
  /** Its clock is ahead by so much; it may be set. */
  clockErrorMs: number;
  /** It repeats a start under a new id (Q51). */
  readonly repeatsAnew: boolean;
  /** It takes no TxProfile, or no TxDefaultProfile of one connector (Q34). */
  readonly refuses: (profile: Profile) => boolean;
  /** Left in it by another system, above everything that it is told. */
  readonly left: readonly Profile[];
}

/** In a depot of so many seeds somebody tests stations before the first vehicle comes. */
export const isLeased = (seed: number): boolean => seed % 3 === 0;

/** Who is tested then: one that lets limits end, and one that takes them and keeps them. */
export const testedPlaces = [0, 1] as const;

/** As far off as a station may be that is given limits with an end, less what its messages are on their way. */
const clockErrorsMs = [0, 1900, -1900, 900, -1000, -40_000];

export function habitsOf({ id }: Station, at: number, seed: number): Habits {
  const last = Number(id.slice(-1));
  const leased = isLeased(seed);
  // Those that are tested are right in any case: a clock that is off is another reason not to be.
  const clockErrorMs = !leased
    ? 0
    : at < testedPlaces.length
      ? 0
      : clockErrorsMs[(seed / 3 + at) % clockErrorsMs.length]!;
  return {
    model: leased ? (last === 2 ? 'AC22-keeps' : last === 6 ? 'AC22-untested' : 'AC22-ends') : 'AC22',
    endsLimits: leased ? last !== 2 && last !== 6 : last % 2 === 0,
    clockErrorMs,
    repeatsAnew: last % 3 === 0,
    refuses: ({ purpose, connector }) =>
      (last === 2 && purpose === 'TxProfile') || (last === 5 && purpose === 'TxDefaultProfile' && connector > 0),
    left: last % 3 === 1 ? [{ purpose: 'TxDefaultProfile', connector: 0, level: 5, amps: 32, isForeign: true }] : [],
  };
}
