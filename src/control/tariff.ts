// What a kilowatt-hour costs at a moment: by the series that was given for these hours, else by the site file.

import type { Tariff } from '../model/config/energy.ts';
import type { PriceSeries } from '../model/price.ts';
import type { Utc } from '../model/time.ts';
import { utc } from '../model/time.ts';
import { firstAbove } from '../model/sorted.ts';
import { openAt } from '../model/timetable.ts';

export interface Price {
  readonly pricePerKwh: number;
  /** `series`: as given for this time. `period` and `default`: of the site file, also where a series has a gap. */
  readonly source: 'series' | 'period' | 'default';
  readonly changesAt: Utc;
}

export interface PriceSlot {
  readonly startsAt: Utc;
  /** The mean over the slot, by time. */
  readonly pricePerKwh: number;
  /** Where it has several, the least certain of them. */
  readonly source: Price['source'];
}

/** As most markets and meters have it, from the full hour. */
export const slotMs = 900_000;

/** `series`: none where nobody gave one. Its entries come in order of time. */
export function priceAt(tariff: Tariff, series: PriceSeries | undefined, timezone: string, at: Utc): Price {
  const { periods, defaultPricePerKwh } = tariff;
  const next = firstAbove(series?.entries ?? [], ({ startsAt }) => startsAt, at);
  const given = series?.entries[next - 1];
  const upcoming = series?.entries[next]?.startsAt ?? (Infinity as Utc);
  if (given !== undefined && at < given.startsAt + series!.entryMs) {
    const changesAt = utc(Math.min(given.startsAt + series!.entryMs, upcoming));
    return { pricePerKwh: given.pricePerKwh, source: 'series', changesAt };
  }
  const { open, changesAt } =
    periods.length === 0 ? { open: [], changesAt: Infinity as Utc } : openAt(periods, timezone, at);
  const period = open[0] === undefined ? undefined : periods[open[0]];
  return {
    pricePerKwh: period?.pricePerKwh ?? defaultPricePerKwh,
    source: period === undefined ? 'default' : 'period',
    changesAt: utc(Math.min(changesAt, upcoming)),
  };
}

/** So many quarters of an hour, from the one that `from` lies in. */
export function pricesOver(
  tariff: Tariff,
  series: PriceSeries | undefined,
  timezone: string,
  from: Utc,
  slots: number,
): PriceSlot[] {
  const first = Math.floor(from / slotMs) * slotMs;
  return Array.from({ length: slots }, (_, slot) => {
    const startsAt = utc(first + slot * slotMs);
    return { startsAt, ...meanOver(startsAt, (at) => priceAt(tariff, series, timezone, at)) };
  });
}

const certainty = ['default', 'period', 'series'] as const;

function meanOver(startsAt: Utc, priceOf: (at: Utc) => Price): Pick<PriceSlot, 'pricePerKwh' | 'source'> {
  const until = startsAt + slotMs;
  const whole = priceOf(startsAt);
  if (whole.changesAt >= until) return whole;
  let sum = 0;
  let source: Price['source'] = 'series';
  for (let at = startsAt; at < until;) {
    const price = priceOf(at);
    const end = Math.min(until, price.changesAt);
    sum += price.pricePerKwh * (end - at);
    if (certainty.indexOf(price.source) < certainty.indexOf(source)) source = price.source;
    at = utc(end);
  }
  return { pricePerKwh: Math.round((sum / slotMs) * 1e9) / 1e9, source };
}
