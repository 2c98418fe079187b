// Depots in which nothing but one protection keeps the promise.

import type { Scenario } from '../scenario.ts';
import { breaker, circuit, learned, meterOf, siteOf, stations } from '../scenario.ts';

const minute = 60_000;
const second = 1000;
const turned = ['L1L2L3', 'L2L3L1', 'L3L1L2'] as const;
const quick = { sampleSeconds: 5 } as const;
const greedy = { maxAmps: 32, minAmps: 6, needsAmpSeconds: 1e6, taperAmpSeconds: 0 } as const;

/** It shows nothing for a minute before anybody comes: only what chargers behind it do tells that it hangs. */
const restingMeter: Scenario = {
  name: 'a meter that has rested',
  site: siteOf({
    circuits: [circuit('main', 160, 95, { meter: 'grid', worstStepAmps: 15, ...breaker(160) })],
    meters: [meterOf('grid')],
    stations: stations('L', 9, 'main', turned, quick),
  }),
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: { main: { lowAmps: 0, highAmps: 92, everyMs: 150_000, rises: { amps: 15, everyMs: 15_000 } } },
  arrivalsMs: minute / 2,
  staysMs: [40 * second, 90 * second],
  lines: [3],
  car: { ...greedy, startDelayMs: 10_000 },
  hasReserve: true,
};

/** What they left free for minutes others have by then. */
const linesLater: Scenario = {
  name: 'vehicles that use more lines later',
  site: siteOf({
    circuits: [circuit('main', 100, 50, { meter: 'grid', worstStepAmps: 20, ...breaker(100) })],
    meters: [meterOf('grid')],
    stations: stations('L', 8, 'main', turned, quick),
  }),
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: { main: { lowAmps: 4, highAmps: 20, everyMs: 150_000, rises: { amps: 10, everyMs: 15_000 } } },
  arrivalsMs: minute / 2,
  lines: [1, 3],
  car: { ...greedy, startDelayMs: 10_000 },
  cars: [{}, { maxAmps: 16, allLinesAfterMs: 150_000 }, {}, { maxAmps: 16, allLinesAfterMs: 240_000 }],
  hasReserve: true,
};

const swaps = (high: boolean): Record<number, number> =>
  Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((at) => [70 * at, (at % 2 === 0) === high ? 26 : 6]));

/** The fuse carries all of them together; what the central system allows them together does not. */
const underCeiling: Scenario = {
  name: 'vehicles that follow late, under a ceiling',
  site: siteOf({
    circuits: [circuit('main', 160, 10)],
    stations: stations('CP', 4, 'main', undefined, { sampleSeconds: 900 }),
  }),
  otherLoad: { main: { lowAmps: 9, highAmps: 10, everyMs: 2 * minute } },
  orders: {
    profiles: [
      { atMs: 100 * second, connector: 0, id: 5, amps: { 0: 64 } },
      ...[1, 2, 3, 4].map((connector) => ({
        atMs: 150 * second,
        connector,
        id: connector,
        amps: swaps(connector > 2),
      })),
    ],
  },
  arrivalsMs: 20 * second,
  lines: [3],
  car: { ...greedy, reactionMs: 300, pwmHoldMs: 0 },
  cars: [{ reactionMs: 9000 }, { reactionMs: 9000 }, {}, {}],
  hasReserve: true,
};

const late = stations('LATE', 2, 'main');

/** Nobody can tell two of them anything for a minute and a half: what they hold is what the disk says. */
const backLate: Scenario = {
  name: 'charge points that come back late',
  site: siteOf({ circuits: [circuit('main', 80, 10)], stations: [...stations('CP', 3, 'main'), ...late] }),
  habits: Object.fromEntries(late.map(({ id }) => [id, { retriesAfterMs: 90_000 }])),
  otherLoad: { main: { lowAmps: 5, highAmps: 10, everyMs: 2 * minute } },
  // Now there is more for everybody, and now less.
  orders: {
    circuits: [200, 250, 300, 350, 400, 450, 500, 550].map((at) => ({
      atMs: at * second,
      circuit: 'main',
      amps: at % 100 === 0 ? 72 : undefined,
    })),
  },
  arrivalsMs: 20 * second,
  lines: [3],
  car: { ...greedy, startDelayMs: 10_000 },
  hasReserve: true,
};

export const directedScenarios: readonly Scenario[] = [restingMeter, linesLater, underCeiling, backLate];
