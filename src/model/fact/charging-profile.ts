import type { ChargingProfile } from '../charging-profile.ts';
import type { EvseKey, UplinkId } from '../ids.ts';
import type { Utc } from '../time.ts';

/**
 * A central system gave the site a charging profile. It takes the place of the one with its id, and of the one with its
 * purpose, level and place.
 */
export interface ProfileStored {
  readonly kind: 'ProfileStored';
  /** The uplink of the central system. */
  readonly csms: UplinkId;
  /** Absent for the site, or for each of its EVSEs by purpose. */
  readonly evse?: EvseKey;
  readonly profile: ChargingProfile;
  /** It came with a remote start: it belongs to the next transaction of this token at its EVSE. */
  readonly awaits?: string;
  /** It takes the place of the one with its id only (OCPP 2.x). */
  readonly besides?: true;
  readonly happenedAt: Utc;
}

/** A central system took charging profiles back. */
export interface ProfilesCleared {
  readonly kind: 'ProfilesCleared';
  readonly csms: UplinkId;
  readonly ids: readonly number[];
  readonly happenedAt: Utc;
}
