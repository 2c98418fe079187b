// Which charging profiles the site takes from a central system (1.6 §5.16, §7.8). What is above the site's own limits is
// taken all the same: it lowers nothing then (F108).

import type { ChargingProfile } from '../model/charging-profile.ts';
import { profileLimits } from '../model/charging-profile.ts';

/** What a profile is for. */
export type Place = 'site' | 'evse';

/** Whether the profile makes sense by itself, and in this place. */
export function isSound(profile: ChargingProfile, place: Place): boolean {
  const { purpose, kind, recurrency, stackLevel, schedule, validFrom, validTo } = profile;
  if (stackLevel < 0 || stackLevel > profileLimits.maxStackLevel) return false;
  if (kind === 'Recurring' && recurrency === undefined) return false;
  if (validFrom !== undefined && validTo !== undefined && validTo < validFrom) return false;
  if (!isWhole(schedule)) return false;
  switch (purpose) {
    // It bounds all together, so it belongs to no EVSE, and it has no transaction to begin with.
    case 'ChargingStationMaxProfile':
      return place === 'site' && kind !== 'Relative';
    case 'TxProfile':
      return place === 'evse';
    case 'TxDefaultProfile':
      return true;
  }
}

/** Periods begin at 0 and follow one another; nothing in them is below 0. */
function isWhole({ periods, durationSeconds, minRate }: ChargingProfile['schedule']): boolean {
  if (periods.length === 0 || periods.length > profileLimits.maxPeriods) return false;
  if ((durationSeconds ?? 0) < 0 || (minRate ?? 0) < 0) return false;
  return periods.every(({ startSeconds, limit, phases = 3 }, at) => {
    const follows = at === 0 ? startSeconds === 0 : startSeconds > periods[at - 1]!.startSeconds;
    return follows && limit >= 0 && Number.isInteger(phases) && phases >= 1 && phases <= 3;
  });
}
