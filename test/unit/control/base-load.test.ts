import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BaseLoad } from '../../../src/control/base-load.ts';
import {
  creditedMost,
  creditLookBackMs,
  isSettled,
  lookBackMs,
  hasNotRisen,
  nextBaseLoad,
  recentMost,
} from '../../../src/control/base-load.ts';
import type { EvseKey } from '../../../src/model/ids.ts';
import { mono } from '../../../src/model/time.ts';

const lines = (amps: number): number[] => [amps, amps, amps];
const exactly = (amps: number) => ({ least: lines(amps), most: lines(amps) });
const between = (least: number, most: number) => ({ least: lines(least), most: lines(most) });

describe('other load of a metered circuit', () => {
  it('is what the meter says less what chargers draw', () => {
    expect(nextBaseLoad(undefined, lines(50), exactly(30), mono(0)).amps).toEqual(lines(20));
  });

  it('is as large as it may be before anything is known of it', () => {
    expect(nextBaseLoad(undefined, lines(50), between(10, 40), mono(0)).amps).toEqual(lines(40));
  });

  it('does not change while chargers may be the reason: a raise that is just being followed is no other load', () => {
    const known = nextBaseLoad(undefined, lines(50), exactly(30), mono(0));
    expect(nextBaseLoad(known, lines(60), between(30, 40), mono(1000)).amps).toEqual(lines(20));
    expect(nextBaseLoad(known, lines(75), between(30, 40), mono(2000)).amps).toEqual(lines(35));
  });

  it('is corrected by the next reading of a charger that might have begun: what grew was not its vehicle', () => {
    const key = 'CP-1/1' as EvseKey;
    const rising = new Map([[key, { most: lines(16), limitAmps: 16 }]]);
    const known = nextBaseLoad(undefined, lines(50), exactly(30), mono(0));
    const second = (at: number, total: number): BaseLoad =>
      nextBaseLoad(known, lines(total), { ...between(30, 46), rising }, mono(at * 1000));
    expect(second(1, 60).amps).toEqual(lines(20));
    expect(second(2, 60).amps).toEqual(lines(20));
    expect(hasNotRisen(known, key, lines(0), 16)).toBe(true);
    expect(known.amps).toEqual(lines(30));
    // It may begin after its reading, and what it is seen to draw is its own.
    expect(second(3, 70).amps).toEqual(lines(30));
    expect(hasNotRisen(known, key, lines(10), 16)).toBe(false);
    expect(known.amps).toEqual(lines(30));
    expect(recentMost(known, lookBackMs)).toEqual(lines(30));
    // One that was told less meanwhile may have drawn more before.
    expect(second(4, 80).amps).toEqual(lines(34));
    expect(hasNotRisen(known, key, lines(0), 6)).toBe(false);
    expect(known.amps).toEqual(lines(34));
  });

  it('is taken for its worst case where a charger that says nothing could be the reason', () => {
    const known = nextBaseLoad(undefined, lines(50), exactly(30), mono(0));
    const unread = { ...between(30, 40), unread: lines(10) };
    expect(nextBaseLoad(known, lines(60), unread, mono(1000), 24).amps).toEqual(lines(24));
    expect(nextBaseLoad(known, lines(60), unread, mono(2000), 50).amps).toEqual(lines(30));
    expect(nextBaseLoad(known, lines(75), unread, mono(3000), 24).amps).toEqual(lines(35));
  });

  it('E26: is negative where something feeds in', () => {
    expect(nextBaseLoad(undefined, [-12, 3, 0], exactly(0), mono(0)).amps).toEqual([-12, 3, 0]);
  });

  it('counts with the most of the last half minute, of a minute where others feed in, and more at once', () => {
    let base: BaseLoad | undefined;
    for (let second = 0; second <= 120; second += 1) {
      base = nextBaseLoad(base, lines(second === 20 ? 40 : 10), exactly(0), mono(second * 1000));
      if (second === 20 || second === 49) expect(recentMost(base, lookBackMs)).toEqual(lines(40));
      if (second === 60) expect(recentMost(base, lookBackMs)).toEqual(lines(10));
      if (second === 79) expect(recentMost(base, creditLookBackMs)).toEqual(lines(40));
    }
    expect(recentMost(base!, creditLookBackMs)).toEqual(lines(10));
  });

  it('E26: what is fed in counts after a minute without a gap, and is nothing before that', () => {
    let base: BaseLoad | undefined;
    for (let second = 0; second <= 60; second += 1) {
      base = nextBaseLoad(base, lines(-20), exactly(0), mono(second * 1000));
      expect(creditedMost(base)).toEqual(lines(second < 60 ? 0 : -20));
    }
  });

  it('a meter that was lost settles before it is believed', () => {
    const base = nextBaseLoad(undefined, lines(10), exactly(0), mono(5000));
    expect(isSettled(base, mono(34_999))).toBe(false);
    expect(isSettled(base, mono(35_000))).toBe(true);
  });

  it('never leaves out what is certain: base and the most that chargers draw are no less than what is measured', () => {
    const reading = fc.record({
      total: fc.double({ min: -50, max: 200, noNaN: true }),
      least: fc.double({ min: 0, max: 60, noNaN: true }),
      more: fc.double({ min: 0, max: 60, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 40 }), (readings) => {
        let base: BaseLoad | undefined;
        for (const [at, { total, least, more }] of readings.entries()) {
          base = nextBaseLoad(base, lines(total), between(least, least + more), mono(at * 1000));
          expect(base.amps[0]! + least + more).toBeGreaterThanOrEqual(total - 1e-9);
          expect(base.amps[0]! + least).toBeLessThanOrEqual(total + 1e-9);
        }
      }),
    );
  });
});
