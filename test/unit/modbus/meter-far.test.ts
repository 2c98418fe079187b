// A meter that shows far less than its chargers draw, before half a minute has shown that it is no accident.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mono } from '../../../src/model/time.ts';
import type { Balance } from '../../../src/modbus/meter-scale.ts';
import {
  farFrom,
  isShown,
  newScale,
  noteFar,
  noteScale,
  offBy,
  provenOff,
  scaleText,
} from '../../../src/modbus/meter-scale.ts';

const balance = (meterAmps: number, chargerAmps: number, sinceFarAmps: number): Balance => ({
  ...{ meterAmps, chargerAmps, sinceFarAmps, baseAmps: 60, limitAmps: 300, isWhole: true },
});

/** What is known of it when it was looked at each second, with what chargers have said since it shows far less. */
function after(seconds: number, at: (second: number) => Balance) {
  const scale = newScale();
  for (let second = 1; second <= seconds; second += 1) {
    const now = mono(1000 * second);
    const one = at(second);
    noteFar(scale, one, now);
    noteScale(scale, offBy(one), isShown(one), now);
  }
  return { scale, proven: provenOff(scale, mono(1000 * seconds)) };
}

describe('a meter that shows less than half of what its chargers draw', () => {
  it('F095 is off after 5 s, beside what was read 3 s after that began', () => {
    expect(after(5, () => balance(9, 90, 90)).proven).toBeUndefined();
    expect(after(6, () => balance(9, 90, 90)).proven).toBe('less');
    expect(farFrom(after(6, () => balance(9, 90, 90)).scale)).toBe(4000);
  });

  it('is not for what was read before: vehicles may have stopped since, and their stations say it once in a while', () => {
    expect(after(25, () => balance(0, 90, 0)).proven).toBeUndefined();
    expect(after(25, () => balance(0, 90, 20)).proven).toBeUndefined();
  });

  it('and not when it showed more in between, or shows more than half', () => {
    expect(after(9, (second) => balance(second === 5 ? 90 : 9, 90, 90)).proven).toBeUndefined();
    expect(after(25, () => balance(40, 90, 90)).proven).toBeUndefined();
    expect(after(35, () => balance(40, 90, 90)).proven).toBe('less');
  });

  it('stays off when its chargers go down for it, until they draw enough to show that it is right', () => {
    const down = (second: number): Balance => (second <= 6 ? balance(9, 90, 90) : balance(2, 0, 0));
    expect(after(7, down).proven).toBe('less');
    expect(after(600, down).proven).toBe('less');
    const right = (second: number): Balance => (second <= 60 ? down(second) : balance(60, 40, 40));
    expect(after(61, right).proven).toBeUndefined();
    expect(after(65, (second) => (second <= 62 ? right(second) : balance(9, 40, 0))).proven).toBeUndefined();
  });
});

describe('one vehicle on one line', () => {
  const alone = (meterAmps: number, chargerAmps: number): Balance => ({
    ...balance(8, chargerAmps, chargerAmps),
    line: { meterAmps, chargerAmps },
  });

  it('F095 is more than every line of a meter that shows a tenth, however little it is of what all lines carry', () => {
    expect(after(29, () => alone(3.6, 16)).proven).toBeUndefined();
    expect(after(31, () => alone(3.6, 16)).proven).toBe('less');
    expect(scaleText('grid', 'less', alone(3.6, 16))).toMatch(
      /3.6 A on the line that carries the most.*says 16 A.*ctRatio/,
    );
  });

  it('is what one line of a good meter carries at least, whichever it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 32, noNaN: true }),
        fc.double({ min: 0, max: 40, noNaN: true }),
        (draws, other) => {
          expect(offBy({ ...alone((draws + other) * 0.95, draws), meterAmps: draws + other })).toBeUndefined();
        },
      ),
    );
  });
});
