// What chargers draw on each line of the site, at the least and at the most, from what they said last.

import type { Drawn, Rising } from '../../control/base-load.ts';
import { hasNotRisen } from '../../control/base-load.ts';
import type { Load } from '../../control/envelope.ts';
import { drawn, inForce } from '../../control/envelope.ts';
import type { Evse } from '../../model/config/site.ts';
import { wiringOf } from '../../model/electric.ts';
import type { EvseKey } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { Measured } from '../../site/live.ts';
import { openAt } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** A vehicle follows its limit within this time: five seconds until the signal changes, and some more until it obeys. */
export const followMs = 12_000;
/** Meter values come so much later than they should. */
const lateMs = 5000;
/** Less is what an empty outlet may show. */
const nothingAmps = 0.5;

interface Span {
  readonly least: number;
  readonly most: number;
}

const nothing: Span = { least: 0, most: 0 };

/** All loads below a circuit together, on each line. */
export function drawnBy(state: State, loads: readonly Load[], now: Now): Drawn {
  const least = [0, 0, 0];
  const most = [0, 0, 0];
  const unread = [0, 0, 0];
  const rising = new Map<EvseKey, Rising>();
  for (const load of loads) {
    const spans = spansOf(state, load, now);
    spans.forEach((span, line) => {
      least[line]! += span.least;
      most[line]! += span.most;
    });
    if (isUnread(state, load, now)) spans.forEach((span, line) => (unread[line]! += span.most - span.least));
    else if (mayRise(state, load, now))
      rising.set(load.key, { most: spans.map((span) => span.most), limitAmps: inForce(state.ledger, load) });
  }
  return { least, most, rising, unread };
}

/** One load, on each line of the site. */
export function spansOf(state: State, load: Load, now: Now): Span[] {
  const { id } = load.station;
  const part = state.ledger.stations.get(id);
  const live = state.live.stations.get(id);
  const lines = linesAllowed(load, inForce(state.ledger, load));
  if (live?.connected !== true) return lines.map((most) => ({ least: 0, most }));
  const ofEvses = load.evses.map((evse): Span[] => {
    const isOpen = part !== undefined && openAt(part.transactions, evse.id) !== undefined;
    const reading = live.measured.get(evse.id);
    // What was read last of a vehicle that has left says nothing of now.
    if (!isOpen && !(isRecent(load, reading, now) && showsCurrent(reading))) return lines.map(() => nothing);
    return spansOfEvse(state, load, evse, reading, lines, now);
  });
  return lines.map((allowed, line) => {
    const least = ofEvses.reduce((sum, spans) => sum + spans[line]!.least, 0);
    const most = ofEvses.reduce((sum, spans) => sum + spans[line]!.most, 0);
    // One limit bounds all its EVSEs together, but not what was really seen.
    return { least, most: Math.max(least, Math.min(most, allowed)) };
  });
}

export interface Readings {
  readonly amps: readonly number[];
  readonly readAt: Mono;
}

/** What its EVSEs were seen to draw on each line, all together, and when the oldest of these readings was taken. */
export function readingOnLines(state: State, load: Load): Readings | undefined {
  const measured = state.live.stations.get(load.station.id)?.measured;
  const newest = load.evses.length === 1 ? measured?.get(load.evses[0]!.id) : undefined;
  const last = lastRead.get(load);
  if (newest !== undefined && last?.of === newest) return last.readings;
  const readings = foundOnLines(state, load, measured);
  if (newest !== undefined) lastRead.set(load, { of: newest, readings });
  return readings;
}

/** A reading is looked at many times before the next one comes. A site that changes makes its loads anew. */
const lastRead = new WeakMap<Load, { readonly of: Measured; readonly readings: Readings | undefined }>();

