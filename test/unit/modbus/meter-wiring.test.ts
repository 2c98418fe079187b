import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeWiring } from '../../../src/modbus/meter-wiring.ts';

const line = fc.nat(2);
const change = fc.double({ min: 6, max: 32, noNaN: true });
const on = (at: number, amps: number): number[] => [0, 1, 2].map((one) => (one === at ? amps : 0.2));

describe('one car on one line (E29, F093)', () => {
  it('fits where it is seen on its line, with its size and direction', () => {
    fc.assert(
      fc.property(line, change, fc.boolean(), (at, amps, stops) => {
        const changeAmps = stops ? -amps : amps;
        expect(judgeWiring({ line: at, changeAmps, shown: on(at, changeAmps * 1.05) }).kind).toBe('fits');
      }),
    );
  });

  it('is swapped where another line shows it, and says which', () => {
    fc.assert(
      fc.property(line, line, change, fc.boolean(), (at, other, changeAmps, isReversed) => {
        fc.pre(at !== other);
        const shown = on(other, isReversed ? -changeAmps : changeAmps);
        expect(judgeWiring({ line: at, changeAmps, shown })).toMatchObject({
          kind: 'swapped',
          seenOn: other,
          isReversed,
        });
      }),
    );
  });

  it('is reversed where the sign is wrong', () => {
    fc.assert(
      fc.property(line, change, (at, changeAmps) => {
        const verdict = judgeWiring({ line: at, changeAmps, shown: on(at, -changeAmps) });
        expect(verdict.kind).toBe('reversed');
        expect(verdict.advice).toContain(`L${at + 1}`);
      }),
    );
  });

  it.each([10, 100, 1000, 0.1, 0.01])('shows a scale of %d', (factor) => {
    const shown = [0, 16 * factor, 0];
    expect(judgeWiring({ line: 1, changeAmps: 16, shown })).toMatchObject({ kind: 'scaled', factor });
  });

  it('is not guessed at: nothing seen, several lines, too little', () => {
    expect(judgeWiring({ line: 0, changeAmps: 16, shown: [0, 0, 0] }).kind).toBe('notSeen');
    expect(judgeWiring({ line: 0, changeAmps: 16, shown: [null, 0, 0] }).advice).toContain('L1');
    expect(judgeWiring({ line: 0, changeAmps: 16, shown: [16, 12, 0] }).kind).toBe('unclear');
    expect(judgeWiring({ line: 0, changeAmps: 1, shown: [1, 0, 0] }).kind).toBe('unclear');
    expect(judgeWiring({ line: 0, changeAmps: 16, shown: [5, 0, 0] }).kind).toBe('unclear');
  });
});
