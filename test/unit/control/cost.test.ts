import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Prices, Reading } from '../../../src/control/cost.ts';
import { bordersBetween, costBetween, goOn } from '../../../src/control/cost.ts';
import { readTariff } from '../../../src/control/csms-tariff.ts';
import { priceAt } from '../../../src/control/tariff.ts';
import { dayOf, wallIso } from '../../../src/model/day.ts';
import { moneyText, roundMoney } from '../../../src/model/money.ts';
import { seriesOf } from '../../../src/model/price.ts';
import { utc } from '../../../src/model/time.ts';
import type { TariffCase } from './tariff-cases.ts';
import { tariffCases } from './tariff-cases.ts';

const at = (text: string) => utc(Date.parse(text));
const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

function pricesOf({ zone, currency, defaultPrice, periods, series }: Partial<TariffCase>): Prices {
  return {
    tariff: {
      currency: currency ?? 'EUR',
      defaultPricePerKwh: defaultPrice ?? 0.34,
      periods: (periods ?? []).map((one) => ({ ...one, from: minuteOf(one.from), to: minuteOf(one.to) })),
    },
    series:
      series === undefined
        ? undefined
        : seriesOf(series.map(([on, price]) => ({ startsAt: at(on), pricePerKwh: price }))),
    timezone: zone ?? 'Europe/Berlin',
  };
}

describe('golden cases of the tariff', () => {
  it.each(tariffCases)('$name', (one) => {
    const prices = pricesOf(one);
    const cost = costBetween(prices, { at: at(one.from), wh: 500 }, { at: at(one.to), wh: 500 + one.kWh * 1000 });
    expect(moneyText(cost, prices.tariff.currency)).toBe(one.cost);
  });
});

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Havana',
  'UTC',
] as const;
/** Around both changes of the year, in each zone. */
const starts = ['2026-03-07', '2026-03-28', '2026-04-04', '2026-10-24', '2026-10-31', '2026-11-27'] as const;
const anyPrices = fc.record({
  zone: fc.constantFrom(...zones),
  defaultPrice: fc.integer({ min: -20, max: 60 }).map((cents) => cents / 100),
  periods: fc.array(
    fc.record({
      from: fc.constantFrom('22:00', '00:00', '02:00', '02:30', '07:07'),
      to: fc.constantFrom('06:00', '24:00', '03:00', '12:15'),
      pricePerKwh: fc.integer({ min: -20, max: 60 }).map((cents) => cents / 100),
    }),
    { maxLength: 3 },
  ),
});
/** Registers that count up, some minutes apart. */
const anyReadings = fc
  .record({
    start: fc.constantFrom(...starts),
    steps: fc.array(fc.record({ minutes: fc.integer({ min: 0, max: 400 }), wh: fc.nat(20_000) }), {
      minLength: 1,
      maxLength: 12,
    }),
  })
  .map(({ start, steps }) => {
    let last: Reading = { at: at(`${start}T12:00Z`), wh: 12_345 };
    return [
      last,
      ...steps.map(({ minutes, wh }) => (last = { at: utc(last.at + minutes * 60_000), wh: last.wh + wh })),
    ];
  });

