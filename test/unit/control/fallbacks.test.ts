// P15: what stations fall back to when they are alone.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadsOf, sumsIn } from '../../../src/control/envelope.ts';
import { fallbacksOf } from '../../../src/control/fits.ts';
import { firstHold } from '../../../src/control/ladder.ts';
import type { Hold } from '../../../src/control/ladder.ts';
import type { Evse, Site } from '../../../src/model/config/site.ts';
import type { StationId } from '../../../src/model/ids.ts';

const circuit = fc.record({
  parent: fc.nat(3),
  limitAmps: fc.integer({ min: 5, max: 200 }),
  worstCaseBaseAmps: fc.integer({ min: 0, max: 60 }),
});
const station = fc.record({
  circuit: fc.nat(3),
  evses: fc.integer({ min: 1, max: 3 }),
  phases: fc.constantFrom<Evse['phases']>('L1L2L3', 'L1', 'L2L3L1', 'unknown'),
  unit: fc.constantFrom<Hold['unit']>('A', 'W'),
});

it('P15 fallbacks that the gateway chooses fit every line of every circuit, beside the worst case of other load', () => {
  fc.assert(
    fc.property(
      fc.array(circuit, { minLength: 1, maxLength: 4 }),
      fc.array(station, { minLength: 1, maxLength: 12 }),
      (wantedCircuits, wantedStations) => {
        const circuits = wantedCircuits.map(({ parent, ...one }, at) => ({
          id: `c${at}`,
          ...(at > 0 && { parent: `c${parent % at}` }),
          ...one,
        }));
        const stations = wantedStations.map((one, at) => ({
          id: `P${at}`,
          circuit: `c${one.circuit % circuits.length}`,
          state: 'installed',
          fallbackAmps: 'auto',
          evses: Array.from({ length: one.evses }, (_, id) => ({
            id: id + 1,
            maxAmps: 32,
            minAmps: 6,
            phases: one.phases,
          })),
        }));
        const site = { supply: 'tn400', circuits, stations } as unknown as Site;
        const holds = new Map(
          wantedStations.map(({ unit }, at) => [`P${at}` as StationId, { ...firstHold, unit }] as const),
        );
        const loads = loadsOf(site, holds);
        const { amps } = fallbacksOf(site.circuits, loads);
        const sums = sumsIn(site.circuits, loads, ({ key }) => amps.get(key)!);
        for (const [at, { limitAmps, worstCaseBaseAmps }] of site.circuits.entries())
          for (const line of [0, 1, 2])
            expect(sums[3 * at + line]!).toBeLessThanOrEqual(Math.max(0, limitAmps - worstCaseBaseAmps) + 1e-6);
        for (const one of amps.values()) expect(one === 0 || one >= 6).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});
