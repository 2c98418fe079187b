// Who gets how much: everybody keeps what it falls back to, and those that charge share the rest, so that whoever needs most
// is served first and the least of equals has as much as it can have. A function of the question alone.

import type { Reason } from '../model/reason.ts';
import type { Utc } from '../model/time.ts';
import { admit } from './allocate/admit.ts';
import type { Rooms } from './allocate/field.ts';
import { count, countUnder, fieldOf, roomsOf } from './allocate/field.ts';
import { newBasin } from './allocate/fill.ts';
import { needsOf } from './allocate/need.ts';
import type { Allocation, Demand, Question } from './allocate/question.ts';
import { share } from './allocate/share.ts';
import type { Sharer } from './allocate/sharer.ts';
import { ampsOf, sharerOf } from './allocate/sharer.ts';
import { reasonsOf } from './allocate/why.ts';
import type { Load } from './envelope.ts';
import { leastAmpsOf } from './envelope.ts';
import { pausedUntil, turnMs } from './turns.ts';

export type { Allocation, Cap, Ceiling, Demand, Question } from './allocate/question.ts';

/** An allocation for every load, in their order; and when it changes by itself, as turns and needs do. */
export function allocate(question: Question): { allocations: Allocation[]; changesAt: Utc } {
  const rooms = roomsOf(question);
  const { allocations, sharers, resumesAt } = placed(question, rooms);
  // By name, so that nothing depends on the order in which it is asked.
  sharers.sort((a, b) => (a.key < b.key ? -1 : 1));
  const field = fieldOf(rooms, sharers);
  const needs = needsOf(sharers, question.now);
  const basin = newBasin(field);
  const served = admit(basin, sharers, needs);
  share(basin, sharers, needs, served);
  const reasonOf = reasonsOf(question.circuits, rooms, field, sharers, served);
  let waits = false;
  let needsChange = false;
  for (let one = 0; one < sharers.length; one += 1) {
    const sharer = sharers[one]!;
    const reason = reasonOf(one);
    if (served.isOn[one] === 1) settle(sharer.one, ampsOf(served.amount[one]!), reason);
    else nothing(sharer.one, reason);
    waits ||= reason.kind === 'waiting';
    needsChange ||= sharer.laxity !== undefined && served.amount[one]! < sharer.most;
  }
  const needsChangeAt = needsChange ? Math.floor(question.now / turnMs + 1) * turnMs : Infinity;
  const changesAt = Math.min(resumesAt, needsChangeAt, waits ? needs.changesAt : Infinity) as Utc;
  return { allocations, changesAt };
}

interface Placed {
  readonly allocations: Allocation[];
  /** Those about whom there is something to decide. */
  readonly sharers: Sharer[];
  /** When the next pause is over. */
  readonly resumesAt: Utc;
}

/** An allocation for every load, and in the rooms what those hold about whom nothing is to be decided. */
function placed({ loads, fallback, charging, fixed, stop, now }: Question, rooms: Rooms): Placed {
  const allocations: Allocation[] = [];
  const sharers: Sharer[] = [];
  let resumesAt = Infinity as Utc;
  for (const load of loads) {
    const alone = stop === undefined ? counted(fallback.get(load.key) ?? 0) : leastAmpsOf(load);
    const demand = charging.get(load.key);
    const one = toldAlone(load, Number.isFinite(alone) ? alone : 0, stop ?? idle, demand);
    allocations.push(one);
    if (fixed.has(load.key)) {
      fix(rooms, one, alone, counted(fixed.get(load.key)));
      continue;
    }
    if (demand === undefined) {
      count(rooms, load, alone, alone);
      continue;
    }
    const until = pausedUntil(demand, now);
    const sharer = sharerOf(one, demand, alone, stop);
    if (sharer.most >= sharer.min && sharer.most > 0 && until === undefined) {
      sharers.push(sharer);
      if (load.hold.holding !== 'hold') count(rooms, load, alone, 0);
      continue;
    }
    if (until !== undefined) resumesAt = Math.min(resumesAt, until) as Utc;
    nothing(one, sharer.most < sharer.min || sharer.most <= 0 ? sharer.bound : { kind: 'justPaused' });
    count(rooms, load, Math.max(alone, one.amps), load.hold.holding === 'lease' ? one.amps : Math.max(alone, one.amps));
    countUnder(rooms, load, one.amps);
  }
  return { allocations, sharers, resumesAt };
}

const idle: Reason = { kind: 'idle' };

const toldAlone = (load: Load, amps: number, reason: Reason, demand: Demand | undefined): Allocation =>
  demand === undefined ? { load, amps, reason } : { load, amps, reason, transaction: demand.transaction };

/** What nobody can read counts in full. */
const counted = (amps: number | undefined): number =>
  amps === undefined || Number.isNaN(amps) ? Infinity : Math.max(0, amps);

/** Who shares a limit out by itself may have begun sessions of which nobody has heard. */
const maySurprise = ({ station }: Load): boolean => station.sharedLimit === true;

/** What cannot be told anything. */
function fix(rooms: Rooms, one: Allocation, alone: number, held: number): void {
  const { load } = one;
  const most = Math.max(alone, held);
  settle(one, Math.min(held, load.maxAmps), { kind: load.hold.rung === 'none' ? 'uncontrollable' : 'unreachable' });
  count(rooms, load, most, most);
  if (one.transaction !== undefined || maySurprise(load)) countUnder(rooms, load, one.amps);
}

const nothing = (one: Allocation, reason: Reason): void =>
  settle(one, leastAmpsOf(one.load), one.load.hold.zeroOk ? reason : { kind: 'refusesZero' });

function settle(one: Allocation, amps: number, reason: Reason): void {
  one.amps = amps;
  one.reason = reason;
}
