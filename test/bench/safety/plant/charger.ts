// What the plant and its judges see of any charger.

import type { Car } from './car.ts';
import type { Outlet } from './outlet.ts';

export interface At {
  readonly mono: number;
  readonly utc: number;
}

export interface Misdeeds {
  /** It takes every limit and lets its cars draw what they like. */
  ignoresLimits: boolean;
  /** It does what it is told, and nobody hears its answer. */
  losesAnswers: boolean;
  /** It hears nothing of what it is told. */
  losesOrders: boolean;
  clockErrorMs: number;
  /** What it does of a switch between one phase and three; undefined where it does as it is told. */
  switching: 'refuses' | 'ignores' | undefined;
}

export const noMisdeeds = (): Misdeeds => ({
  ignoresLimits: false,
  losesAnswers: false,
  losesOrders: false,
  clockErrorMs: 0,
  switching: undefined,
});

/** What is always odd about a charge point. */
export interface Habits {
  readonly model?: string;
  /** Cut off for so long it forgets what it was told, until it is connected again. */
  readonly forgetsAfterMs?: number;
  readonly refusesZero?: true;
  /** It switches between one phase and three, and says so. */
  readonly switches?: true;
  /** It takes no limit of any kind. */
  readonly refusesAll?: true;
  /** Once its connection is gone, it waits so long before it connects again. */
  readonly retriesAfterMs?: number;
  /** It is not connected before. */
  readonly comesAtMs?: number;
  /** Another system left this limit in it, at a high level. */
  readonly foreignAmps?: number;
}

export interface Charger {
  readonly id: string;
  readonly outlets: readonly Outlet[];
  readonly misdeeds: Misdeeds;
  /** Another number whenever something has changed what it may draw. */
  version(): number;
  tick(now: At, ms: number): void;
  /** Nothing can be said to it before, because one CALL at a time waits for its answer (1.6 JSON §4.1.1) and it gave none. */
  deafUntil(): number;
  plug(outlet: number, car: Car, now: At): void;
  unplug(outlet: number, now: At): void;
  /** What an outlet may draw now at most, in its session or in another that begins, by what the charger really holds. */
  mayDraw(outlet: number, now: At): number;
  /** The same for a time of the world, when nobody speaks to it from `now` until then. */
  mayComeToDraw(outlet: number, now: At, utc: number): number;
  /** Times of the world after `utc` at which that changes by itself. */
  changesAfter(now: At): number[];
}
