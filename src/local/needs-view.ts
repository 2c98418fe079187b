// What sessions need and what is planned for them, as the API shows it.

import type { EvseKey, TransactionId } from '../model/ids.ts';
import type { SolarMode } from '../model/needs.ts';

/** What counts for the session now. */
export interface NeedsView {
  readonly vehicle?: string;
  /** Absent where nobody knows it, and when it is past. */
  readonly departsAt?: string;
  readonly energyKwh?: number;
  readonly leastKwh?: number;
  readonly deliveredKwh: number;
  /** Absent where nobody knows what it needs. */
  readonly remainingKwh?: number;
  readonly priority: number;
  readonly noPause: boolean;
  readonly solar?: SolarMode;
}

/** What one source said, as it was sent. */
export interface SaidView {
  readonly departsAt?: string;
  readonly energyKwh?: number;
  readonly leastKwh?: number;
  readonly priority?: number;
  readonly noPause?: boolean;
  readonly solar?: SolarMode;
}

export interface NeedsAnswer {
  readonly evse: EvseKey;
  readonly transaction?: TransactionId;
  /** Of the session that is open. */
  readonly needs?: NeedsView;
  /** About it, or about the next one there. */
  readonly said: { readonly api?: SaidView; readonly uplink?: SaidView; readonly vehicle?: SaidView };
}

/** What the plan has for a session. */
export interface PlanOfEvseView {
  /** In this quarter of an hour. */
  readonly targetAmps?: number;
  /** So much will be missing when it leaves, and when it would be ready. */
  readonly missingKwh?: number;
  readonly readyAt?: string;
}

/** `none`: nobody asked for one, because no departure and need is known. */
export interface PlanView {
  readonly state: 'none' | 'waiting' | 'inForce' | 'failed';
  /** Absent without a plan. */
  readonly madeAt?: string;
  /** `greedy`: without the solver, which was too slow. */
  readonly method?: 'lp' | 'greedy';
  /** Why there is none. */
  readonly detail?: string;
  /** Vehicles that will miss something. */
  readonly misses?: number;
}
