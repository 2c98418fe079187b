import { describe, expect, it } from 'vitest';
import type { BreakerModel } from './breaker.ts';
import { conservative, createBreaker, fastest, moulded, ratioFor, timeToTrip, typical } from './breaker.ts';

const ratios = [1.1, 1.2, 1.3, 1.45, 1.6, 2];
const tables: readonly (readonly [string, BreakerModel, readonly string[]])[] = [
  ['the fastest breaker that the standard allows', fastest, ['Infinity', '4.5', '2.3', '1.3', '0.9', '0.4']],
  ['a conservative one', conservative, ['Infinity', '19.8', '10.3', '5.8', '3.9', '1.9']],
  ['a typical one', typical, ['Infinity', '68', '35', '20', '13', '6.6']],
  ['IEC 60947-2', moulded, ['80', '32', '19', '11.7', '8.2', '4.2']],
];

/** As many decimals as the table prints. */
const printed = (value: number, like: string): string =>
  value === Infinity ? 'Infinity' : value.toFixed(like.split('.')[1]?.length ?? 0);

/** Seconds until the body that is stepped opens, from hot, a tenth of a second at a time. */
function stepped(model: BreakerModel, ratio: number): number {
  const breaker = createBreaker(model);
  for (let at = 0; at < 200 * model.tauS; at += 1) breaker.carry(1, 0.1);
  let seconds = 0;
  for (; breaker.trips() === 0; seconds += 0.1) breaker.carry(ratio, 0.1);
  return seconds;
}

describe('the breakers of the plant open when the table of the reference says so', () => {
  it.each(tables)('%s', (_, model, row) => {
    expect(ratios.map((ratio, at) => printed(timeToTrip(model, ratio), row[at]!))).toEqual(row);
  });

  it.each(tables)('%s, step by step', (_, model) => {
    for (const ratio of ratios.slice(1)) {
      const late = stepped(model, ratio) - timeToTrip(model, ratio);
      expect(late).toBeGreaterThanOrEqual(-0.001);
      expect(late).toBeLessThanOrEqual(0.101);
    }
  });

  it.each([
    ['conservative', conservative, [1.5, 1.27, 1.24, 1.17, 1.14, 1.13, 1.13]],
    ['typical', typical, [2.22, 1.65, 1.55, 1.34, 1.21, 1.17, 1.16]],
    ['IEC 60947-2', moulded, [1.87, 1.44, 1.37, 1.21, 1.12, 1.09, 1.08]],
  ] as const)('%s: what it stands for a time, to a hundredth', (_, model, row) => {
    const times = [5, 12, 15, 30, 60, 90, 120];
    for (const [at, seconds] of times.entries())
      expect(Math.abs(ratioFor(model, seconds) - row[at]!)).toBeLessThan(0.01);
  });

  it('at its rated current for ever it has 0.783 of the warmth that opens it (kt 1.13), and 0.907 with kt 1.05', () => {
    for (const [model, share] of [
      [conservative, 0.783],
      [moulded, 0.907],
    ] as const) {
      const breaker = createBreaker(model);
      for (let at = 0; at < 20_000; at += 1) breaker.carry(1, 0.1);
      expect(breaker.peak()).toBeCloseTo(share, 3);
      expect(breaker.trips()).toBe(0);
    }
  });
});
