import type { StationId, TransactionId } from '../ids.ts';
import type { Raw } from '../raw.ts';
import type { StopReason, Verdict } from '../status.ts';
import type { Utc } from '../time.ts';
import type { ReservationOwner } from './reservation.ts';

/**
 * By what a repeat of a message is known across sockets and restarts: its id and a hash of its payload.
 * A start is also known by what it says (station, EVSE, token, register, time), because some stations repeat it
 * under a new id.
 */
export interface Delivery {
  readonly messageId: string;
  readonly payloadHash: string;
}

/** A transaction began at an EVSE. */
export interface TransactionStarted {
  readonly kind: 'TransactionStarted';
  readonly station: StationId;
  readonly evse: number;
  readonly transaction: TransactionId;
  /** The transaction id of OCPP 1.6 towards the station: a positive int32 that is never given out twice. */
  readonly number: number;
  /** As the site and its central system write it; `raw` has what the station said. */
  readonly token: string;
  readonly meterStartWh: number;
  /** The reservation that it used: its number towards the station, and whose it was. */
  readonly reservation?: { readonly number: number; readonly owner?: ReservationOwner };
  /** When the station says it was. */
  readonly happenedAt: Utc;
  readonly receivedAt: Utc;
  readonly startKey: string;
  readonly delivery: Delivery;
  readonly raw: Raw;
}

/** What the site answered to the token of a transaction that began. */
export interface TransactionJudged {
  readonly kind: 'TransactionJudged';
  readonly station: StationId;
  readonly transaction: TransactionId;
  readonly verdict: Verdict;
}

/** Meter values of a transaction. */
export interface TransactionSampled {
  readonly kind: 'TransactionSampled';
  readonly station: StationId;
  readonly evse: number;
  /** Absent where the station named a transaction that nobody knows: kept, and told upstream without one. */
  readonly transaction?: TransactionId;
  readonly number?: number;
  readonly happenedAt: Utc;
  readonly delivery: Delivery;
  readonly raw: Raw;
}

/** A transaction ended. Also recorded for one that nobody saw begin. */
export interface TransactionEnded {
  readonly kind: 'TransactionEnded';
  readonly station: StationId;
  readonly evse?: number;
  readonly transaction?: TransactionId;
  /** The number that the station named. */
  readonly number: number;
  readonly meterStopWh: number;
  /** As the central system is told: what the gateway stopped because of its token is DeAuthorized. */
  readonly reason: StopReason;
  /** The token that was shown to stop it, as the site writes it. */
  readonly token?: string;
  readonly happenedAt: Utc;
  readonly receivedAt: Utc;
  readonly delivery: Delivery;
  readonly raw: Raw;
}
