// Depots in which one protection alone stands between what is asked for and too much.

import type { Scenario } from '../scenario.ts';
import { breaker, circuit, learned, meterOf, modbus, siteOf, stations } from '../scenario.ts';

const minute = 60_000;
const second = 1000;
const turned = ['L1L2L3', 'L2L3L1', 'L3L1L2'] as const;
const quick = { sampleSeconds: 5 } as const;
const greedy = { maxAmps: 32, minAmps: 6, needsAmpSeconds: 1e6, taperAmpSeconds: 0 } as const;

/** Longer than a limit waits for its answer, shorter than until it is told again. */
const swapSeconds = 45;
const swaps = (high: boolean): Record<number, number> =>
  Object.fromEntries(Array.from({ length: 11 }, (_, at) => [swapSeconds * at, (at % 2 === 0) === high ? 26 : 6]));

/** Nobody sees what they draw: what a charger was told is all that there is to count. */
const quickSwaps: Scenario = {
  name: 'a schedule that swaps soon again',
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
  car: greedy,
  hasReserve: true,
};

/** They are allowed nothing, and come back to their fallbacks before the leases have ended that others have meanwhile. */
const pausedWatchdogs: Scenario = {
  name: 'leases beside paused watchdogs',
  site: siteOf({
    circuits: [circuit('main', 125, 40, { meter: 'grid', worstStepAmps: 10, ...breaker(125) })],
    meters: [meterOf('grid')],
    stations: [
      ...modbus('KEBA-1', 'keba-p30-p40', '10.0.2.1'),
      ...modbus('KEBA-2', 'keba-p30-p40', '10.0.2.2'),
      ...modbus('HD-1', 'heidelberg-ec', '10.0.2.3'),
      ...modbus('HD-2', 'heidelberg-ec', '10.0.2.4'),
      ...modbus('HD-3', 'heidelberg-ec', '10.0.2.5'),
      ...stations('L', 4, 'main', turned, quick),
    ],
  }),
  boxes: { 'KEBA-1': 'keba', 'KEBA-2': 'keba', 'HD-1': 'heidelberg', 'HD-2': 'heidelberg', 'HD-3': 'heidelberg' },
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  orders: {
    profiles: [1, 2, 3, 4, 5].map((connector) => ({ atMs: 100 * second, connector, id: connector, amps: { 0: 0 } })),
  },
  otherLoad: { main: { lowAmps: 8, highAmps: 18, everyMs: 100_000 } },
  arrivalsMs: minute,
  lines: [3],
  car: greedy,
  hasReserve: true,
};

/** One step is a large part of all that there is. */
const largeSteps: Scenario = {
  name: 'leases, and large steps',
  site: siteOf({
    circuits: [circuit('main', 100, 52, { meter: 'grid', worstStepAmps: 40, ...breaker(100) })],
    meters: [meterOf('grid')],
    stations: stations('L', 4, 'main', turned, quick),
  }),
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: { main: { lowAmps: 10, highAmps: 50, everyMs: 100_000 } },
  arrivalsMs: 30 * second,
  lines: [3],
  // Nearly as late as they may be.
  car: { ...greedy, startDelayMs: 10_000, pwmHoldMs: 3000, reactionMs: 3000 },
  hasReserve: true,
};

/** Other load takes all that is left free for it, and chargers all the rest. */
const brimful: Scenario = {
  name: 'no meter, and full to the brim',
  site: siteOf({ circuits: [circuit('main', 100, 20)], stations: stations('B', 6, 'main') }),
  otherLoad: { main: { lowAmps: 19.5, highAmps: 20, everyMs: 2 * minute } },
  arrivalsMs: 30 * second,
  lines: [3],
  car: greedy,
  hasReserve: true,
};

/** Nothing ends soon: whoever cannot be told anything keeps for long what is more than a fair share by then. */
const lastingLeases: Scenario = {
  name: 'leases that last, and no meter',
  site: siteOf({ circuits: [circuit('main', 80, 10)], stations: stations('L', 6, 'main', turned, quick) }),
  facts: learned('L-01', { lease: 'proved' }),
  otherLoad: { main: { lowAmps: 9, highAmps: 10, everyMs: 2 * minute } },
  arrivalsMs: 30 * second,
  lines: [3],
  car: greedy,
  hasReserve: true,
};

/** While they have yet to begin, nobody knows whether it is they who draw more. */
const beginners: Scenario = {
  name: 'vehicles begin while other load rises',
  site: siteOf({
    circuits: [circuit('main', 160, 95, { meter: 'grid', worstStepAmps: 15, ...breaker(160) })],
    meters: [meterOf('grid')],
    stations: stations('L', 12, 'main', turned, quick),
  }),
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: { main: { lowAmps: 8, highAmps: 92, everyMs: 100_000, rises: { amps: 15, everyMs: 15_000 } } },
  arrivalsMs: minute,
  lines: [3],
  car: { ...greedy, startDelayMs: 40_000 },
  hasReserve: true,
};

export const singleScenarios: readonly Scenario[] = [
  quickSwaps,
  pausedWatchdogs,
  largeSteps,
  brimful,
  lastingLeases,
  beginners,
];
