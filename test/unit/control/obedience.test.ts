import { describe, expect, it } from 'vitest';
import { excessOf, explainedAmps, limitIs, look, newObedience } from '../../../src/control/obedience.ts';
import { mono } from '../../../src/model/time.ts';

const lines = (amps: number): number[] => [amps, amps, amps];

describe('E13 what a vehicle draws above its limit', () => {
  it('stays counted while its limit changes, until it was read after it could follow', () => {
    const one = newObedience(10);
    expect(excessOf(one, lines(1), lines(0), mono(0))).toEqual(lines(1));
    limitIs(one, 9, true, mono(20_000));
    expect(excessOf(one, lines(2), lines(0), mono(19_000))).toEqual(lines(1));
    look(one, { readAt: mono(27_000), amps: 9.5, overAmps: 0.5 }, 25_000, mono(27_000));
    expect(excessOf(one, lines(0.5), lines(0), mono(27_000))).toEqual(lines(0.5));
    // A higher limit makes no room of it either.
    limitIs(one, 10, true, mono(40_000));
    expect(excessOf(one, lines(0), lines(0), mono(38_000))).toEqual(lines(0.5));
    expect(excessOf(one, lines(0), lines(0), mono(46_000))).toEqual(lines(0));
  });

  it('is that of one session, and no more than is tolerated', () => {
    const one = newObedience(32);
    excessOf(one, lines(3), lines(0), mono(0));
    limitIs(one, 6, true, mono(20_000));
    expect(excessOf(one, lines(9), lines(0), mono(19_000))).toEqual(lines(1));
    limitIs(one, 6, false, mono(30_000));
    expect(excessOf(one, lines(9), lines(0), mono(19_000))).toEqual(lines(0));
  });

  it('F096 stays counted beyond every limit that it may still have drawn by, also while its limit is lowered', () => {
    const one = newObedience(8);
    limitIs(one, 6, true, mono(20_000));
    expect(explainedAmps(one, mono(19_000))).toBe(8);
    // It draws 32 A: the next lower limit explains nothing of what lies above 8 A.
    expect(excessOf(one, lines(26), lines(24), mono(19_000))).toEqual(lines(24));
    expect(excessOf(one, lines(26), lines(24), mono(29_000))).toEqual(lines(24));
  });
});
