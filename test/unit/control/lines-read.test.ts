// What the lines of a load carry is found once for each reading: the same as when it is found anew.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadsOf } from '../../../src/control/envelope.ts';
import { linesAllowed, readingOnLines } from '../../../src/core/limits/drawn.ts';
import type { State } from '../../../src/core/state.ts';
import { drawn } from '../../../src/control/envelope.ts';
import type { Measured } from '../../../src/site/live.ts';
import { newLive, stationLive } from '../../../src/site/live.ts';
import { smallDepot } from '../../sim/site.ts';

const wiring = ['L1L2L3', 'L2L3L1', 'unknown', 'L2', 'L3L1'] as const;

function depot(): State {
  const plain = smallDepot(wiring.length, 200, []);
  const site = {
    ...plain,
    stations: plain.stations.map((one, at) => ({ ...one, evses: [{ ...one.evses[0]!, phases: wiring[at]! }] })),
  };
  const live = newLive('ok');
  return { ledger: { gateway: { site }, stations: new Map() }, live, loads: loadsOf(site) } as never;
}

it('tells of every load what its newest reading says, and what each limit allows', () => {
  const amps = fc.array(fc.option(fc.integer({ min: -4, max: 40 }), { nil: undefined }), { maxLength: 3 });
  const step = fc.record({ at: fc.nat(wiring.length - 1), amps, limit: fc.integer({ min: 0, max: 40 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const state = depot();
      for (const [readAt, { at, amps: read, limit }] of steps.entries()) {
        const reading = read.length === 0 ? { readAt } : { amps: read, readAt };
        stationLive(state.live, state.loads[at]!.station.id).measured.set(1, reading as unknown as Measured);
        for (const load of state.loads) {
          expect(readingOnLines(state, load)).toEqual(readingOnLines(state, { ...load }));
          const own = load.cells.slice(0, load.cells.length / load.path.length);
          const allowed = linesAllowed(load, limit);
          for (const cell of own) expect(allowed[cell.at % 3]).toBe(drawn(cell, limit));
        }
      }
    }),
  );
});
