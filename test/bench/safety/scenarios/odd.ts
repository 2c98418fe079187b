// Depots with charge points that are odd in a way that the gateway knows, or finds out.

import type { Scenario } from '../scenario.ts';
import { circuit, learned, meterOf, sawFail, siteOf, stations, under } from '../scenario.ts';

const minute = 60_000;

/** Cut off for long, they charge with all that they can: that was seen once. */
const forgetful: Scenario = {
  name: 'a model that forgets its limits',
  site: siteOf({
    circuits: [circuit('main', 100, 20, { meter: 'grid' })],
    meters: [meterOf('grid')],
    stations: stations('F', 8, 'main'),
  }),
  facts: [...learned('F-01', {}), sawFail('F-01')],
  habits: Object.fromEntries(stations('F', 8, 'main').map(({ id }) => [id, { forgetsAfterMs: 75_000 }])),
  otherLoad: { main: { lowAmps: 10, highAmps: 20, everyMs: 2 * minute } },
  arrivalsMs: minute,
  lines: [3],
  car: { maxAmps: 32, needsAmpSeconds: 1e6, taperAmpSeconds: 0 },
  hasReserve: true,
};

const odd: Scenario = {
  name: 'odd charge points',
  site: siteOf({
    circuits: [circuit('main', 145, 15, { meter: 'grid' }), circuit('row', 20, 0, under('main'))],
    meters: [meterOf('grid')],
    stations: [
      ...stations('OK', 3, 'main'),
      ...stations('DEAF', 1, 'main'),
      ...stations('OTHER', 2, 'main'),
      ...stations('TWO', 1, 'main', ['L1L2L3'], {
        evses: [1, 2].map((id) => ({ id, maxAmps: 32, minAmps: 6, phases: 'L1L2L3' })),
      }),
      ...stations('LATE', 1, 'main'),
      ...stations('ROW', 2, 'row'),
      ...stations('ZERO', 2, 'row', ['L1L2L3'], { zeroRefused: 'inoperative' }),
    ],
  }),
  facts: [
    ...learned('TWO-01', { limits: { works: ['default0'], refused: ['tx', 'default'] } }, 'AC22-2'),
    ...learned('ZERO-01', { limits: { works: ['tx', 'default'], refused: [], zeroOk: false } }, 'AC22-R'),
  ],
  habits: {
    'ZERO-01': { model: 'AC22-R', refusesZero: true },
    'ZERO-02': { model: 'AC22-R', refusesZero: true },
    'DEAF-01': { model: 'AC22-D', refusesAll: true },
    'LATE-01': { foreignAmps: 32, comesAtMs: 300_000 },
    'OTHER-01': { foreignAmps: 32 },
    'OTHER-02': { foreignAmps: 32 },
    'TWO-01': { model: 'AC22-2' },
  },
  otherLoad: { main: { lowAmps: 5, highAmps: 15, everyMs: 2 * minute } },
  arrivalsMs: 2 * minute,
  staysMs: [3 * minute, 6 * minute],
  lines: [3],
  hasReserve: true,
};

export const oddScenarios: readonly Scenario[] = [forgetful, odd];
