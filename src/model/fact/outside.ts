// What lowers limits from outside, and what came of it.

import type { CircuitId } from '../ids.ts';
import type { PriceSeries } from '../price.ts';
import type { Utc } from '../time.ts';

/** Somebody gave a circuit a lower limit for a while, over the API. A later one takes its place. */
export interface CircuitLimitSet {
  readonly kind: 'CircuitLimitSet';
  readonly circuit: CircuitId;
  /** On each line. */
  readonly amps: number;
  /** Until it is taken back when absent. */
  readonly until?: Utc;
  /** `until` was counted from a duration: it moves with the clock when that is set. */
  readonly lasts?: true;
  /** For people. */
  readonly reason?: string;
  readonly happenedAt: Utc;
}

/** It was taken back, or its time is over. */
export interface CircuitLimitCleared {
  readonly kind: 'CircuitLimitCleared';
  readonly circuit: CircuitId;
  readonly expired?: true;
  readonly happenedAt: Utc;
}

/** Prices for certain hours. They take the place of those before; none: only the site file counts. */
export interface PricesSet {
  readonly kind: 'PricesSet';
  readonly series: PriceSeries;
  readonly happenedAt: Utc;
}

/** The control box says what holds while it is not heard. It outlives a restart. */
export interface GridFailsafeSet {
  readonly kind: 'GridFailsafeSet';
  readonly amps: number;
  readonly minHours: number;
  readonly happenedAt: Utc;
}

export type GridState = 'init' | 'controlled' | 'limited' | 'failsafe' | 'autonomous';

/** Record of what the control box ordered: the state, and what all stations may draw on each line by it from here on. */
export interface GridLimitChanged {
  readonly kind: 'GridLimitChanged';
  readonly state: GridState;
  /** No limit when absent. */
  readonly amps?: number;
  readonly happenedAt: Utc;
}

/**
 * Record of an order and its effect: what was ordered and since when, what the stations that charge were commanded, and what
 * they were measured to draw. `order`: `lpc`, or `input:` and the id of the input.
 */
export interface OrderEffectNoted {
  readonly kind: 'OrderEffectNoted';
  readonly order: string;
  readonly since: Utc;
  /** On each line. */
  readonly orderedAmps: readonly number[];
  readonly commandedAmps: readonly number[];
  readonly measuredWatts: number;
  /** EVSEs that charge, and those of them with a measured value. */
  readonly charging: number;
  readonly measured: number;
  /** The order is over. */
  readonly ended?: true;
  readonly happenedAt: Utc;
}

/** A circuit draws more than agreed with the grid operator. */
export interface ExcursionBegan {
  readonly kind: 'ExcursionBegan';
  readonly circuit: CircuitId;
  /** The line with the most, from 0. */
  readonly line: number;
  readonly amps: number;
  readonly agreedAmps: number;
  readonly happenedAt: Utc;
}

export interface ExcursionEnded {
  readonly kind: 'ExcursionEnded';
  readonly circuit: CircuitId;
  readonly happenedAt: Utc;
}

/** A measured circuit was above the limit of its fuse, and is not any more. At most one a minute is recorded. */
export interface OverloadEnded {
  readonly kind: 'OverloadEnded';
  readonly circuit: CircuitId;
  /** The line with the most, from 0. */
  readonly line: number;
  readonly peakAmps: number;
  readonly limitAmps: number;
  /** From the first reading above the limit to the first one below it. */
  readonly seconds: number;
  /** Nobody could be told to draw less: it was not caused by charging. */
  readonly atLeast?: true;
  /** So many more since the one that was recorded before. */
  readonly unrecorded?: number;
  readonly happenedAt: Utc;
}

/** It lasted a minute, came twice in ten minutes, or more than three times in a day (EREC G100, state 3). */
export type LockoutCause = 'sustained' | 'twice' | 'often';

export interface CircuitLockedOut {
  readonly kind: 'CircuitLockedOut';
  readonly circuit: CircuitId;
  readonly because: LockoutCause;
  readonly happenedAt: Utc;
}

export interface LockoutAcknowledged {
  readonly kind: 'LockoutAcknowledged';
  readonly circuit: CircuitId;
  readonly happenedAt: Utc;
}

/** The mean import of a quarter of an hour was the highest of this month (of the calendar at the site) so far. */
export interface ImportPeaked {
  readonly kind: 'ImportPeaked';
  /** `2026-05`. */
  readonly month: string;
  readonly kW: number;
  /** When it began. */
  readonly quarter: Utc;
  readonly happenedAt: Utc;
}

export type OutsideFact =
  | CircuitLimitSet
  | CircuitLimitCleared
  | PricesSet
  | GridFailsafeSet
  | GridLimitChanged
  | OrderEffectNoted
  | ExcursionBegan
  | ExcursionEnded
  | OverloadEnded
  | CircuitLockedOut
  | LockoutAcknowledged
  | ImportPeaked;
