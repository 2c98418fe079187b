// Limits by the clock: tables by hand, and random windows against a walk minute by minute.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastLimit, limitAt } from '../../../src/control/windows.ts';
import type { LimitWindow } from '../../../src/model/config/site.ts';
import type { CircuitId } from '../../../src/model/ids.ts';
import { openAt } from '../../../src/model/timetable.ts';
import type { Utc } from '../../../src/model/time.ts';
import { utc } from '../../../src/model/time.ts';
import type { DayWindow, Weekday } from '../../../src/model/zone.ts';
import { isWithin } from '../../../src/model/zone.ts';

const main = 'main' as CircuitId;
const at = (text: string): Utc => utc(Date.parse(text));
const iso = (moment: Utc): string => new Date(moment).toISOString().slice(0, 16);
const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const window = (from: string, to: string, amps: number, days?: Weekday[]): LimitWindow => ({
  from: clock(from),
  to: clock(to),
  amps,
  ...(days !== undefined && { days }),
});
const circuit = (...limits: LimitWindow[]) => ({ id: main, limitAmps: 250, limits });

describe('a window of a circuit', () => {
  const evening = circuit(window('17:00', '20:00', 120, ['mon', 'tue', 'wed', 'thu', 'fri']));

  it.each([
    ['2026-11-27T16:59:59+01:00', 250, '2026-11-27T16:00'],
    ['2026-11-27T17:00:00+01:00', 120, '2026-11-27T19:00'],
    ['2026-11-27T19:59:59+01:00', 120, '2026-11-27T19:00'],
    // A Friday: the next is on Monday.
    ['2026-11-27T20:00:00+01:00', 250, '2026-11-30T16:00'],
    ['2026-11-28T18:00:00+01:00', 250, '2026-11-30T16:00'],
  ])('at %s leaves %d A until %s', (moment, amps, changesAt) => {
    const now = limitAt(evening, 'Europe/Berlin', at(moment));
    expect(now.amps).toBe(amps);
    expect(iso(now.changesAt)).toBe(changesAt);
    expect(now.reason).toEqual(amps < 250 ? { kind: 'window', circuit: main } : undefined);
  });

  it('E46 opens by the wall clock on days of 23 and 25 hours, and over midnight', () => {
    const night = circuit(window('22:00', '06:00', 50));
    const next = (moment: string): string => iso(limitAt(night, 'Europe/Berlin', at(moment)).changesAt);
    expect(next('2026-03-28T23:00:00+01:00')).toBe('2026-03-29T04:00');
    expect(next('2026-10-24T23:00:00+02:00')).toBe('2026-10-25T05:00');
    const leap = circuit(window('02:00', '03:00', 50));
    // There is no such hour in spring, and two of them in autumn.
    expect(iso(limitAt(leap, 'Europe/Berlin', at('2026-03-29T00:30:00+01:00')).changesAt)).toBe('2026-03-30T00:00');
    expect(iso(limitAt(leap, 'Europe/Berlin', at('2026-10-25T02:30:00+02:00')).changesAt)).toBe('2026-10-25T02:00');
  });

  it('with others counts as the least that is open', () => {
    const both = circuit(window('08:00', '20:00', 100), window('12:00', '14:00', 60), window('13:00', '15:00', 80));
    const amps = (hour: string): number => limitAt(both, 'UTC', at(`2026-05-05T${hour}:00Z`)).amps;
    expect(['07:59', '08:00', '12:30', '13:30', '14:30', '15:00', '20:00'].map(amps)).toEqual([
      250, 100, 60, 60, 80, 100, 250,
    ]);
  });

  it('E49 may be open while nobody knows the time', () => {
    expect(leastLimit(circuit(window('08:00', '20:00', 100), window('12:00', '14:00', 60)))).toMatchObject({
      amps: 60,
    });
    expect(leastLimit({ id: main, limitAmps: 40 })).toEqual({ amps: 40, changesAt: Infinity });
  });
});

describe('a timetable', () => {
  const minute = 60_000;
  const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/New_York'];
  const days = fc.subarray<Weekday>(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], { minLength: 1 });
  const anyWindow: fc.Arbitrary<DayWindow> = fc
    .record({ from: fc.nat(1440), to: fc.nat(1440), days: fc.option(days, { nil: undefined }) })
    .map(({ days: named, ...times }) => ({ ...times, ...(named !== undefined && { days: named }) }));
  // Around the days on which some of these zones set their clocks, and others.
  const leaps = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2026-06-15'];

  it('E46 says what a walk minute by minute says, and when that changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.array(anyWindow, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...leaps),
        fc.integer({ min: -1500, max: 1500 }),
        (zone, windows, leap, minutes) => {
          const start = Date.parse(`${leap}T00:00:00Z`) + minutes * minute;
          const byWalk = (moment: number): string =>
            windows.flatMap((one, place) => (isWithin(one, zone, utc(moment)) ? [place] : [])).join();
          const { open, changesAt } = openAt(windows, zone, utc(start));
          expect(open.join()).toBe(byWalk(start));
          for (let moment = start; moment < Math.min(changesAt, start + 300 * minute); moment += minute)
            expect(byWalk(moment)).toBe(open.join());
          if (changesAt < start + 8 * 1440 * minute) expect(byWalk(changesAt)).not.toBe(open.join());
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is right for whatever order of looks, backwards too', () => {
    const windows: DayWindow[] = [{ from: 60, to: 120 }];
    for (const day of [400, 3, 200, 0, 200.05, 199]) {
      const moment = utc(Date.UTC(2026, 0, 1) + day * 86_400_000);
      expect(openAt(windows, 'Europe/Berlin', moment).open.length > 0).toBe(
        isWithin(windows[0]!, 'Europe/Berlin', moment),
      );
    }
  });
});
