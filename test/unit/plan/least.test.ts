// What a vehicle must have at least comes before what others would like, in a plan with and without a solver.

import { expect, it } from 'vitest';
import type { PlanRequest, PlanSession } from '../../../src/control/plan/request.ts';
import { makePlan } from '../../../src/control/plan/plan.ts';
import { utc } from '../../../src/model/time.ts';

const van = (key: string, more: Partial<PlanSession>): PlanSession => ({
  key,
  on: [{ row: 0, per: 1 }],
  kWPerAmp: 1,
  minAmps: 6,
  maxAmps: 32,
  stepAmps: 1,
  deliveredKWh: 0,
  departsInMinutes: 60,
  priority: 1,
  isOn: false,
  noPause: false,
  ...more,
});

/** Ten kWh are all that there is. */
const requestFor = (sessions: readonly PlanSession[]): PlanRequest => ({
  startsAt: utc(0),
  slotMinutes: [60],
  rows: [{ limit: [10] }],
  sessions,
  favour: 'ready',
  margins: { departureMinutes: 0, energyFactor: 1 },
  floorKWh: 0,
  stayMinutes: 60,
});

const amps = (sessions: readonly PlanSession[]): number[] =>
  makePlan(requestFor(sessions), undefined).targets.map((target) => Math.round(target.amps[0]! * 100) / 100);

it('goes before a higher priority, as far as it was not delivered yet', () => {
  const favoured = van('favoured', { needKWh: 20, priority: 4 });
  expect(amps([favoured, van('other', { needKWh: 20 })])).toEqual([10, 0]);
  expect(amps([favoured, van('other', { needKWh: 20, leastKWh: 7 })])).toEqual([3, 7]);
  expect(amps([favoured, van('other', { needKWh: 15, leastKWh: 7, deliveredKWh: 5 })])).toEqual([8, 2]);
  expect(amps([favoured, van('other', { needKWh: 12, leastKWh: 7, deliveredKWh: 8 })])).toEqual([10, 0]);
});
