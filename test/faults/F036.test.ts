// Days on which clocks are set: 23 hours and 25 hours. The expected moments were worked out by hand from the tables of the
// zones, not by this code.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Utc } from '../../src/model/time.ts';
import { utc } from '../../src/model/time.ts';
import { isWithin, localTime, offsetMs, utcOf } from '../../src/model/zone.ts';

const minute = 60_000;
const hour = 60 * minute;
const iso = (at: Utc): string => new Date(at).toISOString().slice(0, 16);
const dayOf = (text: string) => {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return { year, month, day };
};
const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** Zone, day, time on the wall, moment in UTC. */
const golden: readonly (readonly [string, string, string, string])[] = [
  ['Europe/Berlin', '2026-03-28', '12:00', '2026-03-28T11:00'],
  ['Europe/Berlin', '2026-03-29', '00:00', '2026-03-28T23:00'],
  ['Europe/Berlin', '2026-03-29', '01:59', '2026-03-29T00:59'],
  // There is no 02:30 on this day.
  ['Europe/Berlin', '2026-03-29', '02:00', '2026-03-29T01:00'],
  ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00'],
  ['Europe/Berlin', '2026-03-29', '03:00', '2026-03-29T01:00'],
  ['Europe/Berlin', '2026-03-29', '12:00', '2026-03-29T10:00'],
  ['Europe/Berlin', '2026-03-30', '00:00', '2026-03-29T22:00'],
  ['Europe/Berlin', '2026-10-25', '00:00', '2026-10-24T22:00'],
  // And two of them on this one: the first counts.
  ['Europe/Berlin', '2026-10-25', '02:00', '2026-10-25T00:00'],
  ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30'],
  ['Europe/Berlin', '2026-10-25', '03:00', '2026-10-25T02:00'],
  ['Europe/Berlin', '2026-10-26', '00:00', '2026-10-25T23:00'],
  ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:00'],
  ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30'],
  ['America/New_York', '2026-11-02', '00:00', '2026-11-02T05:00'],
  ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30'],
  ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45'],
  ['Asia/Kolkata', '2026-06-01', '00:00', '2026-05-31T18:30'],
  ['UTC', '2026-03-29', '02:30', '2026-03-29T02:30'],
];

it.each(golden)('F036 %s %s %s is %s', (zone, day, time, expected) => {
  expect(iso(utcOf(zone, dayOf(day), clock(time)))).toBe(expected);
});

/** Minutes of a day of a site in which a window is open. */
function openMinutes(zone: string, day: string, from: string, to: string): number {
  const [start, end] = [utcOf(zone, dayOf(day), 0), utcOf(zone, dayOf(day), 24 * 60)];
  let open = 0;
  for (let at: number = start; at < end; at += minute)
    if (isWithin({ from: clock(from), to: clock(to) }, zone, utc(at))) open += 1;
  return open;
}

describe.each([
  ['2026-03-28', 24],
  ['2026-03-29', 23],
  ['2026-10-25', 25],
])('F036 Berlin on %s', (day, hours) => {
  const spring = hours === 23;
  const autumn = hours === 25;

  it(`F036 has ${hours} hours`, () => {
    expect(utcOf('Europe/Berlin', dayOf(day), 24 * 60) - utcOf('Europe/Berlin', dayOf(day), 0)).toBe(hours * hour);
    expect(openMinutes('Europe/Berlin', day, '00:00', '24:00')).toBe(hours * 60);
  });

  it('F036 has the hours of a window as the clock on the wall shows them', () => {
    expect(openMinutes('Europe/Berlin', day, '17:00', '20:00')).toBe(180);
    expect(openMinutes('Europe/Berlin', day, '22:00', '06:00')).toBe((spring ? 7 : autumn ? 9 : 8) * 60);
    expect(openMinutes('Europe/Berlin', day, '02:00', '03:00')).toBe((spring ? 0 : autumn ? 2 : 1) * 60);
  });
});

it('F036 a window that ends the day after belongs to the day on which it began', () => {
  const night = { days: ['sat'], from: clock('22:00'), to: clock('06:00') } as const;
  const at = (text: string): boolean => isWithin(night, 'Europe/Berlin', utc(Date.parse(text)));
  expect(at('2026-03-28T22:30:00+01:00')).toBe(true);
  expect(at('2026-03-29T05:59:00+02:00')).toBe(true);
  expect(at('2026-03-29T06:00:00+02:00')).toBe(false);
  expect(at('2026-03-29T22:30:00+02:00')).toBe(false);
  expect(at('2026-03-28T05:00:00+01:00')).toBe(false);
});

it('F036 a moment and what the wall shows name each other, in every zone and season', () => {
  const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu', 'UTC'];
  const moment = fc.integer({ min: Date.UTC(2020, 0, 1) / minute, max: Date.UTC(2040, 0, 1) / minute });
  fc.assert(
    fc.property(fc.constantFrom(...zones), moment, (zone, minutes) => {
      const at = utc(minutes * minute);
      const local = localTime(zone, at);
      const again = utcOf(zone, local, local.minuteOfDay);
      // The second of two equal minutes is taken for the first.
      expect(at - again === 0 || at - again === offsetMs(zone, again) - offsetMs(zone, at)).toBe(true);
      expect(localTime(zone, again)).toEqual(local);
    }),
    { numRuns: 500 },
  );
});
