// What the planner is asked: plain data that a worker can be sent. It knows rows of limits and sessions, not circuits,
// lines or stations.

import type { Reason } from '../../model/reason.ts';
import type { Utc } from '../../model/time.ts';

export interface PlanRequest {
  readonly startsAt: Utc;
  /** Minutes of each slot, from `startsAt` on. The first may be the rest of a quarter hour, the last ones may be longer. */
  readonly slotMinutes: readonly number[];
  readonly rows: readonly PlanRow[];
  readonly sessions: readonly PlanSession[];
  /** When not all can have everything: as many vehicles ready as possible, or as many kWh. */
  readonly favour: 'ready' | 'energy';
  readonly margins: Margins;
  /** Every vehicle gets so much before any gets more, kWh since it was plugged in. */
  readonly floorKWh: number;
  /** How long a vehicle stays of which nobody knows it, minutes from now. */
  readonly stayMinutes: number;
  /** Other load of the site for each slot, kW: a high quantile. */
  readonly baseKW?: readonly number[];
  /** Power of the sun for each slot, kW: a low quantile. No surplus where absent. */
  readonly pvKW?: readonly number[];
  readonly market?: Market;
}

/**
 * A limit: the sum over the sessions on it, each with its amps × `per`, stays within `limit[slot]`. A line of a circuit, a
 * tangent to the phasor sum of a delta, a DC feeder: all the same here. `per` may be negative.
 */
export interface PlanRow {
  /** For each slot; what is below 0 counts as 0. */
  readonly limit: readonly number[];
  /** What sets it, for people: nothing is decided by it. */
  readonly reason?: Reason;
}

export interface PlanSession {
  readonly key: string;
  readonly on: readonly { readonly row: number; readonly per: number }[];
  readonly kWPerAmp: number;
  /** Below it the vehicle does not charge. */
  readonly minAmps: number;
  readonly maxAmps: number;
  /** 0: any current. */
  readonly stepAmps: number;
  /** What it must still get to be ready, kWh; absent when nobody knows. */
  readonly needKWh?: number;
  /** What it would still take, the need included, kWh; the need when absent. */
  readonly wantKWh?: number;
  /** Of that, since it was plugged in, what comes before all else; the floor of everybody where that is more. */
  readonly leastKWh?: number;
  readonly deliveredKWh: number;
  /** Absent, or in the past: nobody knows. */
  readonly departsInMinutes?: number;
  /** A weight: 1 is normal, 2 counts twice. */
  readonly priority: number;
  readonly isOn: boolean;
  /** A running vehicle that may not be paused, because it would not start again. */
  readonly noPause: boolean;
  /** It charges on surplus of the sun only, or on that beside its minimum. */
  readonly solar?: 'surplus' | 'minimum';
}

/** How far forecasts are trusted. */
export interface Margins {
  /** Vehicles are planned to be ready so much before they leave. */
  readonly departureMinutes: number;
  /** They are planned to need so many times what they are said to need. */
  readonly energyFactor: number;
}

/** What energy costs, in the currency of the site. Import from the grid is positive. */
export interface Market {
  /** For each slot, per kWh; null where nobody knows: the price before it holds, else `defaultPrice` (E48). */
  readonly prices: readonly (number | null)[];
  readonly defaultPrice: number;
  /** What one kWh fed into the grid earns. */
  readonly feedInPrice: number;
  readonly demand?: Demand;
  readonly battery?: Battery;
}

/** A charge on the highest mean power of a quarter hour. */
export interface Demand {
  /** Per kW above the peak so far. */
  readonly rate: number;
  readonly peakSoFarKW: number;
  /** The part of the rate that counts today: one over the days that are left of the period. */
  readonly dayScale: number;
  /** What was imported since the quarter hour began, kWh: it counts when the first slot is the rest of one. */
  readonly importedKWh: number;
}

/** It charges and discharges beside the vehicles. Its discharge makes no room on a row: it may stop at any moment. */
export interface Battery {
  readonly on: readonly { readonly row: number; readonly perKW: number }[];
  readonly capacityKWh: number;
  readonly storedKWh: number;
  readonly chargeKW: number;
  readonly dischargeKW: number;
  /** Of what goes in, so much comes out. */
  readonly efficiency: number;
}
