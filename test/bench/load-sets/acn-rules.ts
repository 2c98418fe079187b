// The rules of the reference tables at the car park, written from their description.

import { add, isFeasible, pairVoltage } from './acn-network.ts';
import { balanced } from './acn-balanced.ts';
import type { AcnCar, AcnRule } from './acn-plant.ts';
import { carAmps, pilotAmps } from './acn-plant.ts';
import type { Given } from './acn-share.ts';
import { bisect, couldGrow, fill, give, grow, nothing, orderBy, scaledDown } from './acn-share.ts';

/** In an order, each as much as the wires bear. */
const inOrder =
  (key: (car: AcnCar) => number): AcnRule =>
  (cars, network) => {
    const given = nothing(cars);
    for (const place of orderBy(cars, key)) grow(given, cars, place, network);
    return given.amps;
  };

/** A tenth of an amp each in turn, by arrival. */
const roundRobin: AcnRule = (cars, network) => {
  const step = 0.1;
  const { amps, sums } = nothing(cars);
  let growing = orderBy(cars, ({ session }) => session.arrival);
  while (growing.length > 0)
    growing = growing.filter((place) => {
      const { session, most } = cars[place]!;
      if (amps[place]! + step > most + 1e-9) return false;
      add(sums, session, step);
      if (!isFeasible(network, sums)) {
        add(sums, session, -step);
        return false;
      }
      amps[place]! += step;
      return true;
    });
  return amps;
};

/** The same for everybody, what is left over to nobody. */
const equal: AcnRule = (cars, network) => {
  const share = (1000 * network.kW) / pairVoltage / cars.length;
  const halvings = 25;
  return scaledDown(
    cars,
    cars.map(({ most }) => Math.min(most, share)),
    network,
    halvings,
  ).amps;
};

const mostRounds = 12;
const levelHalvings = 40;
/** Amps that one must be able to take to be still growing. */
const worthMore = 0.02;

/** One level for all: whoever has the least time starts first, and a full wire ends the growth of those on it only. */
const smoothed: AcnRule = (cars, network) => {
  let given: Given = nothing(cars);
  let live = cars.map((_, place) => place);
  let low = Math.min(...cars.map(({ laxity }) => laxity)) - 1;
  for (let round = 0; round < mostRounds && live.length > 0; round += 1) {
    const high = Math.max(...live.map((place) => cars[place]!.laxity)) + 0.001;
    const floors = given.amps;
    const isLive = new Set(live);
    const at = (level: number): Given =>
      give(
        cars,
        floors.map((floor, place) => (isLive.has(place) ? atLevel(cars[place]!, level, floor) : floor)),
      );
    if (isFeasible(network, at(high).sums)) {
      given = at(high);
      break;
    }
    const level = bisect(low, high, levelHalvings, (middle) => isFeasible(network, at(middle).sums));
    given = at(level);
    const isAtMost = (place: number): boolean => given.amps[place]! >= cars[place]!.most - 1e-9;
    const isStuck = (place: number): boolean => !isAtMost(place) && !couldGrow(given, cars[place]!, worthMore, network);
    const stuck = live.filter(isStuck).length;
    live = live.filter((place) => !isAtMost(place) && !isStuck(place));
    if (stuck === 0 && high - level < 1e-6) break;
    low = level;
  }
  fill(given, cars, network);
  return given.amps;
};

const atLevel = ({ laxity, most }: AcnCar, level: number, floor: number): number =>
  Math.min(most, Math.max(floor, pilotAmps * (level - laxity + 1)));

export interface AcnReferenceRule {
  readonly rule: AcnRule;
  /** The most that a car is thought to use. */
  readonly rateBound: number;
}

const plain = (rule: AcnRule): AcnReferenceRule => ({ rule, rateBound: pilotAmps });

/** By the names of the reference tables. */
export const acnRules: Readonly<Record<string, AcnReferenceRule>> = {
  'equal-share': plain(equal),
  'round-robin': plain(roundRobin),
  fcfs: plain(inOrder(({ session }) => session.arrival)),
  edf: plain(inOrder(({ session }) => session.departure)),
  llf: plain(inOrder(({ laxity }) => laxity)),
  sllf: plain(smoothed),
  'phase-balanced-llf': plain(balanced('even')),
  'phase-balanced-llf-sqrt-need': { rule: balanced('need'), rateBound: carAmps },
};
