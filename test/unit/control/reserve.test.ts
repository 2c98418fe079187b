import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reactionChain, reserveOf } from '../../../src/control/reserve.ts';
import type { Circuit, Protection } from '../../../src/model/config/site.ts';
import type { CircuitId } from '../../../src/model/ids.ts';

const circuit = (about: Partial<Circuit>): Circuit => ({
  id: 'main' as CircuitId,
  limitAmps: 250,
  worstCaseBaseAmps: 250,
  ...about,
});

/** The heat of a device as a share of what trips it, a hundredth of a second at a time. */
function heatAfter(
  kind: Protection['kind'],
  ratedAmps: number,
  before: number,
  after: number,
  seconds: number,
): number {
  const [kt, tau] = { mcb: [1.13, 20] as const, mccb: [1.05, 120] as const, gG: [1.25, 20] as const }[kind];
  let theta = (before / ratedAmps) ** 2;
  for (let t = 0; t < seconds; t += 0.01) theta += (((after / ratedAmps) ** 2 - theta) / tau) * 0.01;
  return theta / kt ** 2;
}

describe('the reserve', () => {
  it('keeps a step from heating the device to more than nine tenths of what trips it, and is no larger than that needs', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('mcb', 'mccb', 'gG'),
        fc.integer({ min: 32, max: 630 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        fc.integer({ min: 5, max: 120 }),
        (kind, ratedAmps, share, seconds) => {
          const stepAmps = Math.round(ratedAmps * share);
          const given = circuit({
            limitAmps: ratedAmps,
            protection: { kind, ratedAmps },
            worstCaseBaseAmps: ratedAmps,
            worstStepAmps: stepAmps,
          });
          const reserve = reserveOf(given, seconds);
          const before = ratedAmps - reserve;
          expect(heatAfter(kind, ratedAmps, before, before + stepAmps, seconds)).toBeLessThanOrEqual(0.902);
          if (reserve > 0.2)
            expect(heatAfter(kind, ratedAmps, before + 1, before + 1 + stepAmps, seconds)).toBeGreaterThan(0.898);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is nothing where a fuse bears the step, and where nothing steps', () => {
    const fuse = { kind: 'mcb', ratedAmps: 400 } as const;
    expect(reserveOf(circuit({ protection: fuse, worstStepAmps: 40 }), 12)).toBe(0);
    expect(reserveOf(circuit({ worstCaseBaseAmps: 0 }), 60)).toBe(0);
  });

  it('takes all other load for one step, and the strictest device, where the file does not say', () => {
    const step = { worstCaseBaseAmps: 80 };
    const known = reserveOf(circuit({ ...step, protection: { kind: 'gG', ratedAmps: 250 }, worstStepAmps: 60 }), 30);
    expect(reserveOf(circuit(step), 30)).toBeGreaterThan(known);
  });

  it('grows with the time that nobody reacts', () => {
    const given = circuit({ protection: { kind: 'mcb', ratedAmps: 250 }, worstStepAmps: 60 });
    expect(reserveOf(given, 12)).toBeLessThan(reserveOf(given, 60));
    expect(reactionChain(1)).toBe(12);
    expect(reactionChain(5)).toBe(24);
  });
});
