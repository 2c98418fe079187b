// What other load, or the sun, will be: from what it was at this time of such days. Quantiles, because a plan that counts on
// the middle is wrong half of the time.

import type { Utc } from '../../model/time.ts';

/** A mean over a quarter hour. */
export interface Sample {
  readonly at: Utc;
  readonly value: number;
}

/** Samples by the time of day, apart for working days and the others. Plain data. */
export interface History {
  readonly bins: readonly (readonly number[])[];
}

export interface Calendar {
  /** Minutes since midnight on the clock of the site: days of 23 and 25 hours are its business (E46). */
  readonly minuteOfDay: (at: Utc) => number;
  readonly isWorkday: (at: Utc) => boolean;
}

const binMinutes = 60;
const binsPerDay = (24 * 60) / binMinutes;
/** Four quarters of the same hour on twelve days: old habits are forgotten after three weeks of working days. */
const mostPerBin = 48;
/** Fewer say little about a quantile: the whole day is asked, then the worst case. */
const fewest = 8;
/** What is now lasts on: half of how far it is from its quantile is still there after so long. */
const halfLifeMinutes = 60;

export const newHistory = (): History => ({ bins: Array.from({ length: 2 * binsPerDay }, () => []) });

export function remember(history: History, { at, value }: Sample, calendar: Calendar): History {
  if (!Number.isFinite(value)) return history;
  const bin = binOf(at, calendar);
  return {
    bins: history.bins.map((samples, place) => (place === bin ? [...samples, value].slice(-mostPerBin) : samples)),
  };
}

export interface Outlook {
  readonly startsAt: Utc;
  readonly slotMinutes: readonly number[];
  /** 0.9 for load, 0.1 for the sun. */
  readonly quantile: number;
  /** What it is now; absent when nobody knows. */
  readonly now?: number;
  /** Where history says nothing: the worst case of a load, 0 of the sun. */
  readonly unknown: number;
}

/** A value for each slot: it begins at what is now and goes over to the quantile of its time of day. */
export function forecast(history: History, outlook: Outlook, calendar: Calendar): number[] {
  const { startsAt, slotMinutes, quantile, now, unknown } = outlook;
  let passed = 0;
  return slotMinutes.map((minutes) => {
    const middle = passed + minutes / 2;
    const at = (startsAt + middle * 60_000) as Utc;
    const usual = usualAt(history, at, quantile, unknown, calendar);
    const share = now === undefined || !Number.isFinite(now) ? 0 : 0.5 ** (passed / halfLifeMinutes);
    passed += minutes;
    return usual + share * ((now ?? usual) - usual);
  });
}

function usualAt({ bins }: History, at: Utc, quantile: number, unknown: number, calendar: Calendar): number {
  const bin = binOf(at, calendar);
  const own = bins[bin]!;
  if (own.length >= fewest) return quantileOf(own, quantile);
  // The other kind of day knows something of this hour, but less: the more careful end of both counts.
  const both = [...own, ...bins[(bin + binsPerDay) % bins.length]!];
  if (both.length < fewest) return unknown;
  return quantileOf(both, quantile < 0.5 ? 0 : 1);
}

function binOf(at: Utc, { minuteOfDay, isWorkday }: Calendar): number {
  const bin = Math.min(binsPerDay - 1, Math.max(0, Math.floor(minuteOfDay(at) / binMinutes)));
  return bin + (isWorkday(at) ? 0 : binsPerDay);
}

/** Between neighbours in a straight line; NaN of nothing. */
export function quantileOf(samples: readonly number[], quantile: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const place = Math.min(1, Math.max(0, quantile)) * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (place - Math.floor(place)) * (above - below);
}
