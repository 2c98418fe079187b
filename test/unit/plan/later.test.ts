// What the planner is told of the hours to come: other load by the time of the day, and departures by the clock.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basesLater, noteBases } from '../../../src/core/plan/base-history.ts';
import { newPlanLive } from '../../../src/core/plan/live.ts';
import { nextAt } from '../../../src/core/plan/need-of.ts';
import type { State } from '../../../src/core/state.ts';
import type { Circuit } from '../../../src/model/config/site.ts';
import { mono, utc } from '../../../src/model/time.ts';
import { localTime } from '../../../src/model/zone.ts';

const quarterMs = 900_000;
const dayMs = 86_400_000;
const newYear = Date.UTC(2026, 0, 1);

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
  const main = { id: 'main' } as Circuit;
  /** Each day at five in the afternoon so much on L2, and 2 A in the other hours; 1 A now. */
  function seen(days: readonly number[]): State {
    const known = new Map([[main.id, { amps: [1, 0, 0] }]]);
    const bases = { known, metered: new Map([[main.id, {}]]) };
    const ledger = { gateway: { site: { timezone: 'UTC' } } };
    const state = { plan: newPlanLive(), bases, ledger, clock: { trusted: true } } as unknown as State;
    for (const [day, amps] of days.entries())
      for (let minute = 0; minute < 24 * 60; minute += 5) {
        const isThen = minute >= 17 * 60 && minute < 18 * 60;
        known.set(main.id, { amps: [1, isThen ? amps : 2, 0] });
        const ms = day * dayMs + minute * 60_000;
        noteBases(state, { mono: mono(ms), utc: utc(newYear + ms), durable: 0 as never });
      }
    known.set(main.id, { amps: [1, 1, 0] });
    return state;
  }
  /** From noon of a Friday on, by the hour. */
  const later = (state: State, line: number): number[] =>
    basesLater(state, main, line, {
      startsAt: utc(newYear + 29 * dayMs + 12 * 3_600_000),
      minutes: Array<number>(8).fill(60),
    })!;

  it('stays as it is now where the days before say nothing', () => {
    expect(later(seen([50]), 1)).toEqual(Array<number>(8).fill(1));
  });

  it('is what nine of ten such hours had, the further away the more, on each line', () => {
    const amps = later(seen(Array.from({ length: 12 }, (_, day) => 10 * (day + 1))), 1);
    expect(amps[0]).toBe(1);
    expect(amps[5]).toBeGreaterThan(60);
    expect(amps[7]).toBeCloseTo(2, 1);
    expect(later(seen([50, 50, 50, 50]), 0)).toEqual(Array<number>(8).fill(1));
  });

  it('is nobody’s guess where nobody measures', () => {
    const state = seen([50, 50, 50]);
    state.bases.known.clear();
    expect(basesLater(state, main, 1, { startsAt: utc(newYear), minutes: [15] })).toBeUndefined();
  });
});
