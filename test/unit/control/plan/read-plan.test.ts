import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../../src/control/plan/plan.ts';
import { readPlan } from '../../../../src/control/plan/read-plan.ts';
import { anyRequest, request } from './requests.ts';

describe('what a solver answers', () => {
  it('P18 is a plan in the ranges of its sessions, or nothing, whatever it is', () => {
    const plain = makePlan(request(), undefined);
    const amps = fc.oneof(
      fc.double(),
      fc.anything(),
      fc.array(fc.oneof(fc.double(), fc.anything()), { maxLength: 10 }),
    );
    const near = fc.record({
      method: fc.constantFrom('lp', 'greedy', 7),
      targets: fc.array(fc.record({ key: fc.constantFrom('A', 'B'), amps, worth: fc.anything() }), { maxLength: 2 }),
      misses: fc.oneof(fc.anything(), fc.array(fc.record({ key: fc.constantFrom('A', 'B'), kWh: fc.double() }))),
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), near), (answer) => {
        const read = readPlan(answer, request());
        for (const target of read?.targets ?? [])
          for (const one of target.amps) expect(one >= 0 && one <= 32).toBe(true);
        for (const miss of read?.misses ?? []) expect(miss.kWh >= 0 && miss.key === 'A').toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(readPlan(plain, request())).toEqual(plain);
  });

  it('is read as it was made', () => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        const plan = makePlan(asked, undefined);
        expect(readPlan(structuredClone(plan), asked)).toEqual(plan);
      }),
      { numRuns: 50 },
    );
  });

  it('is nothing when it is about somebody else', () => {
    const plan = makePlan(request(), undefined);
    expect(readPlan({ ...plan, targets: [{ ...plan.targets[0]!, key: 'B' }] }, request())).toBeUndefined();
    expect(readPlan({ ...plan, targets: [] }, request())).toBeUndefined();
  });
});
