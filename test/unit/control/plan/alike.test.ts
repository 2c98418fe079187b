import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leastSpareFirst } from '../../../../src/control/plan/alike.ts';
import type { PlanSession } from '../../../../src/control/plan/request.ts';

const session = (row: number, needKWh: number, departsInMinutes: number): PlanSession => ({
  key: 'a',
  on: [{ row, per: 1 }],
  kWPerAmp: 0.23,
  minAmps: 0,
  maxAmps: 32,
  stepAmps: 0,
  needKWh,
  deliveredKWh: 0,
  departsInMinutes,
  priority: 1,
  isOn: true,
  noPause: false,
});

it('who can wait least has the share of those that are alike, up to its maximum', () => {
  const sessions = [session(0, 2, 600), session(0, 2, 30), session(1, 2, 30)];
  expect(leastSpareFirst(sessions, [20, 20, 5])).toEqual([8, 32, 5]);
});

it('every row has the same sum as before', () => {
  const any = fc.record({
    row: fc.nat(2),
    need: fc.double({ min: 0, max: 50, noNaN: true }),
    leaves: fc.integer({ min: -10, max: 900 }),
    wish: fc.double({ min: 0, max: 32, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), (all) => {
      const sessions = all.map(({ row, need, leaves }) => session(row, need, leaves));
      const shared = leastSpareFirst(
        sessions,
        all.map(({ wish }) => wish),
      );
      for (const row of [0, 1, 2]) {
        const sum = (amps: readonly number[]): number =>
          all.reduce((total, one, at) => total + (one.row === row ? amps[at]! : 0), 0);
        expect(sum(shared)).toBeCloseTo(sum(all.map(({ wish }) => wish)), 6);
      }
      for (const amps of shared) expect(amps).toBeLessThanOrEqual(32);
    }),
  );
});
