import { isSound } from '../../control/profile-rules.ts';
import type { ChargingProfile } from '../../model/charging-profile.ts';
import { profileLimits } from '../../model/charging-profile.ts';
import type { EvseKey, UplinkId } from '../../model/ids.ts';
import type { StoredProfile } from '../../site/profiles.ts';
import type { State } from '../state.ts';
import type { OrderContext } from './context.ts';

/**
 * Stores a profile of a central system; `awaits` is the token whose transaction it is for, where none goes on yet. False
 * where it makes no sense, or where there are too many.
 */
export function storeProfile(
  { state, decided, from, now }: OrderContext,
  profile: ChargingProfile,
  evse: EvseKey | undefined,
  awaits?: string,
): boolean {
  if (from.kind !== 'csms' || !isSound(profile, evse === undefined ? 'site' : 'evse')) return false;
  const csms = from.uplink;
  const others = [...storedOf(state, csms)].filter(([id]) => id !== profile.id).map(([, one]) => one.profile);
  const lasting = others.filter(({ validTo }) => validTo === undefined || validTo > now.utc);
  const periods = [...lasting, profile].reduce((sum, { schedule }) => sum + schedule.periods.length, 0);
  if (lasting.length >= profileLimits.maxProfiles || periods > profileLimits.maxPeriodsTogether) return false;
  const over = others.filter((one) => !lasting.includes(one)).map(({ id }) => id);
  if (over.length > 0) decided.facts.push({ kind: 'ProfilesCleared', csms, ids: over, happenedAt: now.utc });
  decided.facts.push({
    kind: 'ProfileStored',
    csms,
    ...(evse !== undefined && { evse }),
    profile,
    ...(awaits !== undefined && { awaits }),
    happenedAt: now.utc,
  });
  return true;
}

/** The profiles of one central system, by their ids. */
export const storedOf = (state: State, csms: UplinkId): ReadonlyMap<number, StoredProfile> =>
  state.ledger.profiles.stored.get(csms) ?? new Map<number, StoredProfile>();
