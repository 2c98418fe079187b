// What the planner is told of the hours to come: slots, other load by the time of the day, and departures by the clock.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastOf, noteBases } from '../../../src/core/plan/base-history.ts';
import { newPlanLive } from '../../../src/core/plan/live.ts';
import { nextAt } from '../../../src/core/plan/need-of.ts';
import { slotsUntil } from '../../../src/core/plan/slots.ts';
import type { State } from '../../../src/core/state.ts';
import type { CircuitId } from '../../../src/model/ids.ts';
import { mono, utc } from '../../../src/model/time.ts';
import { localTime } from '../../../src/model/zone.ts';

const quarterMs = 900_000;
const dayMs = 86_400_000;
const newYear = Date.UTC(2026, 0, 1);

describe('slots', () => {
  it('end on quarters of an hour, and reach as far as is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 * dayMs }), fc.integer({ min: 1, max: 6000 }), (ms, minutes) => {
        const slots = slotsUntil(utc(newYear + ms), minutes);
        const [first, ...others] = slots;
        expect(first).toBeGreaterThanOrEqual(2);
        expect(first).toBeLessThan(17);
        expect(Math.round(newYear + ms + first! * 60_000) % quarterMs).toBe(0);
        expect(new Set(others.map((length) => length % 15))).toEqual(new Set(others.length > 0 ? [0] : []));
        const end = slots.reduce((sum, one) => sum + one, 0);
        expect(end).toBeGreaterThanOrEqual(Math.min(minutes, 96 * 60));
        expect(slots.length).toBeLessThan(150);
      }),
    );
  });
});

describe('E46 a time of day', () => {
  it('is the next moment at which the clock on the wall shows it, within 25 hours', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 0, max: 365 * 24 * 4 }),
        fc.integer({ min: 0, max: 95 }),
        (zone, at, quarter) => {
          const from = utc(newYear + at * quarterMs);
          const next = nextAt(zone, quarter * 15, from);
          expect(next).toBeGreaterThan(from);
          expect(next - from).toBeLessThanOrEqual(25 * 3_600_000);
          const { minuteOfDay } = localTime(zone, next);
          // An hour that does not come ends where clocks leap to.
          expect(minuteOfDay - quarter * 15).toBeGreaterThanOrEqual(0);
          expect(minuteOfDay - quarter * 15).toBeLessThanOrEqual(60);
        },
      ),
    );
  });
});

describe('other load', () => {
  const main = 'main' as CircuitId;
  /** Each day at this hour so much on L2; the days in between nothing. */
  function seen(days: readonly number[]): State {
    const known = new Map([[main, { amps: [0, 0, 0] }]]);
    const state = { plan: newPlanLive(), bases: { known, metered: new Map([[main, {}]]) }, clock: { trusted: true } };
    for (const [day, amps] of days.entries())
      for (let minute = 0; minute < 24 * 60; minute += 5) {
        const isThen = minute >= 17 * 60 && minute < 17 * 60 + 15;
        known.set(main, { amps: [1, isThen ? amps : 2, 0] });
        const ms = day * dayMs + minute * 60_000;
        noteBases(state as unknown as State, { mono: mono(ms), utc: utc(newYear + ms), durable: 0 as never });
      }
    return state as unknown as State;
  }
  const at = (state: State, line: number, hour: number): number | undefined =>
    forecastOf(state.plan.history, main, line, utc(newYear + 40 * dayMs + hour * 3_600_000));

  it('is not known before three days', () => {
    expect(at(seen([50, 50]), 1, 17)).toBeUndefined();
    expect(at(seen([50, 50, 50]), 1, 17)).toBe(50);
  });

  it('is what nine of ten days had at that time, on each line', () => {
    const state = seen([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(at(state, 1, 17)).toBe(90);
    expect(at(state, 1, 18)).toBe(2);
    expect(at(state, 0, 17)).toBe(1);
  });

  it('forgets what is two weeks ago', () => {
    const state = seen([...Array<number>(5).fill(100), ...Array<number>(14).fill(5)]);
    expect(at(state, 1, 17)).toBe(5);
    expect(state.plan.history.days.get(main)).toHaveLength(14);
  });
});
