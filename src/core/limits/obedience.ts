// Who does what the limit says, by what is measured: room is free when a vehicle was seen to have left it, and who draws more
// than they may is counted with what they draw.

import type { Cap, Ceiling } from '../../control/allocate/question.ts';
import { isUnder } from '../../control/allocate/question.ts';
import type { Books } from '../../control/books.ts';
import type { Load } from '../../control/envelope.ts';
import { inForce } from '../../control/envelope.ts';
import type { Seen } from '../../control/obedience.ts';
import {
  escalation,
  excessOf,
  explainedAmps,
  limitIs,
  look,
  newObedience,
  toleratedAmps,
  verificationMs,
} from '../../control/obedience.ts';
import type { EvseKey, StationId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import { openAt } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { findNotRisen, linesAllowed, readingOnLines } from './drawn.ts';
import { learnOf } from './vehicles.ts';

/** Less is what meters are off by. */
const worthAmps = 0.5;

/** A new reading of a station: whether it changes what its loads count with. */
export function noteReading(state: State, station: StationId): void {
  for (const load of state.loadsOfStation.get(station) ?? []) {
    const one = state.obedience.get(load.key);
    if (one === undefined) continue;
    findNotRisen(state, load);
    learnOf(state, load);
    const isWatched = one.releasing !== undefined || one.overSince !== undefined;
    const over = seenOf(state, load, mayHave(state, load))?.overAmps ?? 0;
    const isNews = Math.abs(Math.max(0, over) - one.excess) > worthAmps;
    if (isWatched || isNews || over > toleratedAmps(one.amps)) state.reallocate = true;
  }
}

/** Whoever comes next is another vehicle, and uses other lines. */
function hasLeft({ vehicles, ledger }: State, { key, station }: Load): boolean {
  const vehicle = vehicles.get(key);
  if (vehicle === undefined) return false;
  const known = ledger.stations.get(station.id)?.transactions.known.get(vehicle.transaction);
  return known === undefined || known.endedAt !== undefined;
}

/** Before room is counted. */
export function followObedience(state: State, now: Now): void {
  let wakeAt = never;
  for (const load of state.loads) {
    const { id, sampleSeconds } = load.station;
    const live = state.live.stations.get(id);
    const amps = mayHave(state, load);
    let one = state.obedience.get(load.key);
    if (one === undefined) state.obedience.set(load.key, (one = newObedience(amps)));
    // A vehicle goes on when its station is cut off.
    limitIs(one, amps, isCharging(state, load), now.mono);
    // Who was away may come back with another vehicle.
    if (live?.connected !== true || hasLeft(state, load)) state.vehicles.delete(load.key);
    const again = look(one, seenOf(state, load, amps), verificationMs(sampleSeconds), now.mono);
    wakeAt = Math.min(wakeAt, again > now.mono ? again : never) as Mono;
  }
  if (wakeAt < never) wakeBy(state, wakeAt);
}

function isCharging({ ledger }: State, { station, evses }: Load): boolean {
  const part = ledger.stations.get(station.id);
  return part !== undefined && evses.some(({ id }) => openAt(part.transactions, id) !== undefined);
}

const mayHave = ({ ledger }: State, load: Load): number => Math.min(load.maxAmps, inForce(ledger, load));

/** What all its EVSEs showed last; the oldest reading counts. `mayHave`: amps of its limit. */
function seenOf(state: State, load: Load, mayHave: number): Seen | undefined {
  const lines = readingOnLines(state, load);
  if (lines === undefined) return undefined;
  const allowed = linesAllowed(load, mayHave);
  let most = Number.NEGATIVE_INFINITY;
  let overAmps = Number.NEGATIVE_INFINITY;
  for (const [line, amps] of lines.amps.entries()) {
    most = Math.max(most, amps);
    overAmps = Math.max(overAmps, amps - allowed[line]!);
  }
  return { readAt: lines.readAt, amps: most, overAmps };
}

/** What loads count with although nothing allows it any more: they were not seen to have followed yet. */
export function releasingOf({ obedience }: State): Map<EvseKey, number> {
  const releasing = new Map<EvseKey, number>();
  for (const [key, one] of obedience) if (one.releasing !== undefined) releasing.set(key, one.releasing.amps);
  return releasing;
}

/**
 * What is drawn above what is allowed has no room to give to others, with or without a gateway: also the amp or two that
 * many vehicles draw above the signal (E13).
 */
export function countExcess(state: State, { held, live }: Books): void {
  for (const load of state.loads) {
    const one = state.obedience.get(load.key);
    const lines = one === undefined ? undefined : readingOnLines(state, load);
    if (one === undefined || lines === undefined) continue;
    const above = (limitAmps: number): number[] => {
      const allowed = linesAllowed(load, Math.min(load.maxAmps, limitAmps));
      return lines.amps.map((amps, line) => Math.max(0, amps - allowed[line]!));
    };
    const over = excessOf(
      one,
      above(inForce(state.ledger, load)),
      above(explainedAmps(one, lines.readAt)),
      lines.readAt,
    );
    one.excess = Math.max(...over);
    for (const { at } of load.cells) {
      held[at]! -= over[at % 3]!;
      live[at]! -= over[at % 3]!;
    }
  }
}

/** Who does not obey gets nothing, once it was told twice. */
export function capOfIgnored({ obedience }: State, key: EvseKey): Cap[] {
  const step = obedience.get(key)?.step ?? 'none';
  return escalation.indexOf(step) >= escalation.indexOf('zero') ? [{ amps: 0, reason: { kind: 'ignoresLimit' } }] : [];
}

/**
 * A ceiling is lower for others by what those draw above what they were given under it who do not obey. Who has not answered is
 * counted where others share.
 */
export function besideIgnored(state: State, ceiling: Ceiling, unanswered: ReadonlyMap<EvseKey, number>): Ceiling {
  const ignored = ignoredUnder(state, ceiling, unanswered);
  if (ignored.length === 0) return ceiling;
  const amps = linesOfCeiling(ceiling).slice();
  for (const load of ignored) {
    const given = linesAllowed(load, state.allocations.get(load.key)?.amps ?? 0);
    const drawn = readingOnLines(state, load)?.amps ?? [];
    for (const [line, one] of drawn.entries()) amps[line]! -= Math.max(0, one - given[line]!);
  }
  return { ...ceiling, amps: amps.map((one) => Math.max(0, one)) };
}

const ignoredUnder = (
  { loads, obedience }: State,
  ceiling: Ceiling,
  unanswered: ReadonlyMap<EvseKey, number>,
): Load[] =>
  loads.filter(
    (load) => obedience.get(load.key)?.overSince !== undefined && !unanswered.has(load.key) && isUnder(ceiling, load),
  );

const linesOfCeiling = ({ amps }: Ceiling): readonly number[] => (typeof amps === 'number' ? [amps, amps, amps] : amps);

/** Whether more is drawn under a ceiling than it says, with what sessions draw or else were given. */
export function isAbove(state: State, ceiling: Ceiling): boolean {
  const sums = [0, 0, 0];
  for (const load of state.loads) {
    if (!isUnder(ceiling, load)) continue;
    const drawn =
      state.obedience.get(load.key)?.overSince === undefined ? undefined : readingOnLines(state, load)?.amps;
    const lines =
      drawn ?? (isCharging(state, load) ? linesAllowed(load, state.allocations.get(load.key)?.amps ?? 0) : []);
    for (const [line, amps] of lines.entries()) sums[line]! += amps;
  }
  return linesOfCeiling(ceiling).some((amps, line) => sums[line]! > amps + worthAmps);
}