describe('what a session costs', () => {
  it('is the sum over its pieces, wherever it is split', () => {
    fc.assert(
      fc.property(anyPrices, anyReadings, fc.nat(1000), (drawn, readings, split) => {
        const prices = pricesOf(drawn);
        for (const [place, to] of readings.entries()) {
          const from = readings[place - 1];
          if (from === undefined || to.at === from.at) continue;
          const share = split / 1000;
          const middle = { at: utc(from.at + (to.at - from.at) * share), wh: from.wh + (to.wh - from.wh) * share };
          const whole = costBetween(prices, from, to);
          expect(costBetween(prices, from, middle) + costBetween(prices, middle, to)).toBeCloseTo(whole, 6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same as a walk by minutes finds', () => {
    fc.assert(
      fc.property(anyPrices, fc.constantFrom(...starts), fc.integer({ min: 1, max: 2000 }), (drawn, start, minutes) => {
        const prices = pricesOf(drawn);
        const from = { at: at(`${start}T12:00Z`), wh: 0 };
        let sum = 0;
        for (let minute = 0; minute < minutes; minute += 1)
          sum += priceAt(prices.tariff, undefined, prices.timezone, utc(from.at + minute * 60_000)).pricePerKwh;
        const cost = costBetween(prices, from, { at: utc(from.at + minutes * 60_000), wh: 60_000 });
        expect(cost).toBeCloseTo((sum / minutes) * 60, 6);
      }),
      { numRuns: 30 },
    );
  });

  it('does not change by being written down on the way, and each piece has one price at its end and one day', () => {
    fc.assert(
      fc.property(anyPrices, anyReadings, (drawn, readings) => {
        const prices = pricesOf(drawn);
        let priced = { ...readings[0]!, cost: 0 };
        let [pieces, whole] = [0, 0];
        for (const [place, to] of readings.entries()) {
          const from = readings[place - 1] ?? to;
          if (place > 0) whole += costBetween(prices, from, to);
          priced = from.at >= priced.at ? goOn(prices, priced, from) : priced;
          for (const border of bordersBetween(prices, priced.at, from, to)) {
            priced = goOn(prices, priced, border);
            pieces += 1;
          }
          const rest = priceAt(prices.tariff, undefined, prices.timezone, priced.at).pricePerKwh;
          if (to.at > priced.at)
            expect(priceAt(prices.tariff, undefined, prices.timezone, utc(to.at - 1)).pricePerKwh).toBe(rest);
          expect(dayOf(prices.timezone, priced.at).until).toBeGreaterThan(to.at);
        }
        const end = goOn(prices, priced, readings.at(-1)!);
        expect(Math.abs(end.cost - whole)).toBeLessThanOrEqual((pieces + readings.length + 2) * 1e-6);
        expect(Math.abs(roundMoney(end.cost, 'EUR') - roundMoney(whole, 'EUR'))).toBeLessThan(0.0101);
      }),
      { numRuns: 60 },
    );
  });

  it('takes no session for longer than 31 days, whatever a clock says', () => {
    const prices = pricesOf({ periods: [{ from: '22:00', to: '06:00', pricePerKwh: 0.18 }] });
    const cost = costBetween(prices, { at: utc(0), wh: 0 }, { at: at('2026-06-20T12:00Z'), wh: 3000 });
    expect(cost).toBeCloseTo(0.34 * 2 + 0.18, 2);
    expect(
      bordersBetween(prices, utc(0), { at: utc(0), wh: 0 }, { at: at('2026-06-20T12:00Z'), wh: 3000 }),
    ).toHaveLength(32);
  });
});

describe('days and times of a site', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T12:00Z', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25T12:00Z', '2026-10-25', 25],
    ['Australia/Lord_Howe', '2026-04-05T06:00Z', '2026-04-05', 24.5],
    // Clocks go from 24:00 to 01:00, and from 01:00 back to midnight.
    ['America/Havana', '2026-03-08T12:00Z', '2026-03-08', 23],
    ['America/Havana', '2026-11-01T12:00Z', '2026-11-01', 25],
  ])('in %s at %s is %s, of %d hours', (zone, moment, name, hours) => {
    const day = dayOf(zone, at(moment));
    expect([day.name, (day.until - day.from) / 3_600_000]).toEqual([name, hours]);
    expect(dayOf(zone, day.until).from).toBe(day.until);
    expect(dayOf(zone, utc(day.from - 1)).until).toBe(day.from);
  });

  it.each([
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T02:30:00+02:00'],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00+01:00'],
    ['Asia/Kolkata', '2026-10-25T00:30:07Z', '2026-10-25T06:00:07+05:30'],
    ['America/St_Johns', '2026-12-25T00:30:00Z', '2026-12-24T21:00:00-03:30'],
    ['UTC', '2026-12-25T00:30:00Z', '2026-12-25T00:30:00+00:00'],
  ])('in %s writes %s as %s', (zone, moment, text) => {
    expect(wallIso(zone, at(moment))).toBe(text);
    expect(Date.parse(text)).toBe(at(moment));
  });
});

describe('a tariff of OCPP 2.1', () => {
  const energy = (prices: unknown): string => JSON.stringify({ tariffId: 't', currency: 'EUR', energy: { prices } });

  it('says what hours cost, and keeps to itself what depends on anything else', () => {
    const prices = [
      { priceKwh: 0.1, conditions: { startTimeOfDay: '22:00', endTimeOfDay: '06:00' } },
      { priceKwh: 0.2, conditions: { dayOfWeek: ['Saturday', 'Sunday'] } },
      { priceKwh: 0.9, conditions: { minPower: 50_000 } },
      { priceKwh: 0.3 },
      { priceKwh: 0.7 },
    ];
    expect(readTariff(energy(prices))).toEqual({
      currency: 'EUR',
      defaultPricePerKwh: 0.3,
      periods: [
        { from: 1320, to: 360, pricePerKwh: 0.1 },
        { from: 0, to: 1440, days: ['sat', 'sun'], pricePerKwh: 0.2 },
      ],
    });
  });

  it('is none where no price holds at any time, and whatever else it is', () => {
    expect(readTariff(energy([{ priceKwh: 0.1, conditions: { startTimeOfDay: '22:00' } }]))).toBeUndefined();
    for (const text of ['', 'null', '[]', '{}', '{"currency":"EUR"}', energy(7), energy([{}])])
      expect(readTariff(text)).toBeUndefined();
    fc.assert(fc.property(fc.json(), (text) => readTariff(text) === undefined || true));
    for (const conditions of [null, 7, []]) expect(readTariff(energy([{ priceKwh: 0.2, conditions }]))).toBeUndefined();
    expect(readTariff(energy([null, { priceKwh: 0.2 }]))).toMatchObject({ defaultPricePerKwh: 0.2 });
  });
});