function foundOnLines(
  state: State,
  load: Load,
  measured: ReadonlyMap<number, Measured> | undefined,
): Readings | undefined {
  const amps = [0, 0, 0];
  let readAt: Mono | undefined;
  for (const evse of load.evses) {
    const reading = measured?.get(evse.id);
    if (reading?.amps === undefined) continue;
    // What one feeds in takes nothing off what another draws: it may stop at any moment.
    onLines(state, evse, reading.amps).forEach(({ most }, line) => (amps[line]! += Math.max(0, most)));
    readAt = readAt === undefined ? reading.readAt : (Math.min(readAt, reading.readAt) as Mono);
  }
  return readAt === undefined ? undefined : { amps, readAt };
}

/** The most that each line may carry by a limit. */
export function linesAllowed({ cells, path }: Load, amps: number): number[] {
  const lines = [0, 0, 0];
  const ownCells = cells.length / path.length;
  for (let at = 0; at < ownCells; at += 1) lines[cells[at]!.at % 3] = drawn(cells[at]!, amps);
  return lines;
}

const showsCurrent = (reading: Measured | undefined): boolean =>
  (reading?.amps ?? []).some((amps) => Math.abs(amps ?? 0) > nothingAmps) || (reading?.powerW ?? 0) > 100;

function spansOfEvse(
  state: State,
  load: Load,
  evse: Evse,
  reading: Measured | undefined,
  allowed: readonly number[],
  now: Now,
): Span[] {
  const anything = allowed.map((most) => ({ least: 0, most }));
  const one = state.obedience.get(load.key);
  if (one === undefined || reading?.amps === undefined || !isRecent(load, reading, now)) return anything;
  const drawn = onLines(state, evse, reading.amps);
  const ageMs = now.mono - reading.readAt;
  if (ageMs > momentMs && mayStart(state, load, evse, drawn, now)) return anything;
  // Until the vehicle has followed a change, it is somewhere between what it drew and what it may draw.
  const hasFollowed = reading.readAt - one.changedAt >= followMs;
  const before = linesAllowed(load, one.before);
  const was = linesAllowed(load, one.was);
  const toldAt = state.live.stations.get(load.station.id)?.limitToldAt ?? one.changedAt;
  const isFalling = ageMs < fallMs && reading.readAt - Math.max(toldAt, one.changedAt) < fallMs;
  const wanted = linesAllowed(load, state.allocations.get(load.key)?.amps ?? 0);
  return drawn.map(({ least, most }, line) => {
    const isBound = most >= before[line]! - boundAmps;
    // Below nothing only where it was seen to feed in: then other load is that much more than the meter shows (E58).
    const low = hasFollowed ? least : Math.min(least, wanted[line]!);
    const rising = hasFollowed || !isBound ? most : Math.max(most, Math.min(allowed[line]!, risen(most, ageMs)));
    // One that goes down may still have drawn what it had when the meter was read.
    const high = isFalling ? Math.max(rising, was[line]!, allowed[line]!) : rising;
    return { least: low, most: high };
  });
}

/**
 * Whether it may just have begun or risen to its limit: then its next reading shows the most that it draws until then. One
 * that is on the way down, or was not read for long, may draw anything.
 */
function mayRise(state: State, load: Load, now: Now): boolean {
  const { station, evses } = load;
  const [evse] = evses;
  const one = state.obedience.get(load.key);
  const live = state.live.stations.get(station.id);
  const part = state.ledger.stations.get(station.id);
  if (evses.length > 1 || one === undefined || live?.connected !== true) return false;
  if (part === undefined || openAt(part.transactions, evse!.id) === undefined) return false;
  if (one.amps < one.was && now.mono - one.changedAt < followMs) return false;
  const reading = live.measured.get(evse!.id);
  if (reading?.amps === undefined) return true;
  if (!isRecent(load, reading, now)) return false;
  return (
    reading.readAt - one.changedAt < followMs || mayStart(state, load, evse!, onLines(state, evse!, reading.amps), now)
  );
}

/** A reading that should have come is so late at the most. */
const slackMs = 3000;

