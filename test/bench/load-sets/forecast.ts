// What is thought of a session before it ends: when it leaves and what it takes, exactly or with the errors of the reference
// tables (a standard deviation of 30 minutes and of 30 %).

import type { DepotCar } from './depot-plant.ts';
import type { DepotSession } from './depot-set.ts';
import { normals } from './numpy-normal.ts';

export interface Forecast {
  /** The first slot in which it is thought to be gone; never before the next one. */
  readonly departure: (session: DepotSession, slot: number) => number;
  /** kWh that it is thought to take still. */
  readonly remainingKWh: (car: DepotCar) => number;
}

export const exact: Forecast = {
  departure: ({ departure }) => departure,
  remainingKWh: ({ remainingKWh }) => remainingKWh,
};

const seed = 7;
const slotsOfQuarter = 3;
const quarters = 2;
const energySpread = 0.3;
const [leastFactor, mostFactor] = [0.4, 2];
/** Of what was asked: a session that is there takes something. */
const leastShare = 0.05;

/** Two draws for each session in the order of the file. */
export function noisy(inFileOrder: readonly DepotSession[]): Forecast {
  const draw = normals(seed);
  const errors = new Map(
    inFileOrder.map(({ id }) => {
      const late = Math.round(quarters * draw()) * slotsOfQuarter;
      const factor = Math.min(mostFactor, Math.max(leastFactor, 1 + energySpread * draw()));
      return [id, { late, factor }];
    }),
  );
  return {
    departure: ({ id, departure }, slot) => Math.max(slot + 1, departure + errors.get(id)!.late),
    remainingKWh: ({ session, remainingKWh }) => {
      const taken = session.kWh - remainingKWh;
      return Math.max(leastShare * session.kWh, errors.get(session.id)!.factor * session.kWh - taken);
    },
  };
}
