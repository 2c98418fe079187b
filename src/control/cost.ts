// What energy of a session costs: piece by piece, at the price of the moment, unrounded.

import type { Tariff } from '../model/config/energy.ts';
import { dayOf } from '../model/day.ts';
import type { PriceSeries } from '../model/price.ts';
import type { Utc } from '../model/time.ts';
import { utc } from '../model/time.ts';
import { priceAt } from './tariff.ts';

/** What prices follow from. */
export interface Prices {
  readonly tariff: Tariff;
  /** None where nobody gave one. */
  readonly series: PriceSeries | undefined;
  readonly timezone: string;
}

/** A register that counts up, at a moment. */
export interface Reading {
  readonly at: Utc;
  readonly wh: number;
}

/** Up to when the energy of a session is priced, and what it costs up to there. */
export interface Priced extends Reading {
  /** In the currency of the tariff, to the millionth: amounts are rounded once, at the end. */
  readonly cost: number;
}

/** No session lasts longer: of one that says so, a clock was wrong, and its energy counts as of its last days. */
const longestPieceMs = 31 * 86_400_000;

/**
 * What the energy between two readings costs, spread evenly over the time between them. Where there is no time between them,
 * or less than none, the price of the second counts.
 */
export function costBetween(prices: Prices, from: Reading, to: Reading): number {
  const kWh = (to.wh - from.wh) / 1000;
  if (kWh === 0) return 0;
  const start = Math.max(from.at, to.at - longestPieceMs);
  const ms = to.at - start;
  if (ms <= 0) return kWh * priceOf(prices, to.at).pricePerKwh;
  let sum = 0;
  for (let at = start; at < to.at;) {
    const { pricePerKwh, changesAt } = priceOf(prices, utc(at));
    const end = Math.min(to.at, changesAt);
    sum += pricePerKwh * (end - at);
    at = end;
  }
  return (sum / ms) * kWh;
}

const priceOf = ({ tariff, series, timezone }: Prices, at: Utc) => priceAt(tariff, series, timezone, at);

/** What comes after `before`, where the register says `to`. */
export const goOn = (prices: Prices, before: Priced, to: Reading): Priced => ({
  ...to,
  cost: millionth(before.cost + costBetween(prices, before, to)),
});

/**
 * Where a session has to be priced between two readings so that the rest has one price and lies in one day of the site: at
 * each midnight, and where the price changed last. Nothing where neither lies between them.
 */
export function bordersBetween(prices: Prices, since: Utc, from: Reading, to: Reading): Reading[] {
  const moments = new Set<number>();
  let { until } = dayOf(prices.timezone, utc(Math.max(from.at, to.at - longestPieceMs)));
  while (until <= to.at) {
    moments.add(until);
    until = dayOf(prices.timezone, until).until;
  }
  const last = lastChange(prices, utc(Math.max(from.at, to.at - longestPieceMs)), to.at, since);
  if (last !== undefined) moments.add(last);
  return [...moments].sort((a, b) => a - b).map((at) => ({ at: utc(at), wh: registerAt(from, to, at) }));
}

/** `since`: the moment whose price has counted up to `from`. */
function lastChange(prices: Prices, from: Utc, to: Utc, since: Utc): Utc | undefined {
  let last: Utc | undefined;
  let price = priceOf(prices, since).pricePerKwh;
  for (let at = from; at <= to;) {
    const now = priceOf(prices, at);
    if (now.pricePerKwh !== price) last = at;
    price = now.pricePerKwh;
    at = now.changesAt;
  }
  return last;
}

const registerAt = (from: Reading, to: Reading, at: number): number =>
  to.at <= from.at ? to.wh : from.wh + (to.wh - from.wh) * Math.min(1, Math.max(0, (at - from.at) / (to.at - from.at)));

const millionth = (amount: number): number => Math.round(amount * 1e6) / 1e6;
