// A charging profile of any version, read and said again in any version, never allows more than it did.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../../src/control/schedule.ts';
import { profileLevel } from '../../../src/control/schedule.ts';
import type { ChargingProfile } from '../../../src/model/charging-profile.ts';
import { noLimit } from '../../../src/model/charging-profile.ts';
import type { Utc } from '../../../src/model/time.ts';
import { utc } from '../../../src/model/time.ts';
import { readProfile as read16, sayProfile as say16 } from '../../../src/ocpp/v16/charging-profile.ts';
import { plainLimit, readProfile as read2, sayProfile as say2 } from '../../../src/ocpp/v201/charging-profile.ts';

const start = Date.UTC(2026, 0, 15, 18);
// Doubles of fast-check are mostly next to nothing: what rounds up would hide.
const limits = fc.integer({ min: 0, max: 4_000_000 }).map((hundredths) => hundredths / 100);
const seconds = fc.integer({ min: 1, max: 90_000 });

const schedules = fc.record({
  unit: fc.constantFrom('A' as const, 'W' as const),
  duration: fc.option(seconds, { nil: undefined }),
  startsAt: fc.option(fc.integer({ min: -100_000, max: 100_000 }), { nil: undefined }),
  periods: fc.array(fc.record({ lasts: seconds, limit: limits, phases: fc.constantFrom(undefined, 1, 2, 3) }), {
    minLength: 1,
    maxLength: 6,
  }),
});

const profiles = fc
  .record({
    schedule: schedules,
    kind: fc.constantFrom('Absolute' as const, 'Recurring' as const, 'Relative' as const),
    recurrency: fc.constantFrom('Daily' as const, 'Weekly' as const),
    validFrom: fc.option(fc.integer({ min: -100_000, max: 100_000 }), { nil: undefined }),
    validTo: fc.option(fc.integer({ min: -100_000, max: 100_000 }), { nil: undefined }),
  })
  .map(({ schedule, kind, recurrency, validFrom, validTo }): ChargingProfile => {
    let at = 0;
    const periods = schedule.periods.map(({ lasts, limit, phases }) => {
      const period = { startSeconds: at, limit, ...(phases !== undefined && { phases }) };
      at += lasts;
      return period;
    });
    const timeOf = (offset: number): Utc => utc(start + offset * 1000);
    return {
      id: 1,
      stackLevel: 0,
      purpose: 'TxDefaultProfile',
      kind,
      ...(kind === 'Recurring' && { recurrency }),
      ...(validFrom !== undefined && { validFrom: timeOf(validFrom) }),
      ...(validTo !== undefined && { validTo: timeOf(validTo) }),
      schedule: {
        unit: schedule.unit,
        ...(schedule.duration !== undefined && { durationSeconds: schedule.duration }),
        ...(schedule.startsAt !== undefined && { startAt: timeOf(schedule.startsAt) }),
        periods,
      },
    };
  });

const roundTrips: Readonly<Record<string, (profile: ChargingProfile) => ChargingProfile>> = {
  '1.6': (profile) => read16(say16(profile)),
  '2.x': (profile) => read2(say2(profile)),
  '1.6 to 2.x': (profile) => read2(say2(read16(say16(profile)))),
  '2.x to 1.6': (profile) => read16(say16(read2(say2(profile)))),
};

describe('a profile that is read and said again', () => {
  it.each(Object.keys(roundTrips))('allows never more, and not much less: %s', (way) => {
    const again = roundTrips[way]!;
    const places = fc.record({ lines: fc.constantFrom(1, 2, 3), beganAt: fc.integer({ min: -100_000, max: 0 }) });
    fc.assert(
      fc.property(
        profiles,
        places,
        fc.array(fc.integer({ min: -50_000, max: 200_000 }), { minLength: 8 }),
        (one, where, moments) => {
          const place: Place = { supply: 'tn400', lines: where.lines, beganAt: utc(start + where.beganAt * 1000) };
          const other = again(one);
          for (const moment of moments) {
            const at = utc(start + moment * 1000);
            const before = profileLevel(one, place, at).amps;
            const after = profileLevel(other, place, at).amps;
            if (before === undefined) expect(after).toBeUndefined();
            else {
              expect(after).toBeLessThanOrEqual(before);
              expect(after).toBeGreaterThan(before - 0.21);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a Dynamic one of 2.1 is a plain one in 1.6, as low', () => {
    const dynamic: ChargingProfile = {
      ...fc.sample(profiles, 1)[0]!,
      kind: 'Dynamic',
      schedule: { unit: 'A', periods: [{ startSeconds: 0, limit: 12.34 }] },
    };
    expect(say16(dynamic)).toMatchObject({ chargingProfileKind: 'Relative' });
    expect(say16(dynamic).chargingSchedule.chargingSchedulePeriod).toEqual([{ startPeriod: 0, limit: 12.3 }]);
  });
});

describe('the limits of 2.1 in several fields', () => {
  const some = fc.option(fc.double({ min: -50_000, max: 50_000, noNaN: true }), { nil: undefined });
  const fields = fc.record({
    limit: some,
    limit_L2: some,
    limit_L3: some,
    setpoint: some,
    setpoint_L2: some,
    setpoint_L3: some,
  });

  it('are one that allows no more than each of them, on no phase', () => {
    fc.assert(
      fc.property(fields, fc.constantFrom('A' as const, 'W' as const), (said, unit) => {
        const given = Object.fromEntries(Object.entries(said).filter(([, one]) => one !== undefined)) as typeof said &
          object;
        const plain = plainLimit(given as Parameters<typeof plainLimit>[0], unit);
        expect(plain).toBeGreaterThanOrEqual(0);
        for (const group of [
          ['limit', 'limit_L2', 'limit_L3'],
          ['setpoint', 'setpoint_L2', 'setpoint_L3'],
        ] as const) {
          const all = group.flatMap((name) => said[name] ?? []);
          const sum = all.reduce((total, one) => total + Math.max(0, one), 0);
          if (all.length > 0 && unit === 'A') expect(plain).toBeLessThanOrEqual(Math.max(0, Math.min(...all)));
          if (all.length > 0 && unit === 'W') expect(plain).toBeLessThanOrEqual(sum + 1e-6);
          if (all.length === 0) continue;
        }
        if (Object.keys(given).length === 0) expect(plain).toBe(noLimit);
        expect(plainLimit({ ...(given as object), operationMode: 'Idle' }, unit)).toBe(0);
      }),
    );
  });
});
