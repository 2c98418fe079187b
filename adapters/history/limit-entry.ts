// What people look up of limits: each one that was told and each reason that took the place of another; and orders from outside.

import type { GatewayFact } from '../../src/model/fact/fact.ts';
import type { OutsideFact } from '../../src/model/fact/outside.ts';
import type { StationId, TransactionId } from '../../src/model/ids.ts';
import type { Reason } from '../../src/model/reason.ts';
import type { Utc } from '../../src/model/time.ts';

export interface LimitEntry {
  /** Counts up within this database: how pages are asked for. */
  readonly id: number;
  /** Of the journal. */
  readonly row: number;
  readonly at: Utc;
  /** `limit`: the station was told; `reason`: something else bound the session, and the limit stayed as it was. */
  readonly what: 'limit' | 'reason';
  readonly station: StationId;
  /** 0 is all EVSEs of the station. */
  readonly evse: number;
  readonly amps: number;
  readonly reason: Reason;
  readonly rung?: string;
  readonly transaction?: TransactionId;
  readonly measuredAmps?: number;
  /** How often it was told again as it was. */
  readonly repeats: number;
  /** Absent while the station has not answered; nothing for a `reason`. */
  readonly outcome?: 'accepted' | 'refused' | 'withdrawn' | 'unanswered';
}

/** Orders from outside and what came of them. Prices are none. */
export type OrderFact =
  Exclude<OutsideFact, { kind: 'PricesSet' | 'ImportPeaked' }> | Extract<GatewayFact, { kind: 'InputChanged' }>;

export interface OrderEntry {
  readonly id: number;
  readonly row: number;
  readonly at: Utc;
  readonly fact: OrderFact;
}

export interface LogQuery {
  /** At most 500. */
  readonly limit: number;
  /** Only entries older than this one (its `id`): how the next page is asked for. */
  readonly before?: number;
  readonly from?: Utc;
  readonly to?: Utc;
}

export interface LimitQuery extends LogQuery {
  readonly stations: readonly StationId[];
  readonly evse: number;
}

/** A new kind does not compile without its place here; what the history sees of the journal is in `told.ts`. */
export const orderKinds: Readonly<Record<OrderFact['kind'], true>> = {
  InputChanged: true,
  CircuitLimitSet: true,
  CircuitLimitCleared: true,
  GridFailsafeSet: true,
  GridLimitChanged: true,
  OrderEffectNoted: true,
  ExcursionBegan: true,
  ExcursionEnded: true,
  CircuitLockedOut: true,
  LockoutAcknowledged: true,
  OverloadEnded: true,
};
