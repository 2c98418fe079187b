import type { StationId } from '../ids.ts';
import type { Utc } from '../time.ts';

/** A station reported an event that matters for its security. */
export interface SecurityEventReported {
  readonly kind: 'SecurityEventReported';
  readonly station: StationId;
  readonly happenedAt: Utc;
  readonly receivedAt: Utc;
  /** In the station's own words; the standard has a list, vendors add to it. */
  readonly type: string;
  readonly info?: string;
  /** By the list of the standard. What is not critical can be provoked by an attacker, so it is rationed. */
  readonly critical: boolean;
  /** Events of this station that were not critical and left out before this one. */
  readonly leftOut?: number;
}
