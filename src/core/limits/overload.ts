// Measured circuits above the limit of their fuse: how long, how far, and whether charging can do anything about it.

import type { Drawn } from '../../control/base-load.ts';
import type { Load } from '../../control/envelope.ts';
import { leastAmpsOf } from '../../control/envelope.ts';
import { lineName } from '../../model/electric.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { CircuitId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { isoOf, utc } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { StationLive } from '../../site/live.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { Metered, Overload } from './bases-live.ts';

/** What a meter shows beside the truth. */
const slackAmps = 0.5;
/** From the reading that shows a step to the one that shows that chargers have followed: more is an alarm. */
const reactionMs = 10_000;
/** So long chargers and vehicles have to follow; then other load alone is too much. */
const followedMs = 15_000;
/** Above its limit for so long is an alarm whatever the reason. */
const longestMs = 60_000;
/** A circuit at the edge of its limit is recorded no more often. */
const recordEveryMs = 60_000;
/** How long people are told of a slow reaction. */
const rememberMs = 24 * 3_600_000;

const newOverload = (): Overload => ({
  openSince: undefined,
  readAt: undefined,
  overMs: [0, 0, 0],
  line: 0,
  peakAmps: 0,
  isOthers: false,
  recordedAt: undefined,
  unrecorded: 0,
  slowAt: undefined,
});

/** A new reading of a circuit, on each line, and what chargers below it draw. */
export interface Reading {
  readonly amps: readonly number[];
  readonly readAt: Mono;
  readonly drawn: Drawn;
}

/** Once for each good reading. */
export function noteOverload(state: State, metered: Metered, reading: Reading, facts: Fact[], now: Now): void {
  const { overloads } = state.bases;
  const { circuit, periodMs } = metered;
  const { amps, readAt } = reading;
  let one = overloads.get(circuit.id);
  if (one === undefined) overloads.set(circuit.id, (one = newOverload()));
  // What was between two readings that are far apart, nobody knows.
  const sinceLast = one.readAt === undefined ? 0 : Math.min(readAt - one.readAt, 3 * periodMs);
  one.readAt = readAt;
  for (const [line, each] of amps.entries()) if (each > circuit.limitAmps) one.overMs[line]! += sinceLast;
  forgetSlow(state, circuit.id, one, now);
  const most = Math.max(...amps);
  if (most <= circuit.limitAmps + slackAmps) {
    if (one.openSince !== undefined) close(state, metered, one, facts, now);
    return;
  }
  if (one.openSince === undefined) {
    one.openSince = readAt;
    one.peakAmps = 0;
    one.isOthers = false;
  }
  if (most > one.peakAmps) {
    one.peakAmps = most;
    one.line = amps.indexOf(most);
  }
  const lasts = readAt - one.openSince;
  if (lasts < followedMs) return;
  const line = amps.indexOf(most);
  one.isOthers = isAtLeast(state, metered, line, now);
  if (one.isOthers || lasts >= longestMs) alarm(state, metered, one, { reading, line, most }, now);
}

/** A meter that is lost says nothing of what goes on. */
export function loseOverload(state: State, circuit: CircuitId): void {
  const one = state.bases.overloads.get(circuit);
  if (one?.readAt === undefined) return;
  one.readAt = undefined;
  one.openSince = undefined;
  state.alarms.delete(`BB_CIRCUIT_OVERLOADED:${circuit}`);
}

/** Circuits that are not measured any more. */
export function forgetOverloads({ bases, alarms }: State): void {
  for (const id of bases.overloads.keys()) {
    if (bases.metered.has(id)) continue;
    bases.overloads.delete(id);
    alarms.delete(`BB_CIRCUIT_OVERLOADED:${id}`);
    alarms.delete(`BB_REACTION_SLOW:${id}`);
  }
}

/** Whether nobody on this line can be told to draw less. */
const isAtLeast = (state: State, { circuit, loads }: Metered, line: number, now: Now): boolean => {
  const place = siteOf(state).circuits.findIndex(({ id }) => id === circuit.id) * 3 + line;
  return loads.every((load) => !load.cells.some(({ at }) => at === place) || cannotYield(state, load, now));
};

