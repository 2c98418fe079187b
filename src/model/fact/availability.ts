import type { StationId } from '../ids.ts';
import type { ChargingState, ConnectorStatus } from '../status.ts';
import type { Utc } from '../time.ts';

/** A connector changed its status. Recorded when it differs from the last one. */
export interface StatusReported {
  readonly kind: 'StatusReported';
  readonly station: StationId;
  /** 0 is the station itself. */
  readonly evse: number;
  readonly happenedAt: Utc;
  readonly status: ConnectorStatus;
  readonly chargingState?: ChargingState;
  /** The status in the words of the station's own protocol, for uplinks that speak the same. */
  readonly native: string;
  readonly errorCode?: string;
  readonly info?: string;
  readonly vendorErrorCode?: string;
}

/**
 * Whether an EVSE is to be in service: kept by us, and told the station again whenever it comes back otherwise. EVSE 0 is all
 * of them, and takes the place of what was said of each.
 */
export interface AvailabilityOrdered {
  readonly kind: 'AvailabilityOrdered';
  readonly station: StationId;
  readonly evse: number;
  readonly operative: boolean;
  readonly happenedAt: Utc;
  /** By the gateway itself: it should have nothing, and its station refuses a limit of 0 (Q38). */
  readonly insteadOfZero?: true;
}
