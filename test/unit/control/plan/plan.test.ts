// The program of a plan, solved by the real solver: against what trying everything finds, and against its rows.

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSolver } from '../../../../adapters/planner/solver.ts';
import type { Plan } from '../../../../src/control/plan/plan.ts';
import { makePlan } from '../../../../src/control/plan/plan.ts';
import type { Solve } from '../../../../src/control/plan/program.ts';
import type { PlanRequest } from '../../../../src/control/plan/request.ts';
import { anyRequest, request, session } from './requests.ts';

let solve: Solve;
beforeAll(async () => {
  solve = await createSolver(2);
});

const kWhOf = ({ slotMinutes, sessions }: PlanRequest, { targets }: Plan, at: number): number =>
  targets[at]!.amps.reduce((sum, amps, slot) => sum + (amps * sessions[at]!.kWPerAmp * slotMinutes[slot]!) / 60, 0);

/** What is above the limit on the worst row of the worst slot. */
const excess = ({ rows, sessions, slotMinutes }: PlanRequest, { targets }: Plan): number =>
  Math.max(
    0,
    ...rows.flatMap(({ limit }, row) =>
      slotMinutes.map((_, slot) => {
        const sum = sessions.reduce((total, { on }, at) => {
          const per = on.find((one) => one.row === row)?.per ?? 0;
          return total + per * (targets[at]!.amps[slot] ?? 0);
        }, 0);
        return sum - Math.max(0, limit[slot]!);
      }),
    ),
  );

/** The most energy of all: two cars, two slots, whole amps of a small range. */
function mostByTrying(maxAmps: number, limits: readonly number[], needs: readonly number[]): number {
  let best = 0;
  for (let a = 0; a <= maxAmps; a += 1)
    for (let b = 0; b <= maxAmps; b += 1)
      for (let c = 0; c <= maxAmps; c += 1)
        for (let d = 0; d <= maxAmps; d += 1) {
          const fits = a + c <= limits[0]! && b + d <= limits[1]! && a + b <= needs[0]! && c + d <= needs[1]!;
          if (fits) best = Math.max(best, a + b + c + d);
        }
  return best;
}

describe('a plan', () => {
  it('finds as much energy as trying everything', () => {
    const amps = fc.nat(6);
    fc.assert(
      fc.property(fc.tuple(amps, amps), fc.tuple(amps, amps), fc.constantFrom(2, 4), (limits, needs, maxAmps) => {
        const one = { kWPerAmp: 4, maxAmps, minAmps: 0, departsInMinutes: 30 };
        const asked = request({
          slotMinutes: [15, 15],
          favour: 'energy',
          rows: [{ limit: limits }],
          sessions: needs.map((needKWh, at) => session({ ...one, key: `S${at}`, needKWh })),
        });
        const plan = makePlan(asked, solve);
        const total = kWhOf(asked, plan, 0) + kWhOf(asked, plan, 1);
        expect(total).toBeCloseTo(mostByTrying(maxAmps, limits, needs), 6);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['lp', 'greedy'] as const)('by %s stays within every row, and gives nobody more than it takes', (method) => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        const plan = makePlan(asked, method === 'lp' ? solve : undefined);
        expect(plan.method).toBe(method);
        expect(excess(asked, plan)).toBeLessThan(1e-5);
        for (const [at, { amps }] of plan.targets.entries())
          for (const one of amps) {
            expect(one).toBeGreaterThanOrEqual(0);
            expect(one).toBeLessThanOrEqual(asked.sessions[at]!.maxAmps);
          }
      }),
      { numRuns: 40 },
    );
  });

  it('sums up sessions on the same many rows without changing the outcome', () => {
    const on = Array.from({ length: 12 }, (_, row) => ({ row, per: row % 2 === 0 ? 1 : 0.5 }));
    const rows = on.map(() => ({ limit: Array<number>(8).fill(20) }));
    const both = ['A', 'B'].map((key) => session({ key, on, needKWh: 50 }));
    const asked = request({ rows, sessions: both });
    const plan = makePlan(asked, solve);
    expect(excess(asked, plan)).toBeLessThan(1e-6);
    expect(kWhOf(asked, plan, 0) + kWhOf(asked, plan, 1)).toBeCloseTo(20 * 0.69 * 2, 3);
  });

  it('makes one ready rather than none, and says at once who misses what', () => {
    const both = [session({ key: 'small', needKWh: 20 }), session({ key: 'big', needKWh: 60 })];
    const plan = makePlan(request({ sessions: both }), solve);
    const [miss, ...others] = plan.misses;
    expect(others).toEqual([]);
    expect(miss).toMatchObject({ key: 'big' });
    expect(miss!.kWh).toBeCloseTo(60 - (32 * 0.69 * 2 - 20), 3);
    expect(miss!.readyInMinutes).toBeGreaterThan(120);
  });

  it('serves whoever leaves first first, however many slots its stay is cut into', () => {
    const slotMinutes = [...Array<number>(12).fill(5), ...Array<number>(7).fill(60)];
    const plain = { needKWh: 32 * 0.69 * 0.5 };
    const sessions = [
      session({ ...plain, key: 'soon', departsInMinutes: 60 }),
      session({ ...plain, key: 'late', departsInMinutes: 8 * 60, priority: 2 }),
    ];
    const rows = [{ limit: slotMinutes.map(() => 32) }];
    const asked = request({ slotMinutes, rows, sessions, favour: 'energy' });
    const [soon, late] = makePlan(asked, solve).targets;
    for (const amps of soon!.amps.slice(0, 6)) expect(amps).toBeCloseTo(32, 3);
    for (const amps of late!.amps.slice(6, 12)) expect(amps).toBeCloseTo(32, 3);
  });

  it('keeps a floor for everybody before anybody is made ready', () => {
    const both = [session({ key: 'small', needKWh: 40 }), session({ key: 'big', needKWh: 200 })];
    const asked = request({ sessions: both, floorKWh: 8 });
    expect(kWhOf(asked, makePlan(asked, solve), 1)).toBeGreaterThan(7.99);
  });

  it('E18 plans a departure in the past as one that nobody knows, E19 a need that nobody knows as a wish', () => {
    const { needKWh: _, ...unknown } = session({ key: 'unknown', departsInMinutes: -5 });
    const asked = request({ sessions: [session(), unknown], stayMinutes: 60, floorKWh: 2 });
    const plan = makePlan(asked, solve);
    expect(plan.targets[1]!.amps).toHaveLength(4);
    expect(kWhOf(asked, plan, 0)).toBeCloseTo(10, 3);
    expect(kWhOf(asked, plan, 1)).toBeGreaterThan(2);
    expect(plan.misses).toEqual([]);
  });

  it('is ready before the margin, when there is room', () => {
    const asked = request({ margins: { departureMinutes: 60, energyFactor: 1.3 } });
    const plan = makePlan(asked, solve);
    const early = plan.targets[0]!.amps.slice(0, 4).reduce((sum, amps) => sum + (amps * 0.69) / 4, 0);
    expect(early).toBeCloseTo(13, 3);
  });
});

