import type { StationId, UplinkId } from '../ids.ts';
import type { Utc } from '../time.ts';

/** Whose reservation it is, under the number that they gave it. */
export interface ReservationOwner {
  readonly uplink: UplinkId;
  readonly id: number;
}

/** A station keeps an EVSE for a token. One of the same number takes the place of the last. */
export interface EvseReserved {
  readonly kind: 'EvseReserved';
  readonly station: StationId;
  readonly evse: number;
  /** The number towards the station: ours, never that of whoever asked. */
  readonly reservation: number;
  readonly owner?: ReservationOwner;
  readonly token: string;
  readonly parent?: string;
  readonly expiresAt: Utc;
  readonly happenedAt: Utc;
}

/** A reservation is over. One that a transaction used ends with its `TransactionStarted`. */
export interface ReservationEnded {
  readonly kind: 'ReservationEnded';
  readonly station: StationId;
  readonly reservation: number;
  /** `lost`: the station knows nothing of it. */
  readonly why: 'cancelled' | 'expired' | 'lost';
  readonly happenedAt: Utc;
}
