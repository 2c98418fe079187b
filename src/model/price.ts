// Prices that were given for certain hours, such as those of the day-ahead market.

import type { Utc } from './time.ts';
import { utc } from './time.ts';

export interface PriceEntry {
  readonly startsAt: Utc;
  readonly pricePerKwh: number;
}

/** In order of time. Each entry holds for `entryMs`, or until the next where that is sooner. */
export interface PriceSeries {
  readonly entries: readonly PriceEntry[];
  readonly entryMs: number;
}

/** Ten days of quarters of an hour. */
export const mostPrices = 960;
/** Markets trade hours, halves and quarters: what is missing after that is missing. */
const longestEntryMs = 3_600_000;

/**
 * A series from entries in any order; of two for one moment the last counts. An entry holds as long as the shortest distance
 * between two of them, at most an hour, so that an hour that was left out has no price.
 */
export function seriesOf(entries: readonly PriceEntry[]): PriceSeries {
  const byTime = new Map(entries.map((one) => [one.startsAt, one]));
  const sorted = [...byTime.values()].sort((a, b) => a.startsAt - b.startsAt);
  const entryMs = sorted.reduce(
    (least, { startsAt }, at) => (at === 0 ? least : Math.min(least, startsAt - sorted[at - 1]!.startsAt)),
    longestEntryMs,
  );
  return { entries: sorted, entryMs };
}

/** When the series ends; undefined for an empty one. */
export function endOf({ entries, entryMs }: PriceSeries): Utc | undefined {
  const last = entries.at(-1);
  return last === undefined ? undefined : utc(last.startsAt + entryMs);
}
