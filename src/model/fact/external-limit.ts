import type { ChargingProfile } from '../charging-profile.ts';
import type { StationId } from '../ids.ts';
import type { Utc } from '../time.ts';

/** A station said that somebody else limits it (OCPP 2.x, K12). EVSE 0 is all of it. */
export interface ExternalLimitReported {
  readonly kind: 'ExternalLimitReported';
  readonly station: StationId;
  readonly evse: number;
  /** Who limits it, in the station's words. */
  readonly source: string;
  /** Absent where it does not say how much. */
  readonly profile?: ChargingProfile;
  readonly happenedAt: Utc;
}

/** Nobody else limits it any more: it said so, or started anew. EVSE 0: no part of it either. */
export interface ExternalLimitCleared {
  readonly kind: 'ExternalLimitCleared';
  readonly station: StationId;
  readonly evse: number;
  readonly happenedAt: Utc;
}
