// Depots that are limited from outside, by more than one at once.

import type { Scenario } from '../scenario.ts';
import { circuit, meterOf, siteOf, stations } from '../scenario.ts';

const minute = 60_000;
const second = 1000;

const csmsAndApi: Scenario = {
  name: 'central system and API limit',
  site: siteOf({
    circuits: [circuit('main', 160, 30, { meter: 'grid' })],
    meters: [meterOf('grid')],
    stations: stations('CP', 8, 'main'),
  }),
  otherLoad: { main: { lowAmps: 5, highAmps: 30, everyMs: 2 * minute } },
  orders: {
    profiles: [
      { atMs: 100 * second, connector: 0, id: 1, amps: { 0: 110, 90: 50, 210: 90, 280: 40 } },
      { atMs: 110 * second, connector: 2, id: 2, amps: { 0: 10, 100: 0, 160: 16, 300: 8 } },
      { atMs: 430 * second, connector: 0, id: 1, amps: { 0: 100, 60: 45, 150: 100 } },
    ],
    circuits: [
      { atMs: 150 * second, circuit: 'main', amps: 120 },
      { atMs: 250 * second, circuit: 'main', amps: 70 },
      { atMs: 310 * second, circuit: 'main', amps: undefined },
      { atMs: 450 * second, circuit: 'main', amps: 110 },
    ],
  },
  arrivalsMs: minute,
  lines: [3],
  car: { maxAmps: 32, needsAmpSeconds: 1e6, taperAmpSeconds: 0 },
  hasReserve: true,
};

/** Nothing but the schedule of the central system says when it is time. */
const csmsAlone: Scenario = {
  name: 'a schedule, and no meter',
  site: siteOf({ circuits: [circuit('main', 125, 20)], stations: stations('CP', 5, 'main') }),
  otherLoad: { main: { lowAmps: 5, highAmps: 20, everyMs: 2 * minute } },
  orders: {
    profiles: [
      { atMs: 100 * second, connector: 0, id: 1, amps: { 0: 110, 120: 50, 190: 90, 280: 40, 400: 100, 480: 45 } },
      { atMs: 105 * second, connector: 2, id: 2, amps: { 0: 16, 150: 8, 210: 20, 320: 7 } },
    ],
  },
  arrivalsMs: 30 * second,
  lines: [3],
  car: { maxAmps: 32, needsAmpSeconds: 1e6, taperAmpSeconds: 0 },
  hasReserve: true,
};

const swaps = (high: boolean): Record<number, number> =>
  Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((at) => [70 * at, (at % 2 === 0) === high ? 26 : 6]));

/** Two go down and two may go up at the same moment, and nobody is quick. */
const lateVehicles: Scenario = {
  name: 'vehicles that follow late',
  // They say too seldom what they draw for anybody to see it.
  site: siteOf({
    circuits: [circuit('main', 74, 10)],
    stations: stations('CP', 4, 'main', undefined, { sampleSeconds: 900 }),
  }),
  otherLoad: { main: { lowAmps: 9, highAmps: 10, everyMs: 2 * minute } },
  orders: {
    profiles: [1, 2, 3, 4].map((connector) => ({
      atMs: 150 * second,
      connector,
      id: connector,
      amps: swaps(connector > 2),
    })),
  },
  arrivalsMs: 20 * second,
  lines: [3],
  car: { maxAmps: 32, minAmps: 6, needsAmpSeconds: 1e6, taperAmpSeconds: 0, reactionMs: 300, pwmHoldMs: 0 },
  cars: [{ reactionMs: 9000 }, { reactionMs: 9000 }, {}, {}],
  hasReserve: true,
};

const controlBox: Scenario = {
  name: 'a control box',
  site: siteOf({
    circuits: [circuit('main', 160, 20, { meter: 'grid' })],
    meters: [meterOf('grid')],
    stations: stations('CP', 8, 'main'),
    gridControl: { kind: 'lpc', failsafeAmps: 24, failsafeMinHours: 2 },
  }),
  otherLoad: { main: { lowAmps: 5, highAmps: 20, everyMs: 2 * minute } },
  orders: {
    controlBox: [
      { atMs: 60 * second, amps: 100 },
      { atMs: 200 * second, amps: 45 },
      { atMs: 250 * second, amps: 120 },
      { atMs: 600 * second, amps: 60 },
    ],
  },
  arrivalsMs: minute,
  lines: [3],
  car: { maxAmps: 32, needsAmpSeconds: 1e6, taperAmpSeconds: 0 },
  hasReserve: true,
};

export const orderScenarios: readonly Scenario[] = [csmsAndApi, csmsAlone, lateVehicles, controlBox];