/** Whether somebody may charge there of whom nothing was read when it should have been. */
function isUnread({ ledger, live }: State, { station, evses }: Load, now: Now): boolean {
  const part = ledger.stations.get(station.id);
  const measured = live.stations.get(station.id)?.measured;
  return evses.some(({ id }) => {
    const open = part === undefined ? undefined : openAt(part.transactions, id);
    if (open === undefined) return false;
    const reading = measured?.get(id);
    const knownMs = station.sampleSeconds * 1000 + slackMs;
    if (reading?.amps !== undefined) return now.mono - reading.readAt > knownMs;
    return now.utc - (open.heardAt ?? open.startedAt) > knownMs;
  });
}

/** A new reading of one that might have begun or risen: whether a circuit has more other load by it than was thought. */
export function findNotRisen(state: State, load: Load): void {
  const seen = readingOnLines(state, load);
  if (seen === undefined) return;
  for (const { id } of load.path) {
    const base = state.bases.known.get(id);
    if (base !== undefined && hasNotRisen(base, load.key, seen.amps, inForce(state.ledger, load)))
      state.bases.isDue = true;
  }
}

const isRecent = ({ station }: Load, reading: Measured | undefined, now: Now): boolean =>
  reading !== undefined && now.mono - reading.readAt <= 2000 * station.sampleSeconds + lateMs;

/** A meter and a charger are not read at the same moment: so long after it was told less, one may show what the other does not. */
const fallMs = 4000;

/** What was read so short a time ago is what is drawn, but for what a vehicle rises by meanwhile. */
const momentMs = 3000;
const risePerSecond = 4;

const risen = (amps: number, ageMs: number): number =>
  ageMs > momentMs ? Infinity : amps + (risePerSecond * ageMs) / 1000;

/** A vehicle that draws so much less than it may does not draw more because it may. */
const boundAmps = 1.5;
/** It begins to draw within this time when a session begins, or is given something again. */
const startMs = 60_000;

/** One that draws nothing and has just been given something can draw it all at the next moment. */
function mayStart(state: State, { station, evses }: Load, { id }: Evse, drawn: readonly Span[], now: Now): boolean {
  if (drawn.some(({ most }) => Math.abs(most) >= 1)) return false;
  const part = state.ledger.stations.get(station.id);
  const open = part === undefined ? undefined : openAt(part.transactions, id);
  const turn = part?.limits.turns.get(evses.length > 1 ? 0 : id);
  // Who was told 0, and has had the time to follow, begins when he is told something again.
  const isPaused = turn !== undefined && turn.transaction === open?.transaction && !turn.on;
  if (isPaused && now.utc - turn.since >= followMs) return false;
  const since = Math.max(open?.heardAt ?? 0, turn?.since ?? 0);
  return now.utc - since < startMs;
}

/** What these phases of an EVSE may carry on each line of the site, at the most. */
export const mostOnLines = (state: State, evse: Evse, amps: NonNullable<Measured['amps']>): number[] =>
  onLines(state, evse, amps).map(({ most }) => most);

/** Negative where it feeds in. Where nobody knows how it is wired, each line may carry what any of its phases carries. */
function onLines(state: State, evse: Evse, amps: NonNullable<Measured['amps']>): Span[] {
  const wiring = wiringOf(evse.phases, siteOf(state).supply);
  const phases = [0, 1, 2].map((phase) => amps[phase] ?? 0);
  if (wiring === undefined) {
    const span = { least: Math.min(...phases), most: Math.max(...phases) };
    return [span, span, span];
  }
  const lines = [0, 0, 0];
  for (const [phase, line] of wiring.entries()) lines[line]! += phases[phase] ?? 0;
  // What it says of a phase that it has no wire for flows through one that it has: some give theirs the names of the site's.
  const strange = phases.slice(wiring.length).filter((one) => one !== 0);
  return lines.map((one, line) => {
    if (strange.length === 0 || !wiring.includes(line)) return { least: one, most: one };
    const most = Math.max(...(one === 0 ? strange : [one, ...strange]));
    return { least: wiring.length === 1 ? most : Math.min(one, most), most };
  });
}
