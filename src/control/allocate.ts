// Who gets how much: everybody keeps what it falls back to, and those that charge share the rest so that the least of them
// has as much as it can have. A function of the site, of who charges, and of what cannot be changed now.

import type { Circuit } from '../model/config/site.ts';
import type { EvseKey, StationId, TransactionId } from '../model/ids.ts';
import type { Reason } from '../model/reason.ts';
import type { Utc } from '../model/time.ts';
import type { Cell, Load, Room } from './envelope.ts';
import { cellsOfOne, hasRoom, leastAmpsOf, occupy, roomOf, roomUnder, tightest } from './envelope.ts';
import type { Session } from './turns.ts';
import { inTurn } from './turns.ts';

/** A load that charges. */
export interface Demand extends Session {
  readonly transaction: TransactionId;
  /** It may have no more, whatever there is. */
  readonly cap?: Cap;
  /** Higher ones are served before lower ones get more than their minimum; 0 when absent. */
  readonly priority?: number;
  /** What the plan gives it now: it comes before what the plan does not ask for. Never a permission. */
  readonly target?: number;
  /** Hours that it could wait and still be ready at its maximum; absent where nobody knows when it leaves or what it needs. */
  readonly laxityHours?: number;
  /** Less is nothing for this vehicle; the minimum of its EVSE when absent. */
  readonly minAmps?: number;
  /** A vehicle that does not come back after a pause is never paused to let another one in. */
  readonly noPause?: boolean;
  /** Its first minute: no more than its minimum, because vehicles jump to whatever they may have. */
  readonly isStarting?: boolean;
  /** Its share of a live room, on the lines that it was seen to use; those of its EVSE when absent. */
  readonly cells?: readonly Cell[];
}

export interface Cap {
  readonly amps: number;
  readonly reason: Reason;
}

/**
 * The most that some stations may draw together, on each line: those of a central system, or all by order of the grid
 * operator. It holds while we live.
 */
export interface Ceiling {
  readonly reason: Reason;
  /** The same on each line, or for each of them. */
  readonly amps: number | readonly number[];
  /** All of them when absent. */
  readonly stations: ReadonlySet<StationId> | undefined;
}

/**
 * The room beside other load, in two books. `held` is what must suffice without a gateway: beside the worst case of other
 * load. `live` is what there is now. Where nobody measures they are the same.
 */
export interface Books {
  readonly held: Room;
  readonly live: Room;
}

export interface Question {
  readonly circuits: readonly Circuit[];
  readonly books: Books;
  readonly loads: readonly Load[];
  readonly fallback: ReadonlyMap<EvseKey, number>;
  readonly charging: ReadonlyMap<EvseKey, Demand>;
  /** What cannot be told anything now: it counts with what it may hold (Infinity: its rating). */
  readonly fixed: ReadonlyMap<EvseKey, number>;
  readonly ceilings: readonly Ceiling[];
  /** Why nobody gets anything now. */
  readonly stop?: Reason;
  readonly now: Utc;
}

export interface Allocation {
  readonly load: Load;
  amps: number;
  reason: Reason;
  /** Of a load that charges. */
  readonly transaction?: TransactionId;
}

/** A load that charges, while it is served. */
interface Sharer {
  readonly one: Allocation;
  readonly key: EvseKey;
  /** Its share of the room is given to it whatever it draws. */
  readonly fallback: number;
  readonly most: number;
  readonly under: readonly Under[];
}

interface Under {
  readonly ceiling: Ceiling;
  readonly room: Room;
  readonly cells: readonly Cell[];
}

/** Vehicles take whole amps well; a finer step is lost in the car. */
const stepAmps = 1;

/** An allocation for every load, in their order; and when somebody who waits may get a turn. */
export function allocate(question: Question): { allocations: Allocation[]; changesAt: Utc } {
  const { circuits, loads, fallback, charging, fixed, stop } = question;
  const room = roomOf(circuits);
  const under = underCeilings(question.ceilings);
  const allocations: Allocation[] = [];
  const sharers = new Map<EvseKey, Sharer>();
  for (const load of loads) {
    const held = fixed.get(load.key);
    const least = stop === undefined ? (fallback.get(load.key) ?? 0) : leastAmpsOf(load);
    occupy(room, load.cells, 0, Math.max(least, held ?? 0));
    const demand = charging.get(load.key);
    const one: Allocation = {
      load,
      amps: held === undefined ? least : Math.min(held, load.maxAmps),
      reason: held === undefined ? (stop ?? { kind: 'idle' }) : fixedReason(load),
      ...(demand !== undefined && { transaction: demand.transaction }),
    };
    allocations.push(one);
    const above = under.flatMap((ceiling) => ceiling(load));
    if (demand === undefined) continue;
    if (held !== undefined) for (const { room: own, cells } of above) occupy(own, cells, 0, one.amps);
    else {
      const most = stop === undefined ? Math.min(load.maxAmps, demand.cap?.amps ?? Infinity) : 0;
      sharers.set(load.key, { one, key: load.key, fallback: least, most, under: above });
    }
  }
  const { order, changesAt } = inTurn(
    [...charging.values()].filter(({ key }) => sharers.has(key)),
    question.now,
  );
  const started = order
    .filter((demand) => start(sharers.get(demand.key)!, demand, stop, room))
    .map(({ key }) => sharers.get(key)!);
  share(started, charging, room);
  const waits = [...sharers.values()].some(({ one }) => one.reason.kind === 'waiting');
  return { allocations, changesAt: waits ? changesAt : (Infinity as Utc) };
}

