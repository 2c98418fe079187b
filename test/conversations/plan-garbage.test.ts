// P18: whatever a planner answers, and whenever: every limit holds, and nobody is told what he may not be told.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlanRequest } from '../../src/control/plan/request.ts';
import type { Depot } from './limit-depot.ts';
import { ask, draws } from './outside-depot.ts';
import { allStart, at, evse, idleDepot, planSite } from './plan-depot.ts';

const number = fc.oneof(
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -1, 1e9, 0, 6, 32),
  fc.constantFrom('32', null, undefined, {}),
);

/** What looks like a plan for these sessions, with whatever amps. */
const likePlan = fc
  .tuple(
    fc.array(fc.array(number, { maxLength: 40 }), { minLength: 3, maxLength: 3 }),
    fc.array(number, { maxLength: 3 }),
  )
  .map(([amps, misses]) => ({ sessions }: PlanRequest): unknown => ({
    kind: 'plan',
    tookMs: 1,
    plan: {
      method: 'lp',
      targets: sessions.map(({ key }, place) => ({ key, amps: amps[place] ?? [] })),
      misses: misses.map((kWh, place) => ({ key: sessions[place]?.key, kWh, readyInMinutes: kWh })),
    },
  }));

/** The right form with right numbers that are no good: all at once, above every limit. */
const greed = fc
  .array(fc.integer({ min: 0, max: 64 }), { minLength: 1, maxLength: 20 })
  .map((amps) => ({ sessions }: PlanRequest): unknown => ({
    kind: 'plan',
    tookMs: 1,
    plan: { method: 'greedy', targets: sessions.map(({ key }) => ({ key, amps })), misses: [] },
  }));

const answer = fc.oneof(
  likePlan,
  greed,
  fc.anything().map((value) => (): unknown => value),
  fc.anything().map((plan) => (): unknown => ({ kind: 'plan', plan })),
);

const act = fc.record({
  answer,
  seconds: fc.integer({ min: 1, max: 600 }),
  isOld: fc.constantFrom(true, false, false, false),
});
const limitAmps = 40;

function holds(depot: Depot): void {
  const allocated = [1, 2, 3].map((station) => evse(depot, station).allocatedAmps!);
  for (const amps of [draws(depot), allocated]) {
    expect(amps.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(limitAmps);
    for (const one of amps) expect(one === 0 || (one >= 6 && one <= 32)).toBe(true);
  }
  expect(depot.harness().failures).toEqual([]);
}

it('P18 random answers of a planner leave every limit', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 6 }), (acts) => {
      const depot = allStart(idleDepot(planSite(limitAmps)));
      depot.passes(8);
      for (const { answer: made, seconds, isOld } of acts) {
        // Another plan is asked for, unless one is under way.
        ask(depot, { kind: 'setNeeds', evse: at(1), needs: { energyKwh: seconds / 10 } });
        depot.passes(6);
        const last = depot.harness().plans.at(-1)!;
        const id = isOld ? last.id - 1 : last.id;
        depot.harness().offers({ kind: 'planned', id, answer: made(last.request) });
        for (let passed = 0; passed < seconds; passed += 60) {
          depot.passes(60);
          holds(depot);
        }
      }
    }),
    { numRuns: 30 },
  );
});