describe('a plan with prices', () => {
  const market = { prices: [0.5, 0.1], defaultPrice: 0.3, feedInPrice: 0.05 };

  it('E48 charges when it is cheap; a price that nobody knows is the last one', () => {
    const asked = request({ market: { ...market, prices: [0.5, 0.5, 0.5, 0.1, null, null, 0.6] } });
    const { amps } = makePlan(asked, solve).targets[0]!;
    expect(amps.slice(0, 3).every((one) => one < 1e-6)).toBe(true);
    expect(amps.slice(3, 6).reduce((sum, one) => sum + one, 0)).toBeCloseTo((10 / 0.69) * 4, 3);
  });

  it('waits for cheap energy with a vehicle that charges and needs little, too', () => {
    const sessions = [session({ key: 'small', needKWh: 3, isOn: true }), session({ key: 'big', needKWh: 15 })];
    const prices = [0.33, 0.33, 0.33, 0.33, 0.27];
    const { amps } = makePlan(request({ market: { ...market, prices }, sessions }), solve).targets[0]!;
    for (const one of amps.slice(0, 4)) expect(one).toBeCloseTo(0, 3);
  });

  it('stays below the peak so far, and under it when what is needed goes beyond', () => {
    const demand = { rate: 10, peakSoFarKW: 5.5, dayScale: 0.1, importedKWh: 0 };
    const asked = request({ market: { ...market, prices: [], demand } });
    const { amps } = makePlan(asked, solve).targets[0]!;
    for (const one of amps) expect(one * 0.69).toBeLessThan(5.51);
  });

  it('gives the surplus of the sun only, or that beside the minimum', () => {
    const sun = { pvKW: [0, 0, 4, 4, 4, 4, 0, 0], baseKW: Array<number>(8).fill(1) };
    const only = makePlan(request({ ...sun, sessions: [session({ solar: 'surplus' })] }), solve).targets[0]!;
    expect(only.amps.map((amps) => Math.round(amps * 0.69))).toEqual([0, 0, 3, 3, 3, 3, 0, 0]);
    const beside = makePlan(request({ ...sun, sessions: [session({ solar: 'minimum', needKWh: 100 })] }), solve);
    expect(beside.targets[0]!.amps[0]).toBeCloseTo(6, 3);
    expect(beside.targets[0]!.amps[2]! * 0.69).toBeCloseTo(6 * 0.69 + 3, 3);
  });

  it('takes what a battery has when energy is dear, and none of the room of a row for it', () => {
    const battery = {
      on: [{ row: 0, perKW: 1.45 }],
      capacityKWh: 10,
      storedKWh: 0,
      chargeKW: 5,
      dischargeKW: 5,
      efficiency: 0.9,
    };
    const asked = request({ market: { ...market, prices: [0.1, 0.1, 0.1, 0.1, 2], battery } });
    const plan = makePlan(asked, solve);
    expect(plan.method).toBe('lp');
    expect(excess(asked, plan)).toBeLessThan(1e-6);
  });
});
