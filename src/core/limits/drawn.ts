// What chargers draw on each line of the site, at the least and at the most, from what they said last.

import type { Drawn } from '../../control/base-load.ts';
import type { Load } from '../../control/envelope.ts';
import { drawn, inForce } from '../../control/envelope.ts';
import type { Evse } from '../../model/config/site.ts';
import { wiringOf } from '../../model/electric.ts';
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
  for (const load of loads)
    spansOf(state, load, now).forEach((span, line) => {
      least[line]! += span.least;
      most[line]! += span.most;
    });
  return { least, most };
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

/** What its EVSEs were seen to draw on each line, all together, and when the oldest of these readings was taken. */
export function readingOnLines(state: State, load: Load): { amps: number[]; readAt: Mono } | undefined {
  const measured = state.live.stations.get(load.station.id)?.measured;
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
  for (const cell of cells.slice(0, cells.length / path.length)) lines[cell.at % 3] = drawn(cell, amps);
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
  const isFalling = reading.readAt - Math.max(toldAt, one.changedAt) < fallMs;
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
  return lines.map((one) => ({ least: one, most: one }));
}
