// Charging profiles that central systems gave the site. They are never passed on: what they allow is worked out here, and
// can only lower what the site allows (1.6 §3.13).

import type { ChargingProfile } from '../model/charging-profile.ts';
import type { ProfileStored } from '../model/fact/charging-profile.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { EvseKey, UplinkId } from '../model/ids.ts';
import { evseKey } from '../model/ids.ts';
import { sameToken } from '../model/token.ts';
import type { Utc } from '../model/time.ts';
import type { Part } from './part.ts';
import { unfolded } from './part.ts';

export interface StoredProfile {
  /** Absent for the site, or for each of its EVSEs by purpose. */
  readonly evse?: EvseKey;
  /** A TxProfile names its transaction, or still awaits one. */
  readonly profile: ChargingProfile;
  readonly awaits?: { readonly token: string; readonly since: Utc };
}

export interface ProfilesPart extends Part {
  /** By uplink and profile id; the oldest first. */
  readonly stored: Map<UplinkId, Map<number, StoredProfile>>;
}

/** A transaction that was asked for begins within this time, or without the profile that came with the wish. */
export const awaitsMs = 10 * 60_000;

export const newProfilesPart = (): ProfilesPart => ({ through: unfolded, stored: new Map() });

export function foldProfiles(part: ProfilesPart, fact: Fact): void {
  switch (fact.kind) {
    case 'ProfileStored':
      return store(part, fact);
    case 'ProfilesCleared':
      for (const id of fact.ids) part.stored.get(fact.csms)?.delete(id);
      return;
    case 'TransactionStarted':
      return bind(part, evseKey(fact.station, fact.evse), fact);
    case 'TransactionEnded':
      if (fact.transaction !== undefined) drop(part, ({ profile }) => profile.transaction === fact.transaction);
      return;
    case 'SiteChanged':
      for (const id of part.stored.keys())
        if (!fact.site.uplinks.some((uplink) => uplink.id === id)) part.stored.delete(id);
      return;
    default:
      return;
  }
}

function store(part: ProfilesPart, { csms, evse, profile, awaits, besides, happenedAt }: ProfileStored): void {
  const own = part.stored.get(csms) ?? new Map<number, StoredProfile>();
  part.stored.set(csms, own);
  own.delete(profile.id);
  if (besides !== true) for (const [id, other] of own) if (takesPlaceOf(profile, evse, other)) own.delete(id);
  own.set(profile.id, {
    profile,
    ...(evse !== undefined && { evse }),
    ...(awaits !== undefined && { awaits: { token: awaits, since: happenedAt } }),
  });
}

const takesPlaceOf = (profile: ChargingProfile, evse: EvseKey | undefined, other: StoredProfile): boolean =>
  other.evse === evse &&
  other.profile.purpose === profile.purpose &&
  other.profile.stackLevel === profile.stackLevel &&
  other.profile.transaction === profile.transaction;

/** A profile that came with a remote start belongs to the next transaction at its EVSE, if that is the one asked for. */
function bind(part: ProfilesPart, key: EvseKey, fact: Extract<Fact, { kind: 'TransactionStarted' }>): void {
  for (const own of part.stored.values()) {
    for (const [id, { awaits, ...stored }] of own) {
      if (awaits === undefined || stored.evse !== key) continue;
      const isMeant = sameToken(awaits.token, fact.token) && fact.receivedAt - awaits.since <= awaitsMs;
      if (isMeant) own.set(id, { ...stored, profile: { ...stored.profile, transaction: fact.transaction } });
      else own.delete(id);
    }
  }
}

function drop(part: ProfilesPart, isGone: (stored: StoredProfile) => boolean): void {
  for (const own of part.stored.values()) for (const [id, stored] of own) if (isGone(stored)) own.delete(id);
}
