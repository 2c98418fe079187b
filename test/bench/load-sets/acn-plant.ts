// The car park in slots of five minutes: who is there, what a rule gives, what that delivers, and whether the wires bear it.

import type { AcnNetwork } from './acn-network.ts';
import { add, isFeasible, newSums, pairVoltage } from './acn-network.ts';
import type { AcnSession, AcnSet } from './acn-set.ts';
import type { Served, Service } from './metrics.ts';
import { serviceOf } from './metrics.ts';

const slotsPerHour = 12;
export const pilotAmps = 32;
const carKW = 6.6;
const leastKWh = 1e-3;

/** A session that is there and wants more. */
export interface AcnCar {
  readonly session: AcnSession;
  /** Amps that it still needs, times slots. */
  readonly need: number;
  /** It can use no more in this slot, as far as its pilot says. */
  readonly most: number;
  /** Slots that it could wait and still be full in time, at its full pilot. */
  readonly laxity: number;
}

/** Amps for each of the cars, in their order, which is that of the stations. Any amount is possible. */
export type AcnRule = (cars: readonly AcnCar[], network: AcnNetwork, slot: number) => readonly number[];

export interface AcnRun extends Service {
  /** Slots in which the wires were asked too much, or a car more than its pilot can say. */
  readonly violations: number;
}

/** The most that a car draws. */
export const carAmps = (carKW * 1000) / pairVoltage;

export function runAcn(set: AcnSet, network: AcnNetwork, rule: AcnRule, rateBound = pilotAmps): AcnRun {
  const delivered = new Map(set.sessions.map(({ id }) => [id, 0]));
  let violations = 0;
  let next = 0;
  let there: AcnSession[] = [];
  for (let slot = 0; slot < set.lastSlot; slot += 1) {
    there = there.filter(({ departure }) => departure > slot);
    for (; next < set.sessions.length && set.sessions[next]!.arrival <= slot; next += 1)
      there.push(set.sessions[next]!);
    const cars = there
      .filter(({ id, kWh }) => kWh - delivered.get(id)! > leastKWh)
      .sort((a, b) => a.order - b.order)
      .map((session) => carOf(session, session.kWh - delivered.get(session.id)!, slot, rateBound));
    if (cars.length === 0) continue;
    const given = rule(cars, network, slot);
    if (!isAllowed(cars, given, network)) violations += 1;
    for (const [place, { session }] of cars.entries()) {
      const before = delivered.get(session.id)!;
      const kW = Math.min((given[place]! * pairVoltage) / 1000, carKW, (session.kWh - before) * slotsPerHour);
      delivered.set(session.id, before + kW / slotsPerHour);
    }
  }
  const served = set.sessions.map(({ id, kWh }): Served => ({
    askedKWh: kWh,
    deliveredKWh: delivered.get(id)!,
    starts: 0,
  }));
  return { ...serviceOf(served), violations };
}

function carOf(session: AcnSession, missingKWh: number, slot: number, rateBound: number): AcnCar {
  const need = ((missingKWh * 1000) / pairVoltage) * slotsPerHour;
  return {
    session,
    need,
    most: Math.min(rateBound, need),
    laxity: session.departure - slot - need / pilotAmps,
  };
}

function isAllowed(cars: readonly AcnCar[], given: readonly number[], network: AcnNetwork): boolean {
  const sums = newSums();
  for (const [place, { session }] of cars.entries()) add(sums, session, given[place]!);
  return isFeasible(network, sums) && given.every((amps) => amps >= 0 && amps <= pilotAmps + 1e-9);
}
