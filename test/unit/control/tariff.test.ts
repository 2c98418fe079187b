import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceAt, pricesOver, slotMs } from '../../../src/control/tariff.ts';
import type { Tariff } from '../../../src/model/config/energy.ts';
import { endOf, seriesOf } from '../../../src/model/price.ts';
import { utc } from '../../../src/model/time.ts';

const hour = 3_600_000;
const at = (text: string) => utc(Date.parse(text));
const tariff: Tariff = {
  currency: 'EUR',
  defaultPricePerKwh: 0.34,
  periods: [
    { from: 22 * 60, to: 6 * 60, pricePerKwh: 0.18 },
    { days: ['sat', 'sun'], from: 0, to: 1440, pricePerKwh: 0.25 },
  ],
};
const price = (text: string, series = seriesOf([])) => priceAt(tariff, series, 'Europe/Berlin', at(text));

describe('a time-of-use price', () => {
  it.each([
    ['2026-11-27T12:00:00+01:00', 0.34, 'default'],
    ['2026-11-27T22:00:00+01:00', 0.18, 'period'],
    ['2026-11-28T05:59:00+01:00', 0.18, 'period'],
    ['2026-11-28T06:00:00+01:00', 0.25, 'period'],
  ])('at %s is %d by the %s', (moment, pricePerKwh, source) => {
    expect(price(moment)).toMatchObject({ pricePerKwh, source });
  });

  it('E46 holds by the wall clock on days of 23 and 25 hours', () => {
    const night = (day: string) =>
      pricesOver({ ...tariff, periods: tariff.periods.slice(0, 1) }, undefined, 'Europe/Berlin', at(day), 100).filter(
        ({ pricePerKwh }) => pricePerKwh === 0.18,
      ).length;
    expect(night('2026-03-28T12:00:00+01:00')).toBe(7 * 4);
    expect(night('2026-10-24T12:00:00+02:00')).toBe(9 * 4);
    expect(night('2026-06-24T12:00:00+02:00')).toBe(8 * 4);
  });
});

describe('a series of prices', () => {
  const noon = at('2026-11-27T12:00:00Z');
  const entries = [0, 1, 3].map((hours) => ({ startsAt: utc(noon + hours * hour), pricePerKwh: hours / 10 - 0.1 }));

  it('E48 falls to the site file in an hour that is missing, and says so', () => {
    const slots = pricesOver(tariff, seriesOf(entries), 'UTC', noon, 20);
    expect(slots.map(({ source }) => source[0]).join('')).toBe('ssssssssddddssssdddd');
    expect(slots.map(({ pricePerKwh }) => pricePerKwh).filter((_, slot) => slot % 4 === 0)).toEqual([
      -0.1,
      0,
      0.34,
      expect.closeTo(0.2) as number,
      0.34,
    ]);
    expect(endOf(seriesOf(entries))).toBe(noon + 4 * hour);
  });

  it('comes in any order, in quarters too, and of two for one moment the last counts', () => {
    const quarters = [2, 0, 1, 1].map((slot, place) => ({ startsAt: utc(noon + slot * slotMs), pricePerKwh: place }));
    const slots = pricesOver(tariff, seriesOf(quarters), 'UTC', utc(noon + 5), 4);
    expect(slots.map(({ pricePerKwh }) => pricePerKwh)).toEqual([1, 3, 0, 0.34]);
    expect(slots[0]!.startsAt).toBe(noon);
    expect(endOf(seriesOf([]))).toBeUndefined();
  });

  it('E47 E48 has slots that are the mean of what a walk by minutes finds', () => {
    const anyEntries = fc.array(
      fc.record({ startsAt: fc.integer({ min: 0, max: 200 }), pricePerKwh: fc.integer({ min: -10, max: 60 }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(anyEntries, fc.nat(300), (drawn, from) => {
        const series = seriesOf(
          drawn.map((one) => ({ startsAt: utc(noon + one.startsAt * 60_000), pricePerKwh: one.pricePerKwh / 100 })),
        );
        for (const { startsAt, pricePerKwh } of pricesOver(tariff, series, 'UTC', utc(noon + from * 60_000), 6)) {
          expect(startsAt % slotMs).toBe(0);
          let sum = 0;
          for (let minute = 0; minute < 15; minute += 1)
            sum += priceAt(tariff, series, 'UTC', utc(startsAt + minute * 60_000)).pricePerKwh;
          expect(pricePerKwh).toBeCloseTo(sum / 15, 6);
        }
      }),
      { numRuns: 200 },
    );
  });
});
