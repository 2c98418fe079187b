// What chargers draw on each line of the site, at the least and at the most, from what they said last.

import type { Drawn } from '../../control/base-load.ts';
import type { Load } from '../../control/envelope.ts';
import { drawn, inForce } from '../../control/envelope.ts';
import type { Evse } from '../../model/config/site.ts';
import { wiringOf } from '../../model/electric.ts';
import type { Mono } from '../../model/time.ts';
import type { Measured, StationLive } from '../../site/live.ts';
import { openAt } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** A vehicle follows its limit within this time: five seconds until the signal changes, and some more until it obeys. */
export const followMs = 12_000;
/** Meter values come so much later than they should. */
const lateMs = 5000;
/** What a reading of a current is off by. */
const slackAmps = 0.5;
const slackShare = 0.03;

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
    if (!isOpen && !showsCurrent(reading)) return lines.map(() => nothing);
    return spansOfEvse(state, load, evse, live, reading, lines, now);
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
  (reading?.amps ?? []).some((amps) => Math.abs(amps ?? 0) > slackAmps) || (reading?.powerW ?? 0) > 100;

function spansOfEvse(
  state: State,
  load: Load,
  evse: Evse,
  live: StationLive,
  reading: Measured | undefined,
  allowed: readonly number[],
  now: Now,
): Span[] {
  const sampleMs = load.station.sampleSeconds * 1000;
  if (reading?.amps === undefined || now.mono - reading.readAt > 2 * sampleMs + lateMs)
    return allowed.map((most) => ({ least: 0, most }));
  const ageMs = now.mono - reading.readAt;
  const hasFollowed = reading.readAt - live.limitToldAt >= followMs;
  const wanted = linesAllowed(load, state.allocations.get(load.key)?.amps ?? 0);
  return onLines(state, evse, reading.amps).map(({ least, most }, line) => {
    const slack = Math.max(slackAmps, Math.abs(most) * slackShare);
    // Until the vehicle has followed, it is somewhere between what it drew and what it may draw.
    const low = hasFollowed ? least : Math.min(least, wanted[line]!);
    const high = hasFollowed ? most : Math.max(most, Math.min(allowed[line]!, risen(most, ageMs)));
    // Below nothing only where it was seen to feed in: then other load is that much more than the meter shows (E58).
    // What readings are off by adds up over many chargers: it never hides other load, and may only be taken for it.
    return { least: low < 0 ? low - slack : Math.max(0, low - slack), most: high };
  });
}

/** What it can have come to since it was read: vehicles rise by so much in a second, and some start all of a sudden. */
const risePerSecond = 4;
const suddenMs = 3000;

const risen = (amps: number, ageMs: number): number =>
  ageMs > suddenMs || amps < 1 ? Infinity : amps + (risePerSecond * ageMs) / 1000;

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
