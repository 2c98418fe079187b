// Golden cases of what energy costs, worked out by hand: between two moments, by a clock on the wall of the site. Whoever bills by
// the same tariff finds the same amounts.

import type { Tariff } from '../../../src/model/config/energy.ts';

export interface TariffCase {
  readonly name: string;
  readonly zone?: string;
  readonly currency?: string;
  readonly defaultPrice?: number;
  /** As in the site file. */
  readonly periods?: readonly (Omit<Tariff['periods'][number], 'from' | 'to'> & { from: string; to: string })[];
  /** Prices given for certain hours. */
  readonly series?: readonly (readonly [at: string, price: number])[];
  readonly from: string;
  readonly to: string;
  readonly kWh: number;
  /** As an invoice has it. */
  readonly cost: string;
}

const night = [{ from: '22:00', to: '06:00', pricePerKwh: 0.18 }] as const;
/** The hour that comes twice, or never. */
const leap = [{ from: '02:00', to: '03:00', pricePerKwh: 0.1 }] as const;
const weekend = [{ days: ['sat', 'sun'], from: '00:00', to: '24:00', pricePerKwh: 0.25 }] as const;

export const tariffCases: readonly TariffCase[] = [
  { name: 'one price', from: '2026-11-27T12:00+01:00', to: '2026-11-27T14:00+01:00', kWh: 10, cost: '3.40' },
  {
    name: 'half of it after a period began',
    periods: night,
    from: '2026-11-27T21:00+01:00',
    to: '2026-11-27T23:00+01:00',
    kWh: 10,
    cost: '2.60',
  },
  {
    name: 'over midnight in a period that lasts over midnight',
    periods: night,
    from: '2026-11-27T23:00+01:00',
    to: '2026-11-28T01:00+01:00',
    kWh: 10,
    cost: '1.80',
  },
  {
    name: 'over midnight into another day of the week',
    periods: weekend,
    from: '2026-11-27T23:00+01:00',
    to: '2026-11-28T01:00+01:00',
    kWh: 2,
    cost: '0.59',
  },
  {
    name: 'from the very minute at which a period ends',
    periods: night,
    from: '2026-11-27T06:00+01:00',
    to: '2026-11-27T07:00+01:00',
    kWh: 1,
    cost: '0.34',
  },
  {
    name: 'up to the very minute at which a period begins',
    periods: night,
    from: '2026-11-27T21:00+01:00',
    to: '2026-11-27T22:00+01:00',
    kWh: 1,
    cost: '0.34',
  },
  {
    name: 'of several periods that are open the first',
    periods: [...night, { from: '00:00', to: '24:00', pricePerKwh: 0.5 }],
    from: '2026-11-27T21:00+01:00',
    to: '2026-11-27T23:00+01:00',
    kWh: 2,
    cost: '0.68',
  },
  {
    name: 'a night of seven hours (clocks go forward)',
    periods: night,
    from: '2026-03-28T21:00+01:00',
    to: '2026-03-29T07:00+02:00',
    kWh: 9,
    cost: '1.94',
  },
  {
    name: 'a night of nine hours (clocks go back)',
    periods: night,
    from: '2026-10-24T21:00+02:00',
    to: '2026-10-25T07:00+01:00',
    kWh: 11,
    cost: '2.30',
  },
  {
    name: 'an hour that never comes',
    periods: leap,
    from: '2026-03-29T01:00+01:00',
    to: '2026-03-29T04:00+02:00',
    kWh: 2,
    cost: '0.68',
  },
  {
    name: 'an hour that comes twice',
    periods: leap,
    from: '2026-10-25T01:00+02:00',
    to: '2026-10-25T04:00+01:00',
    kWh: 4,
    cost: '0.88',
  },
  {
    name: 'a period that begins in the hour that never comes begins when clocks have leapt',
    periods: [{ from: '02:30', to: '06:00', pricePerKwh: 0.1 }],
    from: '2026-03-29T01:00+01:00',
    to: '2026-03-29T04:00+02:00',
    kWh: 2,
    cost: '0.44',
  },
  {
    name: 'clocks that are set by half an hour',
    zone: 'Australia/Lord_Howe',
    periods: [{ from: '01:00', to: '02:00', pricePerKwh: 0.1 }],
    from: '2026-04-05T00:00+11:00',
    to: '2026-04-05T03:00+10:30',
    kWh: 3.5,
    cost: '0.83',
  },
  {
    name: 'a zone of half an hour, without summer time',
    zone: 'Asia/Kolkata',
    currency: 'INR',
    defaultPrice: 8,
    periods: [{ from: '22:00', to: '06:00', pricePerKwh: 6 }],
    from: '2026-06-01T16:00Z',
    to: '2026-06-01T17:00Z',
    kWh: 2,
    cost: '14.00',
  },
  {
    name: 'New York goes forward three weeks before Berlin',
    zone: 'America/New_York',
    currency: 'USD',
    periods: night,
    from: '2026-03-07T21:00-05:00',
    to: '2026-03-08T07:00-04:00',
    kWh: 9,
    cost: '1.94',
  },
  { name: 'no energy', from: '2026-11-27T12:00+01:00', to: '2026-11-28T12:00+01:00', kWh: 0, cost: '0.00' },
  {
    name: 'no time: the price of the moment',
    periods: night,
    from: '2026-11-27T22:00+01:00',
    to: '2026-11-27T22:00+01:00',
    kWh: 1,
    cost: '0.18',
  },
  {
    name: 'a clock that was set back: the price at the end',
    periods: night,
    from: '2026-11-27T23:00+01:00',
    to: '2026-11-27T12:00+01:00',
    kWh: 1,
    cost: '0.34',
  },
  {
    name: 'a price below zero',
    defaultPrice: -0.05,
    from: '2026-11-27T12:00+01:00',
    to: '2026-11-27T14:00+01:00',
    kWh: 10,
    cost: '-0.50',
  },
  {
    name: 'so little below zero is nothing, and nothing has no sign',
    defaultPrice: -0.001,
    from: '2026-11-27T12:00+01:00',
    to: '2026-11-27T14:00+01:00',
    kWh: 1,
    cost: '0.00',
  },
  {
    name: 'half a cent is a cent (0.345 is less than that in binary)',
    defaultPrice: 0.345,
    from: '2026-11-27T12:00+01:00',
    to: '2026-11-27T14:00+01:00',
    kWh: 1,
    cost: '0.35',
  },
  {
    name: 'half a cent is a cent (1.005)',
    defaultPrice: 0.335,
    from: '2026-11-27T12:00+01:00',
    to: '2026-11-27T14:00+01:00',
    kWh: 3,
    cost: '1.01',
  },
  {
    name: 'half a cent below zero is a cent below zero',
    defaultPrice: -0.345,
    from: '2026-11-27T12:00+01:00',
    to: '2026-11-27T14:00+01:00',
    kWh: 1,
    cost: '-0.35',
  },
  {
    name: 'less than half a cent is none',
    defaultPrice: 0.3449,
    from: '2026-11-27T12:00+01:00',
    to: '2026-11-27T14:00+01:00',
    kWh: 1,
    cost: '0.34',
  },
  {
    name: 'yen have no digits',
    zone: 'Asia/Tokyo',
    currency: 'JPY',
    defaultPrice: 33,
    from: '2026-11-27T12:00+09:00',
    to: '2026-11-27T14:00+09:00',
    kWh: 1.5,
    cost: '50',
  },
  {
    name: 'dinars of Kuwait have three',
    zone: 'Asia/Kuwait',
    currency: 'KWD',
    defaultPrice: 0.0125,
    from: '2026-11-27T12:00+03:00',
    to: '2026-11-27T14:00+03:00',
    kWh: 0.2,
    cost: '0.003',
  },
  {
    name: 'prices that were given, in quarters, some below zero',
    series: [
      ['2026-11-27T11:00Z', 0.4],
      ['2026-11-27T11:15Z', 0.2],
      ['2026-11-27T11:30Z', -0.1],
      ['2026-11-27T11:45Z', 0.1],
    ],
    from: '2026-11-27T12:00+01:00',
    to: '2026-11-27T13:00+01:00',
    kWh: 4,
    cost: '0.60',
  },
  {
    name: 'an hour that nobody gave a price for falls to the site file',
    periods: night,
    series: [
      ['2026-11-27T20:00Z', 0.1],
      ['2026-11-27T22:00Z', 0.2],
    ],
    from: '2026-11-27T20:00Z',
    to: '2026-11-27T23:00Z',
    kWh: 3,
    cost: '0.48',
  },
];
