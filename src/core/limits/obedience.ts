// Who does what the limit says, by what is measured: room is free when a vehicle was seen to have left it, and who draws more
// than they may is counted with what they draw.

import type { Cap, Ceiling } from '../../control/allocate/question.ts';
import { isUnder } from '../../control/allocate/question.ts';
import type { Books } from '../../control/books.ts';
import type { Load } from '../../control/envelope.ts';
import { inForce, occupy } from '../../control/envelope.ts';
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
import { after, never } from '../../model/time.ts';
import { mostOf, slotsOf } from '../../site/limits.ts';
import { slotName } from '../../site/live.ts';
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
    const over = seenOf(state, load)?.overAmps ?? 0;
    const isNews = Math.abs(Math.max(0, over) - one.excess) > worthAmps;
    if (isWatched || isNews || over > toleratedAmps(one.amps)) state.reallocate = true;
  }
}

/** Before room is counted. */
export function followObedience(state: State, now: Now): void {
  let wakeAt = never;
  for (const load of state.loads) {
    const { id, sampleSeconds } = load.station;
    const live = state.live.stations.get(id);
    const amps = Math.min(load.maxAmps, inForce(state.ledger, load));
    let one = state.obedience.get(load.key);
    if (one === undefined) state.obedience.set(load.key, (one = newObedience(amps)));
    // A vehicle goes on when its station is cut off.
    limitIs(one, amps, isCharging(state, load), now.mono);
    // Who was away may come back with another vehicle.
    if (live?.connected !== true) state.vehicles.delete(load.key);
    const again = look(one, seenOf(state, load), verificationMs(sampleSeconds), now.mono);
    wakeAt = Math.min(wakeAt, again > now.mono ? again : never) as Mono;
  }
  if (wakeAt < never) wakeBy(state, wakeAt);
}

function isCharging({ ledger }: State, { station, evses }: Load): boolean {
  const part = ledger.stations.get(station.id);
  return part !== undefined && evses.some(({ id }) => openAt(part.transactions, id) !== undefined);
}

/** What all its EVSEs showed last; the oldest reading counts. */
function seenOf(state: State, load: Load): Seen | undefined {
  const lines = readingOnLines(state, load);
  if (lines === undefined) return undefined;
  const allowed = linesAllowed(load, Math.min(load.maxAmps, inForce(state.ledger, load)));
  const overAmps = Math.max(...lines.amps.map((amps, line) => amps - allowed[line]!));
  return { readAt: lines.readAt, amps: Math.max(...lines.amps), overAmps };
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

/**
 * The room that is shared out: what a station may go on with that has not answered the limit that lowers it is none. It may
 * never have heard it, and others need not wait until its call is given up (load-management.md §4.3). What ends by itself is
 * there without a gateway.
 */
export function besideUnanswered(state: State, { held, live }: Books, now: Now): Books {
  const left = { held: held.slice(), live: live.slice() };
  for (const load of state.loads) {
    const told = unansweredAmps(state, load, now);
    if (told === undefined) continue;
    const most = Math.min(load.maxAmps, inForce(state.ledger, load));
    occupy(left.live, load.cells, told, most);
    if (load.hold.holding === 'hold') occupy(left.held, load.cells, told, most);
  }
  return left;
}

/** Who does not obey gets nothing, once it was told twice. */
export function capOfIgnored({ obedience }: State, key: EvseKey): Cap[] {
  const step = obedience.get(key)?.step ?? 'none';
  return escalation.indexOf(step) >= escalation.indexOf('zero') ? [{ amps: 0, reason: { kind: 'ignoresLimit' } }] : [];
}

/**
 * A ceiling is lower for others by what those draw, or may draw, above what they were given under it who do not obey, or have not answered
 * the limit that lowers them.
 */
export function besideIgnored(state: State, ceiling: Ceiling, now: Now): Ceiling {
  const ignored = ignoredUnder(state, ceiling, now);
  if (ignored.length === 0) return ceiling;
  const amps = linesOfCeiling(ceiling).slice();
  for (const load of ignored) {
    const told = unansweredAmps(state, load, now);
    const given = linesAllowed(load, told ?? state.allocations.get(load.key)?.amps ?? 0);
    // Who has not answered may go on with all that it had, whatever it draws of that.
    const mayHold = told === undefined ? 0 : Math.min(load.maxAmps, inForce(state.ledger, load));
    const drawn = readingOnLines(state, load)?.amps ?? [];
    for (const [line, held] of linesAllowed(load, mayHold).entries())
      amps[line]! -= Math.max(0, Math.max(held, drawn[line] ?? 0) - given[line]!);
  }
  return { ...ceiling, amps: amps.map((one) => Math.max(0, one)) };
}

const ignoredUnder = (state: State, ceiling: Ceiling, now: Now): Load[] =>
  state.loads.filter(
    (load) =>
      (state.obedience.get(load.key)?.overSince !== undefined || unansweredAmps(state, load, now) !== undefined) &&
      isUnder(ceiling, load),
  );

/** Stations answer at once. One that does not may never have heard it; others need not wait until its call is given up. */
export const answersMs = 3000;

/** The limit that lowers a load and was not answered in time; undefined where there is none. */
function unansweredAmps(state: State, { station, evses, hold }: Load, now: Now): number | undefined {
  const rung = hold.holding === 'lease' ? 'lease' : hold.rung;
  const limits = state.ledger.stations.get(station.id)?.limits;
  if (rung === 'none' || limits === undefined) return undefined;
  const evse = rung === 'default0' || rung === 'max' ? 0 : evses[0]!.id;
  const held = slotsOf(limits, rung).get(evse);
  const last = held?.at(-1);
  if (last === undefined || last.state === 'confirmed' || mostOf(held) <= last.amps) return undefined;
  // What another process told is told again at once.
  const toldAt = state.live.stations.get(station.id)?.slots.get(slotName(rung, evse))?.toldAt;
  if (toldAt === undefined || !Number.isFinite(toldAt)) return undefined;
  // Nor was the one before it answered.
  const open = held!.filter(({ state: is }) => is !== 'confirmed');
  if (last.state === 'unknown' || open.length > 1) return last.amps;
  const isLateAt = after(toldAt, answersMs);
  if (isLateAt > now.mono) wakeBy(state, isLateAt);
  return isLateAt <= now.mono ? last.amps : undefined;
}

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
