import { describe, expect, it } from 'vitest';
import { lockoutBy, stillCounted } from '../../../src/control/grid/excursions.ts';
import { utc } from '../../../src/model/time.ts';

const minute = 60_000;
const now = utc(Date.UTC(2026, 4, 5));
const ago = (...minutes: number[]) => minutes.map((one) => utc(now - one * minute));

describe('R8 (G100) a circuit above its agreed import', () => {
  it.each([
    ['once, for a moment', [0], 1000, undefined],
    ['once, for 59.9 s', [1], 59_900, undefined],
    ['for a minute', [1], 60_000, 'sustained'],
    ['twice in ten minutes', [9.9, 0], 0, 'twice'],
    ['twice in more', [10, 0], 0, undefined],
    ['three times in a day', [1400, 700, 0], 0, undefined],
    ['four times in a day', [1400, 900, 500, 0], 0, 'often'],
    ['four times in more', [1440, 900, 500, 0], 0, undefined],
  ])('%s', (_, minutes, openForMs, expected) => {
    expect(lockoutBy(ago(...minutes), openForMs, now)).toBe(expected);
  });

  it('is counted for a day', () => {
    expect(stillCounted(ago(2000, 1440, 1439, 3), now)).toEqual(ago(1439, 3));
  });
});
