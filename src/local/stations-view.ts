// Stations as whoever puts them up sees them: who knocks in vain, and how one stands.

import type { EvseKey, StationId } from '../model/ids.ts';

/** Somebody who was turned away (`GET /api/v1/stations/pending`). */
export interface PendingView {
  /** As the station says it, or the path of its request. */
  readonly identity: string;
  /** It stands in the site file. */
  readonly isKnown: boolean;
  readonly code: string;
  /** What happened, and what to do. */
  readonly text: string;
  readonly remedy: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly times: number;
  readonly remoteAddress: string;
  readonly subprotocols: readonly string[];
}

/** What must be known of a station before it is changed, and is worth knowing afterwards. */
export interface StandingView {
  readonly station: StationId;
  readonly isKnown: boolean;
  readonly isEnrolled: boolean;
  readonly connected: boolean;
  /** Upstream. */
  readonly numbers: readonly (readonly [EvseKey, number])[];
  /** EVSEs with a transaction that has not ended. */
  readonly charging: readonly number[];
}
