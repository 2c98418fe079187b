import fc from 'fast-check';
import { expect, it } from 'vitest';
import { thinned } from '../../../adapters/dashboard/parts/thin.ts';

const curve = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.option(fc.integer({ min: -100, max: 100 }), { nil: null })), {
    minLength: 1,
    maxLength: 2000,
  })
  .map((steps) => {
    let at = 0;
    return { at: steps.map(([step]) => (at += step)), values: steps.map(([, value]) => value) };
  });

it('keeps the highest and the lowest of a curve, its first and its last moment, and no more than the pixels can show', () => {
  fc.assert(
    fc.property(curve, fc.integer({ min: 1, max: 300 }), ({ at, values }, pixels) => {
      const [times, [thin]] = thinned(at, [values], pixels);
      const known = values.filter((value) => value !== null);
      if (known.length > 0) {
        expect(Math.max(...thin!.filter((value) => typeof value === 'number'))).toBe(Math.max(...known));
        expect(Math.min(...thin!.filter((value) => typeof value === 'number'))).toBe(Math.min(...known));
      }
      expect([times[0], times.at(-1)]).toEqual([at[0], at.at(-1)]);
      expect(times.length).toBe(thin!.length);
      expect(times.length).toBeLessThanOrEqual(2 * pixels + 4);
      expect([...times].sort((a, b) => a - b)).toEqual(times);
    }),
  );
});

it('twelve series of 3,600 points cost what a screen of 800 pixels costs', () => {
  const at = Array.from({ length: 3600 }, (_, second) => second);
  const series = Array.from({ length: 12 }, (_, one) => at.map((second) => Math.sin(second / (one + 1))));
  const [times] = thinned(at, series, 100);
  expect(times.length).toBeLessThanOrEqual(12 * 2 * 100 + 4);
  expect(thinned(at.slice(0, 1500), [at.slice(0, 1500)], 800)[0]).toHaveLength(1500);
});
