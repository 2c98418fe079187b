// What holds where current is short everywhere: vehicles that all charge on one circuit.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Demand } from '../../../../src/control/allocate.ts';
import type { Utc } from '../../../../src/model/time.ts';
import { depot } from './depot.ts';

const now = (100 * 3_600_000) as Utc;
const vehicles = fc.integer({ min: 1, max: 8 });
const limit = fc.integer({ min: 0, max: 200 });
const runs = { numRuns: 200 };

/** What is given on one circuit when some demands say more. */
function served(limitAmps: number, evses: number, each: (at: number) => Partial<Demand>): number[] {
  const { asks, loads, named } = depot({ limitAmps, evses });
  const question = asks(now);
  const charging = new Map(loads.map(({ key }, at) => [key, { ...question.charging.get(key)!, ...each(at) }]));
  return [...named({ ...question, charging }).values()].map(({ amps }) => amps);
}

describe('where current is short', () => {
  it('P4, P7 gives out every amp, to each the same within one', () => {
    fc.assert(
      fc.property(vehicles, limit, (evses, limitAmps) => {
        const on = served(limitAmps, evses, () => ({})).filter((amps) => amps > 0);
        expect(on).toHaveLength(Math.min(evses, Math.floor(limitAmps / 6)));
        expect(on.reduce((sum, amps) => sum + amps, 0)).toBe(on.length === 0 ? 0 : Math.min(limitAmps, evses * 32));
        if (on.length > 0) expect(Math.max(...on) - Math.min(...on)).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it('P6 gives a higher priority its most before a lower one has more than its minimum', () => {
    const priorities = fc.array(fc.nat(2), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(vehicles, limit, priorities, (evses, limitAmps, priority) => {
        const amps = served(limitAmps, evses, (at) => ({ priority: priority[at]! }));
        for (let high = 0; high < evses; high += 1)
          for (let low = 0; low < evses; low += 1)
            if (priority[high]! > priority[low]!) {
              expect(amps[low] === 0 || amps[high]! > 0).toBe(true);
              expect(amps[low]! <= 6 || amps[high] === 32).toBe(true);
            }
      }),
      runs,
    );
  });

  it('P11 stops nobody in its turn for one of higher priority that comes', () => {
    const turn = { transaction: 'T' as Demand['transaction'], on: true, since: (now - 1000) as Utc, servedMs: 0 };
    fc.assert(
      fc.property(vehicles, limit, fc.nat(8), (evses, limitAmps, held) => {
        const amps = served(limitAmps, evses, (at) => (at < held ? { turn } : { priority: 5, laxityHours: -1 }));
        const fits = Math.min(held, evses, Math.floor(limitAmps / 6));
        expect(amps.slice(0, held).filter((one) => one > 0)).toHaveLength(fits);
      }),
      runs,
    );
  });

  it('P16 gives nothing in a book whose figures are no numbers', () => {
    const noNumber = fc.constantFrom(Number.NaN, Infinity, -Infinity, -5);
    fc.assert(
      fc.property(vehicles, noNumber, fc.constantFrom('held', 'live'), (evses, poison, book) => {
        const { asks, named } = depot({ limitAmps: 500, evses });
        const { books, ...question } = asks(now);
        const room = books[book].map(() => poison);
        for (const { amps } of named({ ...question, books: { ...books, [book]: room } }).values()) expect(amps).toBe(0);
      }),
      runs,
    );
  });
});
