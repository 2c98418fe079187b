import { describe, expect, it } from 'vitest';
import { linesOf, tenthDown, wattsPerAmp } from '../../../src/model/electric.ts';

describe('lines', () => {
  it('are those that the phases are wired to, in whatever order', () => {
    expect(linesOf('L2L3L1', 'tn400')).toEqual([0, 1, 2]);
    expect(linesOf('L3L1', 'tn400')).toEqual([0, 2]);
    expect(linesOf('L2', 'tn400')).toEqual([1]);
  });

  it('are all of them where nobody knows, or where the file cannot be right', () => {
    expect(linesOf('unknown', 'tn400')).toEqual([0, 1, 2]);
    expect(linesOf('unknown', 'split240')).toEqual([0, 1]);
    expect(linesOf('L3', 'split240')).toEqual([0, 1]);
    // Without a neutral one line needs another for the way back.
    expect(linesOf('L2', 'it230')).toEqual([0, 1, 2]);
    expect(linesOf('L1L3', 'it230')).toEqual([0, 2]);
  });

  it('carry watts by the supply', () => {
    expect([1, 3].map((lines) => wattsPerAmp('tn400', lines))).toEqual([230, 690]);
    expect([2, 3].map((lines) => Math.round(wattsPerAmp('it230', lines)))).toEqual([230, 398]);
    expect([1, 2].map((lines) => wattsPerAmp('split240', lines))).toEqual([120, 240]);
  });

  it('are told in tenths, downwards', () => {
    expect([8.1, 16.09, 0.1 + 0.2, 6].map(tenthDown)).toEqual([8.1, 16, 0.3, 6]);
  });
});
