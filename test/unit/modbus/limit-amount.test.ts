import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitAmount, mayBeWritten, pauseAmount } from '../../../src/modbus/limit-amount.ts';
import { driverOf } from './device-bench.ts';

const frame = { hwMaxAmps: undefined, phases: 3, wattsOf: undefined };
const current = { ...driverOf('vestel-evc04').control! };
const limitOf = (more: Partial<typeof current.limit>) => ({ ...current, limit: { ...current.limit, ...more } });

describe('what is written for a limit', () => {
  it('never more than what was asked, nor than the hardware bears, and 0 or at least 6 A', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -10, max: 200, noNaN: true }),
        fc.constantFrom(1, 0.1, 0.01, 0.001),
        fc.constantFrom(0, 1, 6, 10),
        fc.option(fc.integer({ min: 1, max: 63 }), { nil: undefined }),
        (asked, step, min, hwMaxAmps) => {
          const { kind, amps, amount } = limitAmount(limitOf({ step, min }), asked, { ...frame, hwMaxAmps });
          expect(amps).toBeLessThanOrEqual(Math.max(0, asked));
          expect(amps).toBeLessThanOrEqual(Math.min(32, hwMaxAmps ?? 32));
          expect(kind === 'pause' ? amps === 0 : amps >= 6 && amps >= min).toBe(true);
          if (amount !== undefined) expect(Math.abs(amount / step - Math.round(amount / step))).toBeLessThan(1e-6);
        },
      ),
    );
  });

  it('8.1 A are 8.1 A in steps of 0.1 A', () => {
    expect(limitAmount(limitOf({ step: 0.1 }), 8.1, frame).amount).toBe(8.1);
  });

  it('12.999999 A are 12 A in steps of 1 A', () => {
    expect(limitAmount(limitOf({ step: 1 }), 12.999999, frame).amount).toBe(12);
  });

  it('a device that takes watts: those of the phases that are used', () => {
    const power = limitOf({ quantity: 'power', step: 1, min: 1, max: 65535 });
    expect(limitAmount(power, 10, { ...frame, phases: 3 })).toEqual({ kind: 'limit', amps: 10, amount: 6900 });
    expect(limitAmount(power, 10, { ...frame, phases: 1, wattsOf: (amps) => amps * 240 })).toMatchObject({
      amount: 2400,
    });
  });

  it('6.1: a pause is what the device understands as one', () => {
    expect(pauseAmount(driverOf('vestel-evc04'))).toBe(0);
    expect(pauseAmount(driverOf('daheimladen'))).toBeCloseTo(0.1);
  });

  it('6.1: where 0 releases the charger for everybody, 0 is never written, and neither are 1 to 5 A', () => {
    const daheimladen = driverOf('daheimladen');
    for (const value of [-1, 0, 0.5, 1, 3, 5.9]) {
      expect(mayBeWritten(daheimladen, 'limit', value)).toBeCloseTo(0.1);
      expect(mayBeWritten(daheimladen, 'failsafe_current', value)).toBeCloseTo(0.1);
      expect(mayBeWritten(driverOf('vestel-evc04'), 'limit', value)).toBe(0);
    }
    expect(mayBeWritten(daheimladen, 'limit', 6)).toBe(6);
    expect(mayBeWritten(daheimladen, 'failsafe_timeout', 3)).toBe(3);
  });
});
