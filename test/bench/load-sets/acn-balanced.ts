// Raises the three pairs of lines together, so that their currents cancel as much as they can; inside a pair, those with the
// least time first.

import type { AcnNetwork, PairSums } from './acn-network.ts';
import { isFeasible, podAmps } from './acn-network.ts';
import type { AcnCar, AcnRule } from './acn-plant.ts';
import { bisect, fill, orderBy, scaledDown } from './acn-share.ts';

const mostRounds = 6;
const halvings = 40;
const scaleHalvings = 30;
/** Amps that a pair must be able to take to be still growing. */
const worthMore = 0.02;
const pairs = [0, 1, 2] as const;

/** The pairs grow alike, or by the root of what their cars need in the time that is left. */
export const balanced =
  (weight: 'even' | 'need'): AcnRule =>
  (cars, network, slot) => {
    const weights = pairs.map((pair) => (weight === 'even' ? 1 : rootOfNeed(cars, pair, slot)));
    const totals = totalsOf(cars, weights, network);
    const given = scaledDown(cars, handedOut(cars, totals), network, scaleHalvings);
    fill(given, cars, network);
    return given.amps;
  };

function rootOfNeed(cars: readonly AcnCar[], pair: number, slot: number): number {
  const perSlot = cars
    .filter(({ session }) => session.pair === pair)
    .reduce((sum, { need, session }) => sum + need / Math.max(1, session.departure - slot), 0);
  return Math.sqrt(Math.max(1e-3, perSlot));
}

/** Amps for each pair. The pods are left to the cars. */
function totalsOf(cars: readonly AcnCar[], weights: readonly number[], network: AcnNetwork): number[] {
  const wanted = pairs.map((pair) =>
    cars.filter(({ session }) => session.pair === pair).reduce((sum, { most }) => sum + most, 0),
  );
  let totals = [0, 0, 0];
  let live = pairs.filter((pair) => wanted[pair]! > 1e-6);
  for (let round = 0; round < mostRounds && live.length > 0; round += 1) {
    const growing = live;
    const at = (by: number): number[] =>
      totals.map((total, pair) =>
        growing.some((one) => one === pair) ? Math.min(wanted[pair]!, total + weights[pair]! * by) : total,
      );
    const whole = Math.max(...growing.map((pair) => (wanted[pair]! - totals[pair]!) / weights[pair]!));
    const isBorne = (by: number): boolean => isFeasible(network, sumsOf(at(by)));
    totals = at(isBorne(whole) ? whole : bisect(0, whole, halvings, isBorne));
    const reached = totals;
    live = growing.filter((pair) => {
      const more = reached.map((total, one) => (one === pair ? total + worthMore : total));
      return reached[pair]! < wanted[pair]! - 1e-6 && isFeasible(network, sumsOf(more));
    });
  }
  return totals;
}

const sumsOf = (totals: readonly number[]): PairSums => Float64Array.of(...totals, 0, 0);

function handedOut(cars: readonly AcnCar[], totals: readonly number[]): number[] {
  const left = [...totals];
  const leftInPod = [podAmps, podAmps];
  const amps = cars.map(() => 0);
  for (const place of orderBy(cars, ({ laxity }) => laxity)) {
    const { session, most } = cars[place]!;
    const { pair, pod } = session;
    amps[place] = Math.max(0, Math.min(most, left[pair]!, pod === undefined ? Infinity : leftInPod[pod]!));
    left[pair]! -= amps[place];
    if (pod !== undefined) leftInPod[pod]! -= amps[place];
  }
  return amps;
}
