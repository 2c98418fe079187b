// What the rules of the car park have in common: amounts for all cars together with their sums, and how they grow.

import type { AcnNetwork, PairSums } from './acn-network.ts';
import { add, isFeasible, newSums } from './acn-network.ts';
import type { AcnCar } from './acn-plant.ts';

export interface Given {
  readonly amps: number[];
  readonly sums: PairSums;
}

export const nothing = (cars: readonly AcnCar[]): Given => ({ amps: cars.map(() => 0), sums: newSums() });

export function give(cars: readonly AcnCar[], amps: readonly number[]): Given {
  const sums = newSums();
  for (const [place, { session }] of cars.entries()) add(sums, session, amps[place]!);
  return { amps: [...amps], sums };
}

/** Whether one could have so much more. */
export function couldGrow({ sums }: Given, { session }: AcnCar, by: number, network: AcnNetwork): boolean {
  const more = sums.slice();
  add(more, session, by);
  return isFeasible(network, more);
}

/** Amps to which an amount is found. */
const fine = 0.01;

/** Gives one as much more as it can use and the wires bear. */
export function grow(given: Given, cars: readonly AcnCar[], place: number, network: AcnNetwork): void {
  const car = cars[place]!;
  const headroom = car.most - given.amps[place]!;
  let by = headroom;
  if (!couldGrow(given, car, headroom, network)) {
    let low = 0;
    let high = headroom;
    while (high - low > fine) {
      const middle = (low + high) / 2;
      if (couldGrow(given, car, middle, network)) low = middle;
      else high = middle;
    }
    by = low;
  }
  given.amps[place]! += by;
  add(given.sums, car.session, by);
}

/** What the others left over, to those with the least time. */
export function fill(given: Given, cars: readonly AcnCar[], network: AcnNetwork): void {
  for (const place of orderBy(cars, ({ laxity }) => laxity))
    if (cars[place]!.most - given.amps[place]! > fine) grow(given, cars, place, network);
}

/** Places of the cars in the order of a key; equal keys keep the order of the stations. */
export const orderBy = (cars: readonly AcnCar[], key: (car: AcnCar) => number): number[] =>
  cars.map((_, place) => place).sort((a, b) => key(cars[a]!) - key(cars[b]!));

/** The largest factor with which the wires bear it all. */
export function scaledDown(
  cars: readonly AcnCar[],
  amps: readonly number[],
  network: AcnNetwork,
  halvings: number,
): Given {
  const whole = give(cars, amps);
  if (isFeasible(network, whole.sums)) return whole;
  const by = bisect(0, 1, halvings, (factor) =>
    isFeasible(
      network,
      whole.sums.map((sum) => sum * factor),
    ),
  );
  return give(
    cars,
    amps.map((one) => one * by),
  );
}

/** The highest value that holds, as far as so many halvings find it; `low` is taken to hold. */
export function bisect(low: number, high: number, halvings: number, holds: (value: number) => boolean): number {
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