function cannotYield(state: State, load: Load, now: Now): boolean {
  const live = state.live.stations.get(load.station.id);
  if (load.hold.rung === 'none' || live?.connected !== true || live.callableFrom > now.mono) return true;
  const given = state.allocations.get(load.key);
  if (given === undefined || given.transaction === undefined) return true;
  return given.amps <= leastAmpsOf(load) && drawnAmps(live, load) <= given.amps + toleranceAmps;
}

/** A charger at its least that draws more does not follow, and is the cause. */
const toleranceAmps = 2;

const drawnAmps = ({ measured }: StationLive, { evses }: Load): number =>
  Math.max(0, ...evses.flatMap(({ id }) => measured.get(id)?.amps ?? []).map((amps) => amps ?? 0));

function close(state: State, { circuit }: Metered, one: Overload, facts: Fact[], now: Now): void {
  const lasted = one.readAt! - one.openSince!;
  const since = utc(now.utc - (now.mono - one.openSince!));
  one.openSince = undefined;
  state.alarms.delete(`BB_CIRCUIT_OVERLOADED:${circuit.id}`);
  if (!one.isOthers && lasted > reactionMs) {
    one.slowAt = now.mono;
    state.alarms.set(
      `BB_REACTION_SLOW:${circuit.id}`,
      `Circuit ${circuit.id}, ${lineName(one.line)}: it took ${seconds(lasted)} s until its current was below the limit of ${circuit.limitAmps} A again (up to ${one.peakAmps.toFixed(1)} A, at ${isoOf(since)}); within ${seconds(reactionMs)} s is right. See which stations below it follow late, and how often their meters and the meter of the circuit are read.`,
    );
  }
  if (one.recordedAt !== undefined && now.mono - one.recordedAt < recordEveryMs) {
    one.unrecorded += 1;
    return;
  }
  one.recordedAt = now.mono;
  const others = one.unrecorded;
  one.unrecorded = 0;
  facts.push({
    kind: 'OverloadEnded',
    circuit: circuit.id,
    line: one.line,
    peakAmps: Math.round(one.peakAmps * 10) / 10,
    limitAmps: circuit.limitAmps,
    seconds: lasted / 1000,
    ...(one.isOthers && { atLeast: true }),
    ...(others > 0 && { unrecorded: others }),
    happenedAt: now.utc,
  });
}

function forgetSlow({ alarms }: State, circuit: CircuitId, one: Overload, now: Now): void {
  if (one.slowAt === undefined || now.mono - one.slowAt < rememberMs) return;
  one.slowAt = undefined;
  alarms.delete(`BB_REACTION_SLOW:${circuit}`);
}

const seconds = (ms: number): number => Math.round(ms / 1000);

interface Excess {
  readonly reading: Reading;
  readonly line: number;
  readonly most: number;
}

function alarm(state: State, { circuit }: Metered, one: Overload, { reading, line, most }: Excess, now: Now): void {
  const { id, limitAmps } = circuit;
  const since = utc(now.utc - (now.mono - one.openSince!));
  const chargers = `${reading.drawn.least[line]!.toFixed(0)} to ${reading.drawn.most[line]!.toFixed(0)} A`;
  const what = one.isOthers
    ? `Every vehicle that can be told is at its least, and chargers draw ${chargers} of it: this is not caused by charging. Switch off other load; if the figure of the meter is wrong, mend it.`
    : `Chargers draw ${chargers} of it and do not follow what they are told. See the alarms of their stations; if this goes on, open their breakers.`;
  state.alarms.set(
    `BB_CIRCUIT_OVERLOADED:${id}`,
    `Circuit ${id}, ${lineName(line)}: ${most.toFixed(1)} A flow, ${(most - limitAmps).toFixed(1)} A above its limit of ${limitAmps} A, since ${isoOf(since)}. ${what}`,
  );
}
