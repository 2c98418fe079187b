// A day of a metered link: what is told more rarely so that its bytes suffice.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utc } from '../../../../src/model/time.ts';
import {
  beginDay,
  economyOf,
  hasSaved,
  newSpending,
  noEconomy,
  noteRate,
  spend,
} from '../../../../src/uplink/mqtt/budget.ts';

const midnight = Date.UTC(2026, 0, 15);
const dayMs = 86_400_000;

/** A day of messages of one size, as the economy lets them go. */
function day(bytesPerDay: number, telemetryBytes: number, othersPerMinute: number, days = 1) {
  const spending = newSpending(bytesPerDay, utc(midnight));
  let economy = noEconomy;
  let [sent, waited] = [0, 0];
  const factors: number[] = [];
  for (let minute = 0; minute < days * 1440; minute += 1) {
    const now = utc(midnight + minute * 60_000);
    beginDay(spending, now);
    spend(spending, othersPerMinute, false);
    noteRate(spending, 60);
    economy = economyOf(spending, { bytesPerDay, sampleSeconds: 60, now, before: economy });
    factors.push(economy.factor);
    waited += 1;
    if (waited < economy.factor || economy.isSpent) continue;
    waited = 0;
    sent += 1;
    spend(spending, telemetryBytes, true);
  }
  return { spending, sent, factors };
}

describe('the bytes of a day', () => {
  it('suffice: nothing is told more rarely', () => {
    const { sent, factors } = day(10_000_000, 2000, 500);
    expect(sent).toBe(1440);
    expect(new Set(factors)).toEqual(new Set([1]));
  });

  it('run short: telemetry is told more rarely from the beginning, and the day ends within them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 200, max: 20_000 }), (share, bytes) => {
        // Enough for one message an hour and a bit.
        const bytesPerDay = Math.max(40 * bytes, (1440 * bytes * share) / 100);
        const { spending, sent } = day(bytesPerDay, bytes, 0);
        expect(spending.bytes).toBeLessThanOrEqual(bytesPerDay);
        expect(sent * bytes).toBeGreaterThan(0.4 * Math.min(bytesPerDay, 1440 * bytes));
      }),
      { numRuns: 30 },
    );
  });

  it('do not go to and fro', () => {
    const { factors } = day(1_000_000, 2000, 100);
    const changes = factors.filter((factor, at) => at > 0 && factor !== factors[at - 1]).length;
    expect(changes).toBeLessThanOrEqual(8);
  });

  it('are spent by transactions alone: nothing else is told, until the next day begins', () => {
    const { spending, factors } = day(100_000, 500, 100, 2);
    expect(Math.max(...factors)).toBe(64);
    expect(spending.day).toBe(Math.floor(midnight / dayMs) + 1);
    const question = { bytesPerDay: 100_000, sampleSeconds: 60, before: noEconomy };
    const spent = { ...spending, bytes: 100_000 };
    expect(economyOf(spent, { ...question, now: utc(midnight + dayMs / 2) })).toMatchObject({ isSpent: true });
    beginDay(spent, utc(midnight + 5 * dayMs));
    expect(economyOf(spent, { ...question, now: utc(midnight + 5 * dayMs) })).toMatchObject({ isSpent: false });
  });

  it('of a day that is half over when the process begins are half spent', () => {
    const spending = newSpending(1000, utc(midnight + dayMs / 2));
    expect(spending.bytes).toBe(500);
    expect(hasSaved({ ...spending, telemetryBytes: 100 }, 1000, utc(midnight + dayMs / 2))).toBe(false);
    expect(hasSaved({ ...spending, telemetryBytes: 100 }, 1000, utc(midnight + (3 * dayMs) / 4))).toBe(true);
  });
});
