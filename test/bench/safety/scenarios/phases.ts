// Depots where load control switches chargers between one phase and three.

import type { Scenario } from '../scenario.ts';
import { breaker, circuit, meterOf, modbus, siteOf, stations, wasSwitched } from '../scenario.ts';

const minute = 60_000;
const sun = { ...meterOf('pv'), role: 'pv' } as const;
const kebas = Array.from({ length: 6 }, (_, at) => `KEBA-${at + 1}`);
const sunny = Array.from({ length: 5 }, (_, at) => `SUN-0${at + 1}`);
const keba = (id: string, at: number) => modbus(id, 'keba-p30-p40', `10.0.2.${at + 1}`);
const boxes = Object.fromEntries(kebas.map((id) => [id, 'keba that switches'] as const));

const onOne = kebas.slice(0, 3);

/** Little sun and more of it, for vehicles that want nothing else; others take what the fuse leaves. */
const onTheSun: Scenario = {
  name: 'on one phase in little sun',
  site: siteOf({
    circuits: [circuit('main', 80, 20, { meter: 'grid', worstStepAmps: 15, ...breaker(80) })],
    meters: [meterOf('grid'), sun],
    stations: [
      ...kebas.flatMap(keba),
      ...stations('SUN', sunny.length, 'main', ['L1L2L3', 'L2L3L1']),
      ...stations('CP', 2, 'main'),
    ],
  }),
  boxes,
  habits: Object.fromEntries(sunny.map((id) => [id, { switches: true as const }])),
  solar: [...kebas, ...sunny],
  otherLoad: { main: { lowAmps: -3.2, highAmps: -10, everyMs: 2 * minute } },
  arrivalsMs: 6 * minute,
  staysMs: [2 * minute, 4 * minute],
  lines: [3],
  car: { maxAmps: 32, minAmps: 6, needsAmpSeconds: 1e6, taperAmpSeconds: 0 },
  hasReserve: true,
};

/** Other load fills one line: who falls back by itself charges on another, until there is room on all. */
const onTheFreeLine: Scenario = {
  name: 'on the line that has room',
  site: siteOf({
    circuits: [circuit('main', 40, 36, { meter: 'grid', worstStepAmps: 10, ...breaker(40) })],
    meters: [meterOf('grid')],
    stations: kebas.flatMap(keba).map((one) => ({ ...one, fallbackAmps: 0 })),
  }),
  // Three were switched to one phase long ago, and are found so.
  boxes: { ...boxes, ...Object.fromEntries(onOne.map((id) => [id, 'keba on one phase' as const])) },
  facts: onOne.flatMap(wasSwitched),
  otherLoad: {
    main: {
      lowAmps: 4,
      highAmps: 36,
      everyMs: 6.2 * minute,
      rises: { amps: 10, everyMs: 12_000 },
      shares: [0.2, 1, 0.6],
    },
  },
  arrivalsMs: 3 * minute,
  staysMs: [5 * minute, 9 * minute],
  lines: [3],
  car: { maxAmps: 32, minAmps: 6, needsAmpSeconds: 1e6, taperAmpSeconds: 0 },
  hasReserve: true,
};

export const phaseScenarios: readonly Scenario[] = [onTheSun, onTheFreeLine];
