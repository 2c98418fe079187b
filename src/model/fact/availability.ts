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
