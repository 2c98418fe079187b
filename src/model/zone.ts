// Day and time at a site, by its time zone. A day has 23, 24 or 25 hours; an hour may come twice or not at all.

import type { Utc } from './time.ts';
import { utc } from './time.ts';

export type Weekday = 'sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat';

export interface LocalDay {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

export interface LocalTime extends LocalDay {
  readonly weekday: Weekday;
  /** As a clock on the wall shows it, from 0 up to 1439. */
  readonly minuteOfDay: number;
}

/** Part of each day, or of some days, as a clock on the wall shows it. One that ends before it begins ends the day after. */
export interface DayWindow {
  /** The days on which it begins; every day when absent. */
  readonly days?: readonly Weekday[];
  /** Minutes of the day; 1440 is its end. */
  readonly from: number;
  readonly to: number;
}

export const weekdays: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A site has one time zone; a test has a few. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone);
  if (format === undefined) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    // Nothing of it depends on the language or the zone of the computer.
    const fixed = { timeZone: timezone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-US', { ...fixed, ...numeric, second: 'numeric' });
    formats.set(timezone, format);
  }
  return format;
}

/** How far clocks of this zone are ahead of UTC at that moment. Throws a RangeError where nobody knows the zone. */
export function offsetMs(timezone: string, at: Utc): number {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(at / 1000) * 1000;
}

export function localTime(timezone: string, at: Utc): LocalTime {
  const wall = new Date(at + offsetMs(timezone, at));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    weekday: weekdays[wall.getUTCDay()]!,
    minuteOfDay: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
  };
}

/**
 * When clocks first show this minute of this day. A minute that comes twice is the first of the two; one that does not come
 * is the moment at which clocks leap over it.
 */
export function utcOf(timezone: string, { year, month, day }: LocalDay, minuteOfDay: number): Utc {
  const wall = Date.UTC(year, month - 1, day) + minuteOfDay * minuteMs;
  const before = offsetMs(timezone, utc(wall - dayMs));
  const after = offsetMs(timezone, utc(wall + dayMs));
  for (const offset of [before, after])
    if (offsetMs(timezone, utc(wall - offset)) === offset) return utc(wall - offset);
  return leapBetween(timezone, wall - Math.max(before, after), wall - Math.min(before, after));
}

/** Clocks are set at a full minute. */
function leapBetween(timezone: string, from: number, to: number): Utc {
  const first = offsetMs(timezone, utc(from));
  let [low, high] = [from, to];
  while (high - low > minuteMs) {
    const middle = low + Math.floor((high - low) / 2 / minuteMs) * minuteMs;
    if (offsetMs(timezone, utc(middle)) === first) low = middle;
    else high = middle;
  }
  return utc(high);
}

/** Whether a clock on the wall shows a time within the window. */
export function isWithin(window: DayWindow, timezone: string, at: Utc): boolean {
  const { minuteOfDay, weekday } = localTime(timezone, at);
  return isOpen(window, weekday, minuteOfDay);
}

/** The same, for what the clock shows. */
export function isOpen(window: DayWindow, weekday: Weekday, minuteOfDay: number): boolean {
  const beginsOn = (day: Weekday): boolean => window.days?.includes(day) ?? true;
  if (window.from < window.to) return beginsOn(weekday) && minuteOfDay >= window.from && minuteOfDay < window.to;
  const yesterday = weekdays[(weekdays.indexOf(weekday) + 6) % 7]!;
  return (minuteOfDay >= window.from && beginsOn(weekday)) || (minuteOfDay < window.to && beginsOn(yesterday));
}
