// Which charging profiles the site takes from a central system (1.6 §5.16, §7.8; 2.x K01, K28). What is above the site's own
// limits is taken all the same: it lowers nothing then (F108).

import type { ChargingProfile } from '../model/charging-profile.ts';
import { profileLimits } from '../model/charging-profile.ts';
import type { EvseKey } from '../model/ids.ts';
import type { StoredProfile } from '../site/profiles.ts';

/** What a profile is for. */
export type Place = 'site' | 'evse';

/** Whether the profile makes sense by itself, and in this place. */
export const isSound = (profile: ChargingProfile, place: Place): boolean => faultOf(profile, place) === undefined;

/** What is wrong with a profile, as a reason code of OCPP 2.x; undefined where it makes sense. */
export function faultOf(profile: ChargingProfile, place: Place): string | undefined {
  const { purpose, kind, recurrency, stackLevel, schedule, validFrom, validTo } = profile;
  if (stackLevel < 0 || stackLevel > profileLimits.maxStackLevel) return 'InvalidStackLevel';
  if (kind === 'Recurring' && recurrency === undefined) return 'InvalidProfile';
  if (validFrom !== undefined && validTo !== undefined && validTo < validFrom) return 'InvalidProfile';
  if (!isWhole(schedule)) return 'InvalidSchedule';
  // K28.FR.01, K28.FR.02: its one period is what is changed.
  if (kind === 'Dynamic' && schedule.periods.length !== 1) return 'InvalidSchedule';
  if (profile.updateSeconds !== undefined && kind !== 'Dynamic') return 'InvalidProfile';
  switch (purpose) {
    // It bounds all together, so it belongs to no EVSE, and it has no transaction to begin with.
    case 'ChargingStationMaxProfile':
      return place === 'site' && kind !== 'Relative' ? undefined : 'InvalidProfile';
    case 'TxProfile':
      return place === 'evse' ? undefined : 'InvalidProfile';
    // What limits the site from elsewhere is not the central system's to set (K01.FR.22).
    case 'ChargingStationExternalConstraints':
      return 'UnsupportedPurpose';
    case 'TxDefaultProfile':
    case 'LocalGeneration':
    case 'PriorityCharging':
      return undefined;
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

/** What 2.x asks for and 1.6 does not: a start where there has to be one (K01.FR.40), and none where it is relative (K01.FR.41). */
export function faultOf2({ kind, schedule: { startAt } }: ChargingProfile): string | undefined {
  const needsStart = kind === 'Absolute' || kind === 'Recurring';
  if (needsStart && startAt === undefined) return 'InvalidSchedule';
  return kind === 'Relative' && startAt !== undefined ? 'InvalidSchedule' : undefined;
}

/**
 * Whether another profile of its purpose and level counts at the same time and place: 2.x takes none beside it (K01.FR.06,
 * K01.FR.39, K01.FR.52, K01.FR.53).
 */
export function isDouble(
  profile: ChargingProfile,
  evse: EvseKey | undefined,
  others: Iterable<StoredProfile>,
): boolean {
  for (const { profile: other, evse: at } of others) {
    if (other.id === profile.id || other.purpose !== profile.purpose || other.stackLevel !== profile.stackLevel)
      continue;
    const isThere = at === evse || (profile.purpose === 'TxDefaultProfile' && (at === undefined || evse === undefined));
    if (isThere && other.transaction === profile.transaction && overlaps(profile, other)) return true;
  }
  return false;
}

const overlaps = (one: ChargingProfile, other: ChargingProfile): boolean =>
  (one.validFrom ?? -Infinity) < (other.validTo ?? Infinity) &&
  (other.validFrom ?? -Infinity) < (one.validTo ?? Infinity);
