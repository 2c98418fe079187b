import { faultOf, faultOf2, isDouble } from '../../control/profile-rules.ts';
import type { ChargingProfile } from '../../model/charging-profile.ts';
import { profileLimits } from '../../model/charging-profile.ts';
import type { EvseKey, UplinkId } from '../../model/ids.ts';
import { after, earliest } from '../../model/time.ts';
import type { StoredProfile } from '../../site/profiles.ts';
import type { State } from '../state.ts';
import { limitsAnew } from '../uplink/loss.ts';
import type { OrderContext } from './context.ts';

/** A central system that wants a Dynamic profile to be asked for more often is asked so often. */
const leastPullSeconds = 10;

export const pullMs = (seconds: number): number => Math.max(leastPullSeconds, seconds) * 1000;

/**
 * Stores a profile of a central system; `awaits` is the token whose transaction it is for, where none goes on yet. False
 * where it makes no sense, or where there are too many.
 */
export const storeProfile = (
  context: OrderContext,
  profile: ChargingProfile,
  evse: EvseKey | undefined,
  awaits?: string,
): boolean => storeOrFault(context, profile, evse, awaits) === undefined;

/** The same; why it is not stored, as a reason code of OCPP 2.x. */
export function storeOrFault(
  { state, decided, from, now }: OrderContext,
  profile: ChargingProfile,
  evse: EvseKey | undefined,
  awaits?: string,
): string | undefined {
  if (from.kind !== 'csms') return 'InvalidProfile';
  const csms = from.uplink;
  const is2 = state.uplinks.get(csms)?.config.version !== '1.6';
  const fault = faultOf(profile, evse === undefined ? 'site' : 'evse') ?? (is2 ? faultOf2(profile) : undefined);
  if (fault !== undefined) return fault;
  if (is2 && awaits === undefined && isDouble(profile, evse, storedOf(state, csms).values())) return 'DuplicateProfile';
  const others = [...storedOf(state, csms)].filter(([id]) => id !== profile.id).map(([, one]) => one.profile);
  const lasting = others.filter(({ validTo }) => validTo === undefined || validTo > now.utc);
  const periods = [...lasting, profile].reduce((sum, { schedule }) => sum + schedule.periods.length, 0);
  if (lasting.length >= profileLimits.maxProfiles || periods > profileLimits.maxPeriodsTogether)
    return 'TooManyElements';
  const over = others.filter((one) => !lasting.includes(one)).map(({ id }) => id);
  if (over.length > 0) decided.facts.push({ kind: 'ProfilesCleared', csms, ids: over, happenedAt: now.utc });
  const uplink = state.uplinks.get(csms);
  if (uplink !== undefined && profile.updateSeconds !== undefined) {
    const at = after(now.mono, pullMs(profile.updateSeconds));
    uplink.pulls.set(profile.id, at);
    uplink.pullDueAt = earliest(uplink.pullDueAt, at);
  }
  if (uplink !== undefined && profile.purpose === 'ChargingStationMaxProfile') limitsAnew(state, uplink, now);
  decided.facts.push({
    kind: 'ProfileStored',
    csms,
    ...(evse !== undefined && { evse }),
    profile,
    ...(awaits !== undefined && { awaits }),
    ...(is2 && awaits === undefined && { besides: true }),
    happenedAt: now.utc,
  });
  return undefined;
}

/** The profiles of one central system, by their ids. */
export const storedOf = (state: State, csms: UplinkId): ReadonlyMap<number, StoredProfile> =>
  state.ledger.profiles.stored.get(csms) ?? new Map<number, StoredProfile>();
