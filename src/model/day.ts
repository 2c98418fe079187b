// Days of a site, from one midnight to the next: 23, 24 or 25 hours. Worked out once for each day that is asked for in a row.

import type { Utc } from './time.ts';
import { utc } from './time.ts';
import { localTime, offsetMs, utcOf } from './zone.ts';

export interface Day {
  /** 2026-11-28. */
  readonly name: string;
  readonly from: Utc;
  readonly until: Utc;
}

/** A site looks at today, and at yesterday for what comes late. */
const kept = 64;
const known = new Map<string, Day[]>();

/** Throws a RangeError where nobody knows the zone. */
export function dayOf(timezone: string, at: Utc): Day {
  let days = known.get(timezone);
  if (days === undefined) known.set(timezone, (days = []));
  const found = days.find(({ from, until }) => at >= from && at < until);
  if (found !== undefined) return found;
  const { year, month, day } = localTime(timezone, at);
  const next = new Date(Date.UTC(year, month - 1, day + 1));
  const made = {
    name: new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10),
    from: utcOf(timezone, { year, month, day }, 0),
    until: utcOf(timezone, { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() }, 0),
  };
  days.unshift(made);
  if (days.length > kept) days.pop();
  return made;
}

/** As a clock on the wall shows it, with its offset: 2026-11-28T14:03:05+01:00. */
export function wallIso(timezone: string, at: Utc): string {
  const offset = Math.round(offsetOf(timezone, at) / 60_000);
  const wall = new Date(at + offset * 60_000).toISOString().slice(0, 19);
  const minutes = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${wall}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

interface Stretch {
  readonly quarter: number;
  readonly offset: number;
}

/** Clocks are set at a full quarter of an hour. */
const quarterMs = 900_000;
const offsets = new Map<string, Stretch[]>();

/** Rows of an export come in order of time: asking the calendar for each would be most of the work. */
function offsetOf(timezone: string, at: Utc): number {
  const quarter = Math.floor(at / quarterMs);
  let last = offsets.get(timezone);
  if (last === undefined) offsets.set(timezone, (last = []));
  const found = last.find((one) => one.quarter === quarter);
  if (found !== undefined) return found.offset;
  const made = { quarter, offset: offsetMs(timezone, utc(quarter * quarterMs)) };
  last.unshift(made);
  if (last.length > kept) last.pop();
  return made.offset;
}