const fixedReason = ({ hold }: Load): Reason => ({ kind: hold.rung === 'none' ? 'uncontrollable' : 'unreachable' });

/** For each ceiling: the room under it, and the place of a load there. */
function underCeilings(ceilings: readonly Ceiling[]): ((load: Load) => Under[])[] {
  return ceilings.map((ceiling) => {
    const room = roomUnder(ceiling.amps);
    return (load) =>
      ceiling.stations === undefined || ceiling.stations.has(load.station.id)
        ? [{ ceiling, room, cells: cellsOfOne(load) }]
        : [];
  });
}

/** Gives the minimum, below which a vehicle cannot charge, or nothing at all. */
function start(sharer: Sharer, { cap }: Demand, stop: Reason | undefined, room: Room): boolean {
  const { one, fallback, most } = sharer;
  const { load } = one;
  const nothing = (reason: Reason): boolean => {
    one.amps = leastAmpsOf(load);
    one.reason = load.hold.zeroOk ? reason : { kind: 'refusesZero' };
    return false;
  };
  one.amps = 0;
  if (most < load.minAmps || most <= 0) return nothing(stop ?? cap?.reason ?? { kind: 'rating' });
  const wanted = Math.min(most, Math.max(load.minAmps, fallback));
  if (!hasRoom(room, load.cells, fallback, Math.max(fallback, wanted))) {
    const { circuit, line } = tightest(room, load);
    return nothing({ kind: 'waiting', circuit: circuit.id, line });
  }
  const tight = sharer.under.find((above) => !hasRoom(above.room, above.cells, 0, wanted));
  // Its fallback may be above what the central system leaves; its minimum may not be.
  const given = tight === undefined ? wanted : load.minAmps;
  const above = sharer.under.find((other) => !hasRoom(other.room, other.cells, 0, given));
  if (above !== undefined) return nothing(above.ceiling.reason);
  grow(sharer, given, room);
  return true;
}

/** The room beyond its fallback; under the ceilings, all that it gets. */
function grow({ one, fallback, under }: Sharer, amps: number, room: Room): void {
  occupy(room, one.load.cells, Math.max(fallback, one.amps), Math.max(fallback, amps));
  for (const above of under) occupy(above.room, above.cells, one.amps, amps);
  one.amps = amps;
}

/** Lifts those that have the least, a step at a time, until a circuit, the rating or the central system ends it. */
function share(started: readonly Sharer[], charging: ReadonlyMap<EvseKey, Demand>, room: Room): void {
  // By name, so that the odd amp stays where it is when turns change.
  let growing = [...started].sort((a, b) => (a.key < b.key ? -1 : 1));
  const least = Math.min(...growing.map(({ one }) => one.amps));
  for (let level = Math.floor(least) + stepAmps; growing.length > 0; level += stepAmps)
    growing = growing.filter((sharer) => {
      const end = lift(sharer, Math.min(level, sharer.most), room);
      if (end === undefined) return true;
      sharer.one.reason =
        end === 'most'
          ? mostReason(sharer, charging.get(sharer.key)!)
          : end === 'circuit'
            ? fullReason(sharer, started, room)
            : end;
      return false;
    });
}

/** Lifts one to a level; returns why it goes no higher. */
function lift(sharer: Sharer, to: number, room: Room): 'most' | 'circuit' | Reason | undefined {
  const { one, fallback, most, under } = sharer;
  if (one.amps >= most) return 'most';
  if (to <= one.amps) return undefined;
  if (!hasRoom(room, one.load.cells, Math.max(fallback, one.amps), Math.max(fallback, to))) return 'circuit';
  const full = under.find((above) => !hasRoom(above.room, above.cells, one.amps, to));
  if (full !== undefined) return full.ceiling.reason;
  grow(sharer, to, room);
  return one.amps >= most ? 'most' : undefined;
}

const mostReason = ({ one, most }: Sharer, { cap }: Demand): Reason =>
  cap !== undefined && most < one.load.maxAmps ? cap.reason : { kind: 'rating' };

function fullReason({ one }: Sharer, started: readonly Sharer[], room: Room): Reason {
  const { circuit, line } = tightest(room, one.load);
  const sharedBy = started.filter((other) => other.one.load.path.includes(circuit)).length;
  return { kind: 'circuit', circuit: circuit.id, line, sharedBy };
}
