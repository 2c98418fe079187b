// Whatever is ordered from outside, in whatever order, and over restarts: the least of it holds, and the ledger says the same
// after a replay.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GridView } from '../../src/local/site-view.ts';
import { newLedger, restorePart, savePart } from '../../src/site/ledger.ts';
import type { Depot } from './limit-depot.ts';
import { ask, charging, grid, restarted, siteWith, sum } from './outside-depot.ts';

type Act =
  | { readonly kind: 'limit'; readonly amps: number; readonly seconds?: number }
  | { readonly kind: 'grid'; readonly amps: number }
  | { readonly kind: 'clear' | 'beat' | 'free' | 'restart' }
  | { readonly kind: 'passes'; readonly seconds: number };

const amps = fc.integer({ min: 0, max: 60 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('limit' as const), amps }),
  fc.record({ kind: fc.constant('limit' as const), amps, seconds: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ kind: fc.constant('grid' as const), amps }),
  fc.record({ kind: fc.constantFrom('clear' as const, 'beat' as const, 'beat' as const, 'free' as const) }),
  fc.record({ kind: fc.constant('restart' as const) }),
  fc.record({ kind: fc.constant('passes' as const), seconds: fc.integer({ min: 1, max: 150 }) }),
);

/** Of the temporary limit: amps, and the moment by which it must have ended. */
interface Set {
  readonly amps: number;
  readonly until: number;
}

function does(depot: Depot, one: Act, set: Set | undefined): Set | undefined {
  const circuit = grid;
  switch (one.kind) {
    case 'limit': {
      const lasts = one.seconds === undefined ? {} : { durationMs: one.seconds * 1000 };
      ask(depot, { kind: 'setCircuitLimit', circuit, amps: one.amps, ...lasts });
      return { amps: one.amps, until: depot.harness().utc() + (lasts.durationMs ?? Infinity) };
    }
    case 'clear':
      ask(depot, { kind: 'clearCircuitLimit', circuit });
      return undefined;
    case 'grid':
      ask(depot, { kind: 'gridLimit', active: true, amount: { amps: one.amps } });
      return set;
    case 'free':
      ask(depot, { kind: 'gridLimit', active: false });
      return set;
    case 'beat':
      ask(depot, { kind: 'gridHeartbeat' });
      return set;
    case 'restart':
      restarted(depot);
      return set;
    case 'passes':
      depot.passes(one.seconds);
      return set;
  }
}

it('R1 nobody draws more than the least that is ordered', () => {
  const gridControl = { kind: 'lpc', failsafeAmps: 15, failsafeMinHours: 2 } as const;
  fc.assert(
    fc.property(fc.array(act, { minLength: 3, maxLength: 25 }), (acts) => {
      const depot = charging(siteWith({ gridControl }));
      let set: Set | undefined;
      for (const one of acts) {
        set = does(depot, one, set);
        depot.passes(1);
        if (set !== undefined && depot.harness().utc() >= set.until) set = undefined;
        const { limitAmps = 60 } = ask(depot, { kind: 'grid' }) as GridView;
        expect(sum(depot)).toBeLessThanOrEqual(Math.min(limitAmps, set?.amps ?? 60));
      }
      const { ledger } = depot.harness().gateway.state;
      const again = newLedger();
      const saved = savePart(ledger, 'outside')!;
      restorePart(again, 'outside', saved);
      expect(again.outside).toEqual({ ...ledger.outside, through: ledger.head });
      // One that ends at this moment ends with the restart.
      if (set !== undefined && set.until - depot.harness().utc() < 5000) return;
      const { temporary } = depot.harness().restart().gateway.state.ledger.outside;
      expect(temporary).toEqual(ledger.outside.temporary);
    }),
    { numRuns: 40 },
  );
});
