import { describe, expect, it } from 'vitest';
import type { Calendar, History } from '../../../../src/control/plan/forecast.ts';
import { forecast, newHistory, quantileOf, remember } from '../../../../src/control/plan/forecast.ts';
import { slotsFrom } from '../../../../src/control/plan/slots.ts';
import { utc } from '../../../../src/model/time.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const calendar: Calendar = {
  minuteOfDay: (at) => (at / minute) % (24 * 60),
  isWorkday: (at) => Math.floor(at / day) % 7 < 5,
};

/** 20 kW at night and 80 by day, a little more each day. */
function fiveDays(): History {
  let history = newHistory();
  for (let at = 0; at < 5 * day; at += 15 * minute) {
    const hour = (at / minute / 60) % 24;
    const value = (hour >= 8 && hour < 18 ? 80 : 20) + Math.floor(at / day);
    history = remember(history, { at: utc(at), value }, calendar);
  }
  return history;
}

const outlook = { startsAt: utc(7 * day), slotMinutes: Array<number>(24).fill(60), quantile: 0.9, unknown: 120 };

describe('a forecast of other load', () => {
  it('is the high end of what it was at this hour', () => {
    const values = forecast(fiveDays(), outlook, calendar);
    expect(values[3]).toBe(24);
    expect(values[12]).toBe(84);
  });

  it('begins at what is now, and goes over to what is usual', () => {
    const values = forecast(fiveDays(), { ...outlook, now: 60 }, calendar);
    expect(values[0]).toBe(60);
    expect(values[1]).toBe(42);
    expect(values[7]).toBeLessThan(25);
  });

  it('is the worst case where nothing is known, and the careful end where little is', () => {
    expect(forecast(newHistory(), outlook, calendar)).toEqual(Array<number>(24).fill(120));
    const saturday = { ...outlook, startsAt: utc(5 * day) };
    expect(forecast(fiveDays(), saturday, calendar)[12]).toBe(84);
    expect(forecast(fiveDays(), { ...saturday, quantile: 0.1 }, calendar)[12]).toBe(80);
  });

  it('leaves out what is no number', () => {
    expect(remember(newHistory(), { at: utc(0), value: Number.NaN }, calendar)).toEqual(newHistory());
    expect(quantileOf([], 0.5)).toBeNaN();
    expect(quantileOf([1, 3], 0.5)).toBe(2);
  });
});

describe('the slots of a plan', () => {
  it('E47 end at the quarters of the clock, and grow longer', () => {
    expect(slotsFrom(utc(5 * minute), 40)).toEqual([10, 15, 15]);
    expect(slotsFrom(utc(0), 30)).toEqual([15, 15]);
    expect(slotsFrom(utc(14.5 * minute), 20)).toEqual([15.5, 15]);
    const long = slotsFrom(utc(0), 1e9);
    expect(long.reduce((sum, one) => sum + one, 0)).toBe(48 * 60);
    expect(long).toHaveLength(48 + 24 + 24);
  });
});
