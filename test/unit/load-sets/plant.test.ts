// The judges of the load benches see what is wrong: too much on a line, a car below its minimum, a phasor passed.

import { describe, expect, it } from 'vitest';
import { acnNetwork } from '../../bench/load-sets/acn-network.ts';
import { runAcn } from '../../bench/load-sets/acn-plant.ts';
import type { AcnSession } from '../../bench/load-sets/acn-set.ts';
import { runDepot } from '../../bench/load-sets/depot-plant.ts';
import type { Depot, DepotSession } from '../../bench/load-sets/depot-set.ts';
import { exact, noisy } from '../../bench/load-sets/forecast.ts';
import { serviceOf } from '../../bench/load-sets/metrics.ts';
import { normals } from '../../bench/load-sets/numpy-normal.ts';

const session = (id: string, more: Partial<DepotSession> = {}): DepotSession => ({
  id,
  arrival: 0,
  departure: 12,
  kWh: 6.9,
  lines: [0, 1, 2],
  minAmps: 6,
  maxAmps: 16,
  panel: 0,
  evse: 0,
  ...more,
});

const depot = (sessions: readonly DepotSession[]): Depot => ({
  name: 'van60',
  sessions,
  inFileOrder: sessions,
  panels: 1,
  panelAmps: 20,
  lastSlot: 12,
  baseAmps: (slot) => (slot < 6 ? 0 : 30),
});

describe('the plant of the depots', () => {
  it('delivers 10 A on three lines as 6.9 kW, and counts the start', () => {
    const run = runDepot(depot([session('a')]), 40, () => [10]);
    expect(run).toMatchObject({ violations: 0, startsPerSession: 1, readyPct: 100 });
    expect(run.energyPct).toBeCloseTo(100);
  });

  it.each([
    ['too much on the main when the building takes more', 40, [11], 3 * 6],
    ['too much on the panel', 100, [16, 6], 3 * 12],
    ['less than the minimum', 40, [5], 12],
    ['more than the car can take', 100, [17], 12],
    ['half an amp', 100, [7.5], 12],
  ])('sees %s', (_what, mainAmps, amps, violations) => {
    const sessions = amps.map((_, at) => session(`s${at}`, { kWh: 100 }));
    expect(runDepot(depot(sessions), mainAmps, () => amps).violations).toBe(violations);
  });

  it('counts every start anew', () => {
    const run = runDepot(depot([session('a', { kWh: 100 })]), 40, (_cars, _room, slot) => [slot % 2 === 0 ? 6 : 0]);
    expect(run.startsPerSession).toBe(6);
  });
});

describe('the plant of the car park', () => {
  const car = (order: number, pair: 0 | 1 | 2, pod?: 0): AcnSession => ({
    id: `c${order}`,
    arrival: 0,
    departure: 1,
    kWh: 100,
    pair,
    pod,
    order,
  });
  const violationsOf = (sessions: readonly AcnSession[], kW: number, amps: readonly number[]): number =>
    runAcn({ sessions, lastSlot: 1 }, acnNetwork('three_phase', kW), () => amps).violations;

  it('bears on three pairs together what it does not bear on one', () => {
    const three = [car(0, 0), car(1, 1), car(2, 2)];
    expect(violationsOf(three, 12, [19, 19, 19])).toBe(0);
    expect(violationsOf(three, 12, [28, 0, 0])).toBe(0);
    expect(violationsOf(three, 12, [29, 0, 0])).toBe(1);
    expect(violationsOf(three, 12, [20, 20, 20])).toBe(1);
  });

  it('sees a pod with more than 80 A', () => {
    const three = [car(0, 0, 0), car(1, 0, 0), car(2, 0, 0)];
    expect(violationsOf(three, 80, [30, 30, 20])).toBe(0);
    expect(violationsOf(three, 80, [30, 30, 20.1])).toBe(1);
  });
});

describe('the metrics', () => {
  it('call ready who has 99 % of what it asked', () => {
    const served = [0.99, 0.98, 1].map((share) => ({ askedKWh: 10, deliveredKWh: 10 * share, starts: 2 }));
    const { energyPct, readyPct, startsPerSession, jain, worstSession } = serviceOf(served);
    expect([energyPct, readyPct, startsPerSession, worstSession]).toEqual([
      expect.closeTo(99),
      expect.closeTo(200 / 3),
      2,
      expect.closeTo(0.98),
    ]);
    expect(jain).toBeLessThan(1);
  });
});

describe('errors of the forecast', () => {
  it('are those that NumPy draws with seed 7', () => {
    const draw = normals(7);
    const drawn = Array.from({ length: 20_000 }, draw);
    const first = [0.0012301533574825742, 0.2987455375084699, -0.2741378553622176, -0.8905918387572742];
    expect(drawn.slice(0, 4)).toEqual(first.map((one) => expect.closeTo(one, 9) as number));
    expect(drawn.reduce((sum, one) => sum + one, 0)).toBeCloseTo(-128.8534838140043, 6);
    expect(Math.max(...drawn)).toBeCloseTo(4.06160631065189, 9);
  });

  it('let a session leave after now and take something', () => {
    const sessions = Array.from({ length: 300 }, (_, at) => session(`s${at}`));
    const forecast = noisy(sessions);
    for (const [at, one] of sessions.entries()) {
      const full = { at, session: one, remainingKWh: 0.01, amps: 0, sinceSwitch: 1 };
      expect(forecast.departure(one, 11)).toBeGreaterThan(11);
      expect(forecast.remainingKWh(full)).toBeGreaterThanOrEqual(0.05 * one.kWh);
      expect(exact.departure(one, 0)).toBe(12);
    }
    expect(new Set(sessions.map((one) => forecast.departure(one, 0))).size).toBeGreaterThan(4);
  });
});
