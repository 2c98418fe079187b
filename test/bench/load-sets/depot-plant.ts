// The depot in slots of five minutes: who is there, what a rule gives, what that delivers, and whether it was allowed.
// It knows nothing of how amps are shared.

import type { AfterTrace, Depot, DepotSession } from './depot-set.ts';
import type { Served, Service } from './metrics.ts';
import { serviceOf } from './metrics.ts';

export const slotsPerHour = 12;
const lines = 3;
export const voltage = 230;
/** What an amp on one line is. */
export const kWPerAmp = voltage / 1000;
/** Less is not worth a slot. */
const leastKWh = 1e-3;

/** A session that is there and wants more. */
export interface DepotCar {
  /** Its place by arrival and in the file: it breaks every tie. */
  readonly at: number;
  readonly session: DepotSession;
  readonly remainingKWh: number;
  /** What it had in the slot before. */
  readonly amps: number;
  /** Slots since it last began or stopped; Infinity before. */
  readonly sinceSwitch: number;
}

/** Amps for every line of the main, then of each panel: three numbers a circuit. */
export type DepotRoom = Float64Array;

/** Whole amps a line for each of the cars, in their order. It may use up the room that it is handed. */
export type DepotRule = (cars: readonly DepotCar[], room: DepotRoom, slot: number) => readonly number[];

export interface DepotRun extends Service {
  /** Circuit lines and slots with more than there may be, and amps that a car or an outlet cannot take. */
  readonly violations: number;
}

export const cellsOf = ({ lines, panel }: DepotSession): number[] => [
  ...lines,
  ...lines.map((line) => (panel + 1) * 3 + line),
];

export function runDepot(depot: Depot, mainAmps: number, rule: DepotRule, after: AfterTrace = 'nothing'): DepotRun {
  const states = depot.sessions.map((session) => ({ session, delivered: 0, amps: 0, starts: 0, switched: -Infinity }));
  let violations = 0;
  let next = 0;
  let there: number[] = [];
  for (let slot = 0; slot < depot.lastSlot; slot += 1) {
    there = there.filter((at) => states[at]!.session.departure > slot);
    for (; next < states.length && states[next]!.session.arrival <= slot; next += 1) there.push(next);
    const cars = there.flatMap((at): DepotCar[] => {
      const { session, delivered, amps, switched } = states[at]!;
      const remainingKWh = session.kWh - delivered;
      return remainingKWh > leastKWh ? [{ at, session, remainingKWh, amps, sinceSwitch: slot - switched }] : [];
    });
    const room = roomAt(depot, mainAmps, slot, after);
    const given = cars.length > 0 ? rule(cars, room.slice(), slot) : [];
    violations += violationsIn(cars, given, room);
    const amps = new Map(cars.map(({ at }, place) => [at, given[place] ?? 0]));
    for (const at of there) deliver(states[at]!, amps.get(at) ?? 0, slot);
  }
  const served = states.map(({ session, delivered, starts }): Served => ({
    askedKWh: session.kWh,
    deliveredKWh: delivered,
    starts,
  }));
  return { ...serviceOf(served), violations };
}

export function roomAt(depot: Depot, mainAmps: number, slot: number, after: AfterTrace): DepotRoom {
  const room = new Float64Array((depot.panels + 1) * lines).fill(depot.panelAmps);
  for (let line = 0; line < lines; line += 1) room[line] = Math.max(0, mainAmps - depot.baseAmps(slot, line, after));
  return room;
}

interface State {
  readonly session: DepotSession;
  delivered: number;
  amps: number;
  starts: number;
  switched: number;
}

function deliver(state: State, amps: number, slot: number): void {
  const { session } = state;
  const remaining = session.kWh - state.delivered;
  state.delivered += Math.min(amps * kWPerAmp * session.lines.length, remaining * slotsPerHour) / slotsPerHour;
  if (amps > 0 !== state.amps > 0) state.switched = slot;
  if (amps > 0 && state.amps === 0) state.starts += 1;
  state.amps = amps;
}

function violationsIn(cars: readonly DepotCar[], given: readonly number[], room: DepotRoom): number {
  const sums = new Float64Array(room.length);
  let violations = cars.length === given.length ? 0 : 1;
  for (const [place, { session }] of cars.entries()) {
    const amps = given[place] ?? 0;
    const isFit = Number.isInteger(amps) && amps <= session.maxAmps && (amps === 0 || amps >= session.minAmps);
    if (!isFit) violations += 1;
    for (const cell of cellsOf(session)) sums[cell]! += amps;
  }
  for (const [cell, sum] of sums.entries()) if (sum > room[cell]! + 1e-6) violations += 1;
  return violations;
}
