// Figures with their units, dates and durations, as the language writes them. In a text from right to left each is kept
// together from left to right.

import { isRtl, localeNow } from './language.ts';

const formats = new Map<string, Intl.NumberFormat>();

function number(value: number, digits: number): string {
  const key = `${localeNow()} ${digits}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(localeNow(), { maximumFractionDigits: digits, minimumFractionDigits: 0 });
    formats.set(key, format);
  }
  return format.format(value);
}

/** U+2066 … U+2069: what is between is read from left to right, whatever is around it. */
export const ltr = (text: string): string => (isRtl() ? `\u2066${text}\u2069` : text);

const withUnit = (value: number, digits: number, unit: string): string => ltr(`${number(value, digits)}\u00a0${unit}`);

export const whole = (value: number): string => ltr(number(value, 0));
export const amps = (value: number): string => withUnit(value, Math.abs(value) < 100 ? 1 : 0, 'A');
/** `16.2 / 32 A`. */
export const ampsOf = (value: number, most: number): string =>
  ltr(`${number(value, Math.abs(value) < 100 ? 1 : 0)} / ${number(most, 0)}\u00a0A`);
export const kwh = (value: number): string => withUnit(value, value < 100 ? 1 : 0, 'kWh');
export const ofWh = (wh: number): string => kwh(wh / 1000);
export const kw = (watts: number): string => withUnit(watts / 1000, 1, 'kW');
export const percent = (share: number): string => ltr(`${number(share * 100, 0)}\u00a0%`);
export const bytes = (count: number): string =>
  count < 1024 ? withUnit(count, 0, 'B') : withUnit(count / 1024, 1, 'KiB');

export function money(amount: number, currency: string | undefined): string {
  return ltr(
    currency === undefined
      ? number(amount, 2)
      : new Intl.NumberFormat(localeNow(), { style: 'currency', currency }).format(amount),
  );
}

type Moment = string | number | Date;

/** Of the site, whose clocks count; until it is known, of this browser. */
let zone: string | undefined;

export const setZone = (next: string): void => void (zone = next);
export const zoneNow = (): string | undefined => zone;

/** By what they are made of: to make one costs more than a hundred times as much as to use it. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function told(at: Moment, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify([localeNow(), zone, options]);
  let format = dateFormats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(localeNow(), { hourCycle: 'h23', timeZone: zone, ...options });
    dateFormats.set(key, format);
  }
  return format.format(new Date(at));
}

/** Marks of direction within a date would turn its parts around. */
const dated = (at: Moment, options: Intl.DateTimeFormatOptions): string =>
  ltr(told(at, options).replace(/[\u200e\u200f\u061c]/g, ''));

export const clock = (at: Moment): string => dated(at, { hour: '2-digit', minute: '2-digit' });
export const clockWithSeconds = (at: Moment): string =>
  dated(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const day = (at: Moment): string => dated(at, { day: '2-digit', month: '2-digit', year: 'numeric' });
export const dayAndClock = (at: Moment): string =>
  dated(at, { day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit' });

const weekMs = 6 * 86_400_000;

/** The clock alone where it is today; what is to come within a week by the name of its day. */
export function when(at: Moment): string {
  const now = Date.now();
  const ahead = new Date(at).getTime() - now;
  if (day(at) === day(now)) return clock(at);
  return ahead > 0 && ahead < weekMs ? `${told(at, { weekday: 'short' })} ${clock(at)}` : dayAndClock(at);
}

/** `2 s`, `3 min`, `5 h`, `4 d`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return withUnit(seconds, 0, 's');
  if (seconds < 7200) return withUnit(seconds / 60, 0, 'min');
  if (seconds < 172_800) return withUnit(seconds / 3600, 1, 'h');
  return withUnit(seconds / 86_400, 0, 'd');
}
