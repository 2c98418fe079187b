// Depots on ordinary and on bad days.

import type { Scenario } from './scenario.ts';
import { breaker, circuit, meterOf, modbus, siteOf, stations, under } from './scenario.ts';
import { directedScenarios } from './scenarios/directed.ts';
import { leaseScenarios } from './scenarios/leases.ts';
import { oddScenarios } from './scenarios/odd.ts';
import { orderScenarios } from './scenarios/orders.ts';
import { singleScenarios } from './scenarios/single.ts';
import { phaseScenarios } from './scenarios/phases.ts';

const minute = 60_000;
const quiet = { lowAmps: 20, highAmps: 80, everyMs: 5 * minute } as const;
const crowd = { arrivalsMs: 4 * minute, lines: [3] } as const;
const mixed = ['L1L2L3', 'L2L3L1', 'L3L1L2', 'unknown', 'L2', 'L3'] as const;

/** Everybody comes within a minute and wants everything. */
const vansAtFive: Scenario = {
  name: 'vans at five',
  site: siteOf({ circuits: [circuit('main', 250, 80)], stations: stations('VAN', 24, 'main') }),
  otherLoad: { main: quiet },
  ...crowd,
  arrivalsMs: minute,
  hasReserve: true,
};

const otherLoadSteps: Scenario = {
  name: 'other load steps',
  site: siteOf({
    circuits: [circuit('main', 200, 80, { meter: 'grid' })],
    meters: [meterOf('grid')],
    stations: stations('CP', 14, 'main'),
  }),
  otherLoad: { main: { lowAmps: 15, highAmps: 78, everyMs: 90_000 } },
  ...crowd,
  hasReserve: true,
};

const twoPanels: Scenario = {
  name: 'two panels',
  site: siteOf({
    circuits: [
      circuit('main', 160, 40, { meter: 'grid' }),
      circuit('row-a', 80, 0, under('main')),
      circuit('row-b', 63, 10, { ...under('main'), meter: 'b' }),
    ],
    meters: [meterOf('grid'), meterOf('b', 2000)],
    stations: [...stations('A', 6, 'row-a'), ...stations('B', 6, 'row-b')],
  }),
  otherLoad: {
    main: { lowAmps: 5, highAmps: 29, everyMs: 2 * minute },
    'row-b': { lowAmps: 0, highAmps: 10, everyMs: minute },
  },
  ...crowd,
  hasReserve: true,
};

const mixedPhases: Scenario = {
  name: 'one and three phases, turned',
  site: siteOf({
    circuits: [circuit('main', 100, 20, { meter: 'grid' })],
    meters: [meterOf('grid')],
    stations: stations('MIX', 12, 'main', mixed),
  }),
  otherLoad: { main: { lowAmps: 0, highAmps: 20, everyMs: 2 * minute } },
  arrivalsMs: 3 * minute,
  staysMs: [2 * minute, 6 * minute],
  lines: [1, 3, 2, 1, 1, 1],
  hasReserve: true,
};

const directCurrent: Scenario = {
  name: 'DC beside AC',
  site: siteOf({
    circuits: [circuit('main', 250, 30, { meter: 'grid' })],
    meters: [meterOf('grid')],
    stations: [
      ...stations('HPC', 2, 'main', ['L1L2L3'], {
        evses: [{ id: 1, maxAmps: 200, minAmps: 0, phases: 'L1L2L3' }],
      }),
      ...stations('AC', 6, 'main'),
    ],
  }),
  otherLoad: { main: { lowAmps: 5, highAmps: 30, everyMs: minute } },
  arrivalsMs: 2 * minute,
  staysMs: [2 * minute, 5 * minute],
  lines: [3],
  hasReserve: true,
};

const oldAndNew: Scenario = {
  name: 'Modbus beside OCPP',
  site: siteOf({
    circuits: [circuit('main', 80, 36, { meter: 'grid', worstStepAmps: 10, ...breaker(80) })],
    meters: [meterOf('grid')],
    stations: [
      ...modbus('KEBA-1', 'keba-p30-p40', '10.0.2.1'),
      ...modbus('KEBA-2', 'keba-p30-p40', '10.0.2.2'),
      ...modbus('HD-1', 'heidelberg-ec', '10.0.2.3'),
      ...stations('CP', 4, 'main'),
    ],
  }),
  boxes: { 'KEBA-1': 'keba', 'KEBA-2': 'keba', 'HD-1': 'heidelberg' },
  otherLoad: { main: { lowAmps: 4, highAmps: 34, everyMs: 90_000, rises: { amps: 10, everyMs: 12_000 } } },
  arrivalsMs: 2 * minute,
  staysMs: [3 * minute, 6 * minute],
  lines: [3],
  hasReserve: true,
};

