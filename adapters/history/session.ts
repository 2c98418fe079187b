// A charging session as people look it up.

import type { StationId, TransactionId } from '../../src/model/ids.ts';
import type { AuthorizationStatus } from '../../src/model/status.ts';
import type { Utc } from '../../src/model/time.ts';
import type { SessionFilter } from '../../src/model/session-filter.ts';

export interface Session {
  /** The row of the journal that told of the session first; newer sessions have higher ones. */
  readonly row: number;
  /** Absent for an end whose start nobody saw. */
  readonly transaction?: TransactionId;
  readonly station: StationId;
  readonly evse?: number;
  readonly number?: number;
  /** Whole: who shows it masks it. */
  readonly token?: string;
  /** By the site's list of tokens when it began. */
  readonly vehicle?: string;
  readonly startedAt?: Utc;
  readonly endedAt?: Utc;
  /** When the gateway last heard of a start or end, by its own clock. */
  readonly receivedAt?: Utc;
  readonly meterStartWh?: number;
  readonly meterStopWh?: number;
  /** As far as its registers can be believed, once it has ended; until then as far as it is priced. */
  readonly energyWh?: number;
  readonly reason?: string;
  readonly verdict?: AuthorizationStatus;
  /** By the tariff, as far as it was written down; unrounded. `costIsFinal`: in all. */
  readonly cost?: number;
  readonly currency?: string;
  readonly costIsFinal?: number;
  /** By the word of a central system: that counts. */
  readonly toldCost?: number;
  readonly toldCostIsFinal?: number;
}

export interface SessionQuery {
  /** At most 500. */
  readonly limit: number;
  /** Only sessions older than this one (its `row`): how the next page is asked for. */
  readonly before?: number;
  /** Only sessions of these stations. */
  readonly stations?: readonly StationId[];
  /** Only sessions that began at or after this moment. */
  readonly from?: Utc;
  /** Only sessions that began before this moment. */
  readonly to?: Utc;
}

/** A session under the id by which it is asked for: that of its transaction, or one of its own where nobody saw it begin. */
export interface SessionFound extends Session {
  readonly id: string;
}

/** The last one of a page. */
export interface SessionCursor {
  readonly at: number;
  readonly id: string;
}

export interface SessionSearch extends SessionFilter {
  /** At most 500. */
  readonly limit: number;
  readonly before?: SessionCursor;
  /** Only those that have ended. */
  readonly ended?: boolean;
}

export interface SessionDetail {
  readonly session: SessionFound;
  /** What it cost on its way. */
  readonly costs: readonly CostPoint[];
}

/** A stretch of a session at its EVSE. */
export interface CurvePoint {
  readonly at: Utc;
  /** On the fullest line. */
  readonly amps?: number;
  readonly energyWh: number;
  readonly seconds: number;
}

export interface CurveQuery {
  /** `station/evse` */
  readonly names: readonly string[];
  readonly from: Utc;
  readonly to: Utc;
}

/** What a question may bring back at once. */
export const mostSessions = 500;

/** Up to a moment, of a session: at its end, at midnights, and where its price changed. */
export interface CostPoint {
  readonly at: Utc;
  readonly energyWh: number;
  readonly cost: number;
}
