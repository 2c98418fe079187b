// How a station and its vehicle take a limit, by name.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeenAtEvse } from '../../../src/local/behaviour.ts';
import { behaviourOf, behaviours, behaviourView } from '../../../src/local/behaviour.ts';

const good: SeenAtEvse = {
  isReachable: true,
  takesLimits: true,
  isCharging: true,
  isIgnoring: false,
  limitAmps: 16,
  measuredAmps: 15.8,
  overAmps: -0.2,
};

describe('the behaviour of an EVSE at its limit', () => {
  it.each([
    ['follows', {}, 'It follows its limit of 16 A (15.8 A measured).'],
    ['unreachable', { isReachable: false, refusedAmps: 6 }, 'The station is not connected'],
    ['uncontrollable', { takesLimits: false }, 'The station takes no limit'],
    ['refuses', { refusedAmps: 6 }, 'The station refused a limit of 6 A (BB_LIMIT_REFUSED)'],
    [
      'ignores',
      { isIgnoring: true, measuredAmps: 32, overAmps: 16 },
      'It draws 16 A more than the 16 A that it may (32 A',
    ],
    ['overshoots', { measuredAmps: 17.2, overAmps: 1.2 }, 'It draws 1.2 A more than the 16 A that it may (17.2 A'],
    ['asleep', { vehicle: { state: 'asleep' } }, 'The vehicle has taken nothing yet although it may have 16 A'],
    ['full', { vehicle: { state: 'full' } }, 'The vehicle takes nothing any more'],
    [
      'takesLess',
      { vehicle: { state: 'takesLess', offerAmps: 13 }, measuredAmps: 10 },
      'The vehicle takes less than it may (10 A measured); it is offered 13 A',
    ],
  ] as const)('E13 %s', (kind, change, text) => {
    const view = behaviourView({ ...good, ...change });
    expect(view?.kind).toBe(kind);
    expect(view?.text.startsWith(text)).toBe(true);
  });

  it('is unmeasured where nobody measures, and nothing where nobody charges', () => {
    const { measuredAmps: _, overAmps: __, ...unmeasured } = good;
    expect(behaviourOf(unmeasured)).toBe('unmeasured');
    expect(behaviourView({ ...unmeasured, isCharging: false })).toBeUndefined();
    expect(behaviourView({ ...good, isCharging: false, overAmps: 3 })).toBeUndefined();
  });

  it('is the first of the list that is true, and always has words', () => {
    const seen = fc.record(
      {
        isReachable: fc.boolean(),
        takesLimits: fc.boolean(),
        isCharging: fc.boolean(),
        isIgnoring: fc.boolean(),
        refusedAmps: fc.constantFrom(0, 6),
        limitAmps: fc.integer({ min: 0, max: 80 }),
        measuredAmps: fc.double({ min: 0, max: 80, noNaN: true }),
        overAmps: fc.double({ min: -80, max: 80, noNaN: true }),
        vehicle: fc.record({ state: fc.constantFrom('charges', 'takesLess', 'asleep', 'full') }),
      },
      { requiredKeys: ['isReachable', 'takesLimits', 'isCharging', 'isIgnoring', 'limitAmps'] },
    );
    fc.assert(
      fc.property(seen, (one) => {
        const view = behaviourView(one);
        if (view === undefined) {
          expect(one.isCharging).toBe(false);
          return;
        }
        expect(behaviours).toContain(view.kind);
        expect(view.text).not.toMatch(/undefined|NaN/);
        if (!one.isReachable) expect(view.kind).toBe('unreachable');
      }),
    );
  });
});
