// What this process knows of limits from outside. Rebuilt from nothing after a restart.

import type { Lpc } from '../../control/grid/lpc.ts';
import type { CircuitId, EvseKey } from '../../model/ids.ts';
import type { Mono, Utc } from '../../model/time.ts';
import { mono } from '../../model/time.ts';

export interface OutsideLive {
  /** Nothing is due before. */
  dueAt: Mono;
  /** The control box; absent before the first look, and where the site has none. */
  lpc: Lpc | undefined;
  readonly excursions: Map<CircuitId, ExcursionLive>;
  /** Orders in force whose effect is recorded, by order. */
  readonly effects: Map<string, EffectLive>;
  /** EVSEs that somebody lowers for a moment, by load. */
  readonly evses: Map<EvseKey, EvseLimit>;
}

export interface EvseLimit {
  readonly amps: number;
  readonly endsAt: Mono;
}

export interface ExcursionLive {
  /** The reading that was looked at last. */
  readAt: Mono | undefined;
  /** Whether it was above. Two in a row are believed. */
  wasAbove: boolean | undefined;
  /** How long the present excursion has been seen by this process. */
  openSince: Mono | undefined;
}

export interface EffectLive {
  readonly amps: readonly number[];
  readonly since: Utc;
  notedAt: Mono;
  /** How often it was recorded. */
  notes: number;
}

export const newOutsideLive = (): OutsideLive => ({
  dueAt: mono(Number.NEGATIVE_INFINITY),
  lpc: undefined,
  excursions: new Map(),
  effects: new Map(),
  evses: new Map(),
});
