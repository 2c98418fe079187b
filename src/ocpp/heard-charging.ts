// What stations of OCPP 2.x say of smart charging, in no version's words (block K).

import type { ChargingProfile, ChargingSchedule } from '../model/charging-profile.ts';
import type { Utc } from '../model/time.ts';

export type ChargingHeard =
  | ChargingLimitHeard
  /** What limited it from elsewhere does so no more. EVSE 0 is the whole station. */
  | { readonly kind: 'limitCleared'; readonly evse: number; readonly source: string }
  | ChargingNeedsHeard
  /** The schedule that its vehicle chose. */
  | { readonly kind: 'vehicleSchedule'; readonly evse: number; readonly schedule: ChargingSchedule }
  | ProfilesHeard
  /** It asks for the limit of a Dynamic profile that it holds (2.1). */
  | { readonly kind: 'limitPulled'; readonly profile: number }
  /** Its driver wants to go before others, or not any more (2.1). */
  | { readonly kind: 'priority'; readonly transaction: string; readonly activated: boolean };

/** Somebody else limits it: an energy management system, the grid operator. EVSE 0 is the whole station. */
export interface ChargingLimitHeard {
  readonly kind: 'chargingLimit';
  readonly evse: number;
  readonly source: string;
  /** Absent where it does not say how much. */
  readonly schedule?: ChargingSchedule;
}

/** Profiles in it that it was asked for, of one place and source; more of them follow where `hasMore`. */
export interface ProfilesHeard {
  readonly kind: 'profilesReported';
  readonly request: number;
  readonly evse: number;
  readonly source: string;
  readonly profiles: readonly ChargingProfile[];
  readonly hasMore: boolean;
}

/** What a vehicle asks for (ISO 15118). */
export interface ChargingNeedsHeard {
  readonly kind: 'chargingNeeds';
  readonly evse: number;
  readonly departsAt?: Utc;
  readonly energyWh?: number;
}
