// When a retained topic is told anew.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mono } from '../../../../src/model/time.ts';
import type { Coarseness, Said, Shown } from '../../../../src/uplink/mqtt/change.ts';
import { isNews, saidNow } from '../../../../src/uplink/mqtt/change.ts';

const shown = (now: string, amps?: number): Shown => ({
  now,
  figures: [amps],
  deadbands: [{ least: 1, share: 0.1, when: 'soon' }],
});

describe('what is told anew', () => {
  it.each([
    ['what was never told', undefined, 16, 0, true],
    ['less than the deadband', 16, 17.4, 60, false],
    ['more than the deadband', 16, 17.7, 60, true],
    ['more than the deadband, a moment ago told', 16, 32, 5, false],
    ['nothing where something flowed', 0.6, 0, 60, true],
    ['something where nothing flowed', 0, 0.6, 60, true],
    ['what lies between', 0.6, 0.3, 60, false],
    ['it is not known any more', 16, undefined, 60, true],
  ] as const)('%s', (_, told, amps, seconds, isTold) => {
    const said = _ === 'what was never told' ? undefined : saidNow(undefined, shown('a', told), mono(0), 0);
    expect(isNews(said, shown('a', amps), mono(seconds * 1000), 0)).toBe(isTold);
  });

  it('a change that people act on goes at once', () => {
    const said = saidNow(undefined, shown('a', 16), mono(0), 0);
    expect(isNews(said, shown('b', 16), mono(1000), 0)).toBe(true);
  });

  it('whatever comes each second: no more than four at once and one each ten seconds, and coarser no more than that', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ now: fc.constantFrom('a', 'b', 'c'), amps: fc.integer({ min: 0, max: 32 }) }), {
          minLength: 60,
          maxLength: 200,
        }),
        (all) => {
          const tellings = ([0, 1, 2] as Coarseness[]).map((coarse) => {
            let [said, told] = [undefined as Said | undefined, 0];
            for (const [second, one] of all.entries()) {
              const next = shown(one.now, one.amps);
              const at = mono(second * 1000);
              if (!isNews(said, next, at, coarse)) continue;
              said = saidNow(said, next, at, coarse);
              told += 1;
            }
            return told;
          });
          const [usual, coarser, coarsest] = tellings as [number, number, number];
          // Measured figures have ten seconds of their own.
          expect(usual).toBeLessThanOrEqual(1 + 4 + 2 * Math.ceil(all.length / 10));
          expect(coarser).toBeLessThanOrEqual(1 + 4 + Math.ceil(all.length / 30) + Math.ceil(all.length / 60));
          expect(coarsest).toBeLessThanOrEqual(1 + 4 + Math.ceil(all.length / 120));
        },
      ),
    );
  });
});
