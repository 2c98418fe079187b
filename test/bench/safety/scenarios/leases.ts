// Depots with stations that were proved to let a limit end by itself, alone and beside others.

import type { Scenario } from '../scenario.ts';
import { breaker, circuit, learned, meterOf, modbus, siteOf, stations, under } from '../scenario.ts';

const minute = 60_000;
const turned = ['L1L2L3', 'L2L3L1', 'L3L1L2'] as const;
/** So often they say what they draw; else nobody could tell in 15 s whose a change is. */
const quick = { sampleSeconds: 5 } as const;

/** Nearly all that there is is there only while other load is low. */
const onlyLeases: Scenario = {
  name: 'only leases',
  site: siteOf({
    circuits: [circuit('main', 160, 95, { meter: 'grid', worstStepAmps: 15, ...breaker(160) })],
    meters: [meterOf('grid')],
    stations: stations('L', 12, 'main', turned, quick),
  }),
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: { main: { lowAmps: 8, highAmps: 92, everyMs: 110_000, rises: { amps: 15, everyMs: 15_000 } } },
  arrivalsMs: minute,
  lines: [3],
  hasReserve: true,
};

/** Some take what is there for good, some what is there for now, and each falls back at a time of its own. */
const threeClasses: Scenario = {
  name: 'leases, watchdogs and holds',
  site: siteOf({
    circuits: [circuit('main', 125, 64, { meter: 'grid', worstStepAmps: 10, ...breaker(125) })],
    meters: [meterOf('grid')],
    stations: [
      ...modbus('KEBA-1', 'keba-p30-p40', '10.0.2.1'),
      ...modbus('HD-1', 'heidelberg-ec', '10.0.2.2'),
      ...stations('L', 5, 'main', turned, quick),
      ...stations('H', 3, 'main', turned, { holding: 'hold' }),
    ],
  }),
  boxes: { 'KEBA-1': 'keba', 'HD-1': 'heidelberg' },
  // The central system allows them nothing for a while: less than what they come back to by themselves.
  orders: {
    profiles: [
      { atMs: 100_000, connector: 1, id: 1, amps: { 0: 0, 200: 16, 350: 0 } },
      { atMs: 101_000, connector: 2, id: 2, amps: { 0: 0, 240: 16, 400: 0 } },
    ],
  },
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: { main: { lowAmps: 5, highAmps: 60, everyMs: 100_000, rises: { amps: 10, everyMs: 15_000 } } },
  arrivalsMs: 2 * minute,
  staysMs: [3 * minute, 7 * minute],
  lines: [3],
  hasReserve: true,
};

/** What a vehicle does not use is given to others, and the next one at its place uses it. */
const leasesOnLines: Scenario = {
  name: 'leases on one, two and three lines',
  site: siteOf({
    circuits: [circuit('main', 100, 50, { meter: 'grid', worstStepAmps: 10, ...breaker(100) })],
    meters: [meterOf('grid')],
    stations: stations('L', 9, 'main', turned, quick),
  }),
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: { main: { lowAmps: 4, highAmps: 48, everyMs: 150_000, rises: { amps: 10, everyMs: 15_000 } } },
  arrivalsMs: minute,
  staysMs: [3 * minute, 5 * minute],
  lines: [1, 3, 1, 2],
  // Long enough asleep that nobody finds out in time by what they draw.
  car: { maxAmps: 32, startDelayMs: 40_000 },
  hasReserve: true,
};

const sunAndLeases: Scenario = {
  name: 'the sun feeds in, and leases',
  site: siteOf({
    circuits: [circuit('main', 80, 25, { meter: 'grid', ...breaker(80) })],
    meters: [meterOf('grid')],
    stations: stations('L', 8, 'main', turned, quick),
  }),
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: { main: { lowAmps: -60, highAmps: 25, everyMs: 130_000 } },
  arrivalsMs: minute,
  lines: [3],
  // As late as a charger may be.
  car: { pwmHoldMs: 5000, reactionMs: 6000, maxAmps: 32, minAmps: 6, needsAmpSeconds: 1e6, taperAmpSeconds: 0 },
  hasReserve: true,
};

/** What one of them leaves no meter shows; only what is counted keeps the panel within its fuse. */
const unmeasured: Scenario = {
  name: 'leases on a panel without a meter',
  site: siteOf({
    circuits: [
      circuit('main', 200, 30, { meter: 'grid', worstStepAmps: 25, ...breaker(200) }),
      circuit('row', 63, 5, under('main')),
    ],
    meters: [meterOf('grid')],
    stations: [...stations('L', 6, 'row', turned, quick), ...stations('M', 3, 'main', turned, quick)],
  }),
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: {
    main: { lowAmps: 5, highAmps: 25, everyMs: 100_000 },
    row: { lowAmps: 0, highAmps: 5, everyMs: minute },
  },
  arrivalsMs: minute,
  staysMs: [2 * minute, 5 * minute],
  lines: [3],
  car: { maxAmps: 32 },
  hasReserve: true,
};

/** Most of them are paused, below what they fall back to. */
const paused: Scenario = {
  name: 'leases below their fallbacks',
  site: siteOf({
    circuits: [circuit('main', 160, 60, { meter: 'grid', worstStepAmps: 22, ...breaker(160) })],
    meters: [meterOf('grid')],
    stations: stations('L', 12, 'main', turned, quick),
  }),
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: { main: { lowAmps: 8, highAmps: 30, everyMs: 110_000 } },
  orders: {
    circuits: [
      { atMs: 250_000, circuit: 'main', amps: 60 },
      { atMs: 370_000, circuit: 'main', amps: 90 },
      { atMs: 450_000, circuit: 'main', amps: 58 },
    ],
  },
  arrivalsMs: minute,
  lines: [3],
  car: { maxAmps: 32, needsAmpSeconds: 1e6, taperAmpSeconds: 0 },
  hasReserve: true,
};

/** It rises no faster than what the reserve bears when nobody is told anything until leases and watchdogs have ended. */
const slowRise: Scenario = {
  name: 'leases and watchdogs, and other load that rises slowly',
  site: siteOf({
    circuits: [circuit('main', 125, 64, { meter: 'grid', worstStepAmps: 10, ...breaker(125) })],
    meters: [meterOf('grid')],
    stations: [
      ...modbus('KEBA-1', 'keba-p30-p40', '10.0.2.1'),
      ...modbus('HD-1', 'heidelberg-ec', '10.0.2.2'),
      ...stations('L', 6, 'main', turned, quick),
    ],
  }),
  boxes: { 'KEBA-1': 'keba', 'HD-1': 'heidelberg' },
  facts: learned('L-01', { lease: 'proved' }),
  saidLateMs: 5000,
  otherLoad: { main: { lowAmps: 5, highAmps: 60, everyMs: 250_000, rises: { amps: 10, everyMs: 80_000 } } },
  arrivalsMs: minute,
  lines: [3],
  car: { maxAmps: 32, needsAmpSeconds: 1e6, taperAmpSeconds: 0 },
  hasReserve: true,
};

export const leaseScenarios: readonly Scenario[] = [
  onlyLeases,
  threeClasses,
  leasesOnLines,
  sunAndLeases,
  unmeasured,
  paused,
  slowRise,
];
