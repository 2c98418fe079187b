// What this process knows of plans. Rebuilt from nothing after a restart.

import type { History } from '../../control/plan/forecast.ts';
import { newHistory } from '../../control/plan/forecast.ts';
import type { Plan } from '../../control/plan/plan.ts';
import type { PlanRequest } from '../../control/plan/request.ts';
import type { CircuitId, EvseKey, TransactionId } from '../../model/ids.ts';
import type { Mono, Utc } from '../../model/time.ts';
import { mono, never } from '../../model/time.ts';

export interface PlanLive {
  /** Somebody said what a vehicle needs; looked at again whenever a plan is due. */
  isWanted: boolean;
  /** Nothing is to be asked before. */
  dueAt: Mono;
  /** Requests are counted, so that an answer to an old one is told from one to the last. */
  asked: number;
  underWay: { readonly id: number; readonly request: PlanRequest; readonly since: Mono } | undefined;
  /** Something changed while a plan was made: the next one is asked at once. */
  isStale: boolean;
  current: Current | undefined;
  /** Why there is none, in the words of whoever should have made it. */
  trouble: { readonly code: string; readonly detail: string } | undefined;
  readonly history: BaseHistory;
  readonly site: SitePower;
  readonly solar: SolarLive;
  /** Sessions whose needs are not met by the plan, as people are told. */
  readonly misses: Map<EvseKey, MissLive>;
}

/** The plan in force. */
export interface Current {
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly receivedAt: Mono;
  /** What it says of the slot that it was looked at for. */
  now: SlotNow | undefined;
}

export interface SlotNow {
  readonly slot: number;
  readonly targets: ReadonlyMap<string, number>;
  /** Whom it lets wait for cheaper energy. */
  readonly waiting: ReadonlySet<string>;
}

export interface MissLive {
  readonly transaction: TransactionId;
  readonly kWh: number;
  readonly readyAt?: Utc;
}

/** Other load of metered circuits: the quarter of an hour that is under way, and what is remembered of each line. */
export interface BaseHistory {
  readonly circuits: Map<CircuitId, CircuitSeen>;
  /** Nothing is noted before. */
  dueAt: Mono;
}

export interface CircuitSeen {
  /** Since 1970. */
  quarter: number;
  count: number;
  sums: readonly number[];
  histories: readonly History[];
}

/** The grid connection: the quarter of an hour that is under way, and what is remembered of those before. */
export interface SitePower {
  /** Nothing is noted before. */
  dueAt: Mono;
  /** Since 1970. */
  quarter: number;
  /** When import was looked at last; undefined while its meter says nothing. */
  readAt: Mono | undefined;
  importedKWh: number;
  /** Of the quarter, so much is known. */
  coveredMs: number;
  sums: { count: number; load: number; sun: number };
  histories: { readonly load: History; readonly sun: History };
}

export interface SolarLive {
  /** Sessions that charge on surplus: whether they do now, and since when. */
  readonly switched: Map<TransactionId, { readonly on: boolean; readonly since: Mono }>;
  /** The surplus that was shared out last, and when. */
  kW: number;
  sharedAt: Mono;
}

const newSitePower = (): SitePower => ({
  dueAt: mono(Number.NEGATIVE_INFINITY),
  quarter: 0,
  readAt: undefined,
  importedKWh: 0,
  coveredMs: 0,
  sums: { count: 0, load: 0, sun: 0 },
  histories: { load: newHistory(), sun: newHistory() },
});

export const newPlanLive = (): PlanLive => ({
  isWanted: false,
  dueAt: mono(Number.NEGATIVE_INFINITY),
  asked: 0,
  underWay: undefined,
  isStale: false,
  current: undefined,
  trouble: undefined,
  history: { circuits: new Map(), dueAt: mono(Number.NEGATIVE_INFINITY) },
  site: newSitePower(),
  solar: { switched: new Map(), kW: 0, sharedAt: never },
  misses: new Map(),
});
