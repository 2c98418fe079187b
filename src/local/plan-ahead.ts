// A day behind and a day ahead, as the dashboard draws it, and which vehicle will be ready (`GET /api/v1/plan`).

import type { EvseKey, StationId } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import { isoOf } from '../model/time.ts';

/** Amps on the line of the grid connection that carries the most. */
export interface PlanSlotView {
  readonly startsAt: string;
  /** It was measured; else it is planned and expected. */
  readonly past: boolean;
  readonly limitAmps: number;
  /** Other load; absent where nobody measures it. */
  readonly baseAmps?: number;
  readonly pvAmps?: number;
  /** Of what lies ahead: by the plan; absent where there is none. */
  readonly chargingAmps?: number;
  readonly pricePerKwh?: number;
}

export interface PlannedVehicleView {
  /** Of the site's own list; else the end of its token, or its EVSE. */
  readonly name: string;
  /** Its end. */
  readonly token?: string;
  readonly station: StationId;
  readonly evse: number;
  readonly departure?: string;
  readonly neededKwh?: number;
  readonly gotKwh: number;
  /** When it leaves, by the plan. */
  readonly expectedKwh?: number;
  /** Whether it has what it needs when it leaves; null while that cannot be said, and `why` says why. */
  readonly ready: boolean | null;
  readonly missesKwh?: number;
  /** When it would be ready, if it stayed. */
  readonly readyAt?: string;
  readonly why?: string;
  readonly priority: number;
  /** It comes before all others. */
  readonly boost: boolean;
}

/** Vehicles that leave within the quarter of an hour that ends then. */
export interface ReadyView {
  readonly by: string;
  readonly ready: number;
  readonly of: number;
}

/** What the core says: from the quarter of an hour that is under way on. */
export interface PlanAheadView {
  readonly at: string;
  readonly slotMinutes: 15;
  readonly slots: readonly PlanSlotView[];
  readonly vehicles: readonly PlannedVehicleView[];
  readonly ready: readonly ReadyView[];
}

export interface PlanDayView extends PlanAheadView {
  /** Why nothing of the past is there. */
  readonly pastMissing?: string;
}

export const quarterMs = 900_000;

/** A quarter of an hour as the history has it. */
export interface QuarterSeen {
  readonly at: Utc;
  readonly limitAmps?: number;
  readonly baseAmps?: number;
  readonly pvAmps?: number;
  readonly chargingAmps?: number;
  readonly pricePerKwh?: number;
}

/** Quarters of which no limit was written down are left out: a hole is a gap. */
export const withPast = (ahead: PlanAheadView, quarters: readonly QuarterSeen[]): PlanAheadView => ({
  ...ahead,
  slots: [
    ...quarters.flatMap(({ at, limitAmps, ...seen }) =>
      limitAmps === undefined ? [] : [{ startsAt: isoOf(at), past: true, limitAmps, ...seen }],
    ),
    ...ahead.slots,
  ],
});

/** By the quarter of an hour in which they leave; whoever has not said it is not counted. */
export function readyByQuarter(vehicles: readonly Pick<PlannedVehicleView, 'departure' | 'ready'>[]): ReadyView[] {
  const groups = new Map<number, { ready: number; of: number }>();
  for (const { departure, ready } of vehicles) {
    if (departure === undefined) continue;
    const by = Math.ceil(Date.parse(departure) / quarterMs) * quarterMs;
    const group = groups.get(by) ?? { ready: 0, of: 0 };
    groups.set(by, { ready: group.ready + (ready === true ? 1 : 0), of: group.of + 1 });
  }
  return [...groups].sort(([one], [other]) => one - other).map(([by, group]) => ({ by: isoOf(by as Utc), ...group }));
}

/** What the board shows of a token. */
export const tokenEnd = (token: string): string => `…${token.slice(-4)}`;

export const nameOf = (vehicle: string | undefined, token: string | undefined, evse: EvseKey): string =>
  vehicle ?? (token === undefined || token === '' ? evse : tokenEnd(token));