/** What the other load leaves goes to those that fall back by themselves. */
const onlyModbus: Scenario = {
  name: 'only watchdogs',
  site: siteOf({
    circuits: [circuit('main', 100, 64, { meter: 'grid', worstStepAmps: 12, ...breaker(100) })],
    meters: [meterOf('grid')],
    stations: [
      ...modbus('KEBA-1', 'keba-p30-p40', '10.0.2.1'),
      ...modbus('KEBA-2', 'keba-p30-p40', '10.0.2.2'),
      ...modbus('HD-1', 'heidelberg-ec', '10.0.2.3'),
      ...modbus('HD-2', 'heidelberg-ec', '10.0.2.4'),
      ...modbus('HD-3', 'heidelberg-ec', '10.0.2.5'),
      ...modbus('HD-4', 'heidelberg-ec', '10.0.2.6'),
    ],
  }),
  boxes: {
    'KEBA-1': 'keba',
    'KEBA-2': 'keba',
    'HD-1': 'heidelberg',
    'HD-2': 'heidelberg',
    'HD-3': 'heidelberg',
    'HD-4': 'heidelberg',
  },
  otherLoad: { main: { lowAmps: 8, highAmps: 62, everyMs: 110_000, rises: { amps: 12, everyMs: 15_000 } } },
  arrivalsMs: minute,
  lines: [3],
  car: { maxAmps: 32, minAmps: 6 },
  hasReserve: true,
};

const noMeter: Scenario = {
  name: 'no meter, and tight',
  site: siteOf({ circuits: [circuit('main', 63, 35)], stations: stations('T', 8, 'main', mixed) }),
  otherLoad: { main: { lowAmps: 10, highAmps: 35, everyMs: minute } },
  arrivalsMs: 2 * minute,
  staysMs: [minute, 4 * minute],
  lines: [3, 1],
  hasReserve: true,
};

const sunshine: Scenario = {
  name: 'the sun feeds in',
  site: siteOf({
    circuits: [circuit('main', 80, 25, { meter: 'grid' })],
    meters: [meterOf('grid')],
    stations: stations('PV', 8, 'main'),
  }),
  otherLoad: { main: { lowAmps: -60, highAmps: 25, everyMs: 100_000 } },
  ...crowd,
  hasReserve: true,
};

const nested: Scenario = {
  name: 'a tighter panel below a tight one',
  site: siteOf({
    circuits: [
      circuit('main', 160, 20, { meter: 'grid' }),
      circuit('hall', 63, 5, under('main')),
      circuit('row', 25, 0, under('hall')),
    ],
    meters: [meterOf('grid')],
    stations: [
      ...stations('ROW', 3, 'row', ['L1L2L3', 'L2L3L1']),
      ...stations('HALL', 4, 'hall'),
      ...stations('YARD', 4, 'main'),
    ],
  }),
  otherLoad: {
    main: { lowAmps: 0, highAmps: 14, everyMs: minute },
    hall: { lowAmps: 0, highAmps: 5, everyMs: minute },
  },
  ...crowd,
  hasReserve: true,
};

const rudeCars: Scenario = {
  name: 'cars draw more than they may',
  site: siteOf({
    circuits: [circuit('main', 125, 30, { meter: 'grid' })],
    meters: [meterOf('grid')],
    stations: stations('RUDE', 10, 'main', ['L1L2L3', 'L3L1L2']),
  }),
  otherLoad: { main: { lowAmps: 5, highAmps: 30, everyMs: 2 * minute } },
  ...crowd,
  car: { excessAmps: 1 },
  hasReserve: true,
};

const dimAndWindow: Scenario = {
  name: 'dimmed in a window',
  site: siteOf({
    circuits: [
      circuit('main', 160, 20, { meter: 'grid', limits: [{ from: 19 * 60 + 4, to: 19 * 60 + 9, amps: 110 }] }),
    ],
    meters: [meterOf('grid')],
    stations: stations('DIM', 10, 'main'),
    inputs: [{ ...siteOf({ circuits: [], stations: [] }).inputs![0]!, dimAmps: 70 }],
  }),
  otherLoad: { main: { lowAmps: 5, highAmps: 20, everyMs: 2 * minute } },
  // The world begins at 19:00 in Berlin.
  windows: [{ circuit: 'main', amps: 110, fromMs: 4 * minute, toMs: 9 * minute }],
  ...crowd,
  hasReserve: true,
};

export const scenarios: readonly Scenario[] = [
  vansAtFive,
  otherLoadSteps,
  twoPanels,
  mixedPhases,
  directCurrent,
  oldAndNew,
  onlyModbus,
  noMeter,
  sunshine,
  nested,
  rudeCars,
  dimAndWindow,
  ...leaseScenarios,
  ...orderScenarios,
  ...oddScenarios,
  ...singleScenarios,
  ...directedScenarios,
  ...phaseScenarios,
];
