// Which windows of days are open when, worked out once for the days ahead: a look costs a search and no calendar.

import { firstAbove } from './sorted.ts';
import type { Utc } from './time.ts';
import { utc } from './time.ts';
import type { DayWindow, Weekday } from './zone.ts';
import { isOpen, offsetMs, weekdays } from './zone.ts';

export interface OpenWindows {
  /** Places of the windows that are open, in order. */
  readonly open: readonly number[];
  /** When other windows are open; a moment in days where that is not sooner. */
  readonly changesAt: Utc;
}

interface Piece {
  readonly from: Utc;
  readonly open: readonly number[];
}

interface Timetable {
  readonly timezone: string;
  readonly from: Utc;
  readonly until: Utc;
  readonly pieces: readonly Piece[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** A look back this far still finds its table. */
const behindMs = dayMs;
/** A week and a bit, so that each weekday is in it; made anew about once a week. */
const aheadMs = 9 * dayMs;

/** By the list of windows itself: whoever changes the site brings new lists. */
const tables = new WeakMap<readonly DayWindow[], Timetable>();

/** The same as `isWithin` of each window at that moment. Throws a RangeError where nobody knows the zone. */
export function openAt(windows: readonly DayWindow[], timezone: string, at: Utc): OpenWindows {
  let table = tables.get(windows);
  if (table?.timezone !== timezone || at < table.from || at >= table.until) {
    table = tableOf(windows, timezone, at);
    tables.set(windows, table);
  }
  const next = firstAbove(table.pieces, ({ from }) => from, at);
  return { open: table.pieces[next - 1]!.open, changesAt: table.pieces[next]?.from ?? table.until };
}

function tableOf(windows: readonly DayWindow[], timezone: string, at: Utc): Timetable {
  const from = utc(Math.floor((at - behindMs) / hourMs) * hourMs);
  const until = utc(at + aheadMs);
  const edges = [...new Set(windows.flatMap((window) => [window.from % 1440, window.to % 1440, 0]))];
  const pieces: Piece[] = [];
  for (const { from: start, until: end, offset } of evenStretches(timezone, from, until))
    for (const moment of momentsOn(edges, start, end, offset)) {
      const open = openOn(windows, moment + offset);
      if (!isSame(pieces.at(-1)?.open, open)) pieces.push({ from: moment, open });
    }
  return { timezone, from, until, pieces };
}

/** Where a clock that is ahead by `offset` shows one of these minutes, and the start. */
function momentsOn(edges: readonly number[], start: Utc, end: Utc, offset: number): Utc[] {
  const moments = new Set<number>([start]);
  for (let day = Math.floor((start + offset) / dayMs) * dayMs; day < end + offset; day += dayMs)
    for (const edge of edges) {
      const moment = day + edge * minuteMs - offset;
      if (moment > start && moment < end) moments.add(moment);
    }
  return [...moments].sort((a, b) => a - b).map(utc);
}

function openOn(windows: readonly DayWindow[], wall: number): number[] {
  const day = Math.floor(wall / dayMs);
  const minuteOfDay = Math.floor((wall - day * dayMs) / minuteMs);
  // 1970-01-01 was a Thursday.
  const weekday: Weekday = weekdays[(((day + 4) % 7) + 7) % 7]!;
  return windows.flatMap((window, place) => (isOpen(window, weekday, minuteOfDay) ? [place] : []));
}

const isSame = (a: readonly number[] | undefined, b: readonly number[]): boolean =>
  a?.length === b.length && a.every((one, at) => one === b[at]);

interface Stretch {
  readonly from: Utc;
  readonly until: Utc;
  readonly offset: number;
}

/** Stretches in which clocks of the zone run evenly: a clock is not set twice within hours. */
function evenStretches(timezone: string, from: Utc, until: Utc): Stretch[] {
  const stretches: Stretch[] = [];
  let [start, offset] = [from, offsetMs(timezone, from)];
  for (let at: number = from; at < until; at += 6 * hourMs) {
    const next = utc(Math.min(at + 6 * hourMs, until));
    if (offsetMs(timezone, next) === offset) continue;
    const leap = leapWithin(timezone, at, next, offset);
    stretches.push({ from: start, until: leap, offset });
    [start, offset] = [leap, offsetMs(timezone, leap)];
  }
  if (start < until) stretches.push({ from: start, until, offset });
  return stretches;
}

/** Clocks are set at a full minute. */
function leapWithin(timezone: string, from: number, until: number, offset: number): Utc {
  let [low, high] = [Math.floor(from / minuteMs), Math.ceil(until / minuteMs)];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offsetMs(timezone, utc(middle * minuteMs)) === offset) low = middle;
    else high = middle;
  }
  return utc(high * minuteMs);
}
