// From what each load should have to what it is told: decreases first, and a raise only into room that is free already.

import type { EvseKey, StationId } from '../model/ids.ts';
import { evseKey } from '../model/ids.ts';
import type { Mono, Utc } from '../model/time.ts';
import { after, never } from '../model/time.ts';
import type { Ledger } from '../site/ledger.ts';
import { dayOf, writesOn } from '../site/limits.ts';
import type { Live, StationLive } from '../site/live.ts';
import { slotName } from '../site/live.ts';
import type { Allocation, Ceiling } from './allocate.ts';
import type { Books, Counted, Place } from './books.ts';
import { countedAs, enter, highestOf, isOver } from './books.ts';
import type { Cell, Load } from './envelope.ts';
import { highestIn, inForce, isOvercommitted, lastingIn, leastHeld, occupy, stepDown } from './envelope.ts';
import { mayLease, renewAt } from './leases.ts';
import { lagMs } from './obedience.ts';
import { underCeilings } from './under-ceilings.ts';
import type { SetLimit, Write } from './writes.ts';
import { inPlaceOfLease, isRaise, setLimit, tellNow, writesFor } from './writes.ts';

/** At most one raise per station in this time: many stations keep their profiles in flash. */
const raiseEveryMs = 10_000;
/** As many writes in a day, and a station is raised no more until the next one (UTC); lowering goes on. */
export const mostWritesPerDay = 300;
const dayMs = 86_400_000;

/** What is wanted, what is known, and when. */
export interface Depot {
  /** The room beside other load, of nobody yet. */
  readonly books: Books;
  /** Of every load. */
  readonly allocations: readonly Allocation[];
  readonly fallback: ReadonlyMap<EvseKey, number>;
  /** What was lowered and not seen to have followed; Infinity where it was seen not to fall back, and cannot be reached. */
  readonly releasing: ReadonlyMap<EvseKey, number>;
  /** What is told nothing now, because somebody watches what it does by itself. */
  readonly quiet?: ReadonlySet<StationId>;
  /** The lines that a load was seen to use, where it is not all of its own. */
  readonly inUse: ReadonlyMap<EvseKey, readonly Cell[]>;
  readonly ceilings: readonly Ceiling[];
  readonly ledger: Ledger;
  readonly live: Live;
  readonly now: { readonly mono: Mono; readonly utc: Utc };
}

export interface Actuation {
  readonly limits: readonly SetLimit[];
  /** When to look again at the latest. */
  readonly wakeAt: Mono;
  /** Stations that should be raised and have had their writes of this day. */
  readonly spent: readonly StationId[];
}

/** The limits to tell now. Once they are told and taken, the same depot needs none. */
export function actuate(depot: Depot): Actuation {
  const { allocations, fallback, ledger, live, now } = depot;
  const limits: SetLimit[] = [];
  const raises: Write[] = [];
  const leases: Write[] = [];
  let count: Count | undefined;
  const counted = (): Count => (count ??= countOf(depot));
  const bound = (write: Write): number => boundOf(depot, counted().books, write);
  const isFull = (load: Load): boolean => isOver(counted().books, placeOf(depot, load), true);
  for (const one of allocations) {
    const { id } = one.load.station;
    const station = live.stations.get(id);
    if (station === undefined || !isCallable(station, now.mono) || depot.quiet?.has(id) === true) continue;
    const isLeasable = mayLease(station);
    const part = ledger.stations.get(id);
    const alone = fallback.get(one.load.key) ?? 0;
    const instead = isLeasable ? undefined : inPlaceOfLease(one, alone, part, station, isFull);
    const toldInstead = instead === undefined ? undefined : tellNow(instead, station, now.mono, bound);
    if (toldInstead !== undefined) limits.push(toldInstead);
    for (const write of writesFor(one, alone, part)) {
      if (write.rung === 'lease' && !isLeasable) continue;
      const told = tellNow(write, station, now.mono, bound);
      if (told !== undefined) limits.push(told);
      if (told !== undefined) continue;
      if (isRaise(write)) raises.push(write);
      if (isRunning(write)) leases.push(write);
    }
  }
  // Without a disk nobody could say after a crash what was raised, or goes on.
  if (live.disk !== 'ok' || raises.length + leases.length === 0) return { limits, wakeAt: never, spent: [] };
  const raised = raises.length > 0 ? raiseInto(depot, raises, counted()) : noRaise;
  const rest = leases.filter((write) => !raised.limits.some((one) => isOf(one, write)));
  const renewed = rest.length > 0 ? renew(depot, rest, counted) : noRaise;
  return {
    limits: [...limits, ...raised.limits, ...renewed.limits],
    wakeAt: Math.min(raised.wakeAt, renewed.wakeAt) as Mono,
    spent: raised.spent,
  };
}

const noRaise: Actuation = { limits: [], wakeAt: never, spent: [] };

/** A lease that is to go on as it is, or until there is room for more. */
const isRunning = ({ rung, own, amps, last, fallback }: Write): boolean =>
  rung === 'lease' && own.at(-1)?.state === 'confirmed' && !(amps === fallback && last?.amps === fallback);

const isOf = ({ rung, evse }: SetLimit, write: Write): boolean =>
  rung === write.rung && evse === evseKey(write.load.station.id, write.evse);

/** Leases that are due are told anew; looked at once a second, so that those of many stations go together. */
const renewStepMs = 1000;

/**
 * Counted with the same as before. Where more is given away than there may be, they are left to end by themselves. One above
 * its fallback is for long where there is room for it without a gateway too.
 */
function renew(depot: Depot, leases: readonly Write[], counted: () => Count): Actuation {
  const { live, now } = depot;
  const limits: SetLimit[] = [];
  let wakeAt = never;
  const later = (at: number): void => void (wakeAt = Math.min(wakeAt, Math.max(at, now.mono + renewStepMs)) as Mono);
  for (const write of leases) {
    const { load, rung, evse, fallback, last } = write;
    const slot = live.stations.get(load.station.id)!.slots.get(slotName(rung, evse));
    const toldAt = slot?.toldAt ?? (Number.NEGATIVE_INFINITY as Mono);
    const { amps } = last!;
    // Nothing becomes of it before.
    const soonest = renewAt(last!, toldAt, true);
    if (soonest > now.mono) {
      later(soonest);
      continue;
    }
    const { books, lasting } = counted();
    const lasts = amps <= fallback || roomToLast(books, load, Math.max(lasting.get(load)!, fallback)) >= amps;
    const dueAt = renewAt(last!, toldAt, !lasts);
    if (dueAt > now.mono) later(dueAt);
    else if (amps > boundOf(depot, books, write)) later(now.mono);
    else {
      if (lasts) occupy(books.held, load.cells, Math.max(lasting.get(load)!, fallback), Math.max(amps, fallback));
      if (lasts) lasting.set(load, Math.max(amps, lasting.get(load)!));
      limits.push(setLimit(write, amps, slot, false, lasts));
      later(now.mono);
    }
  }
  return { limits, wakeAt, spent: [] };
}

/** The highest limit for which there is room without a gateway; none where that is overcommitted. */
const roomToLast = ({ held }: Books, { cells }: Load, from: number): number =>
  isOvercommitted(held, cells) ? Number.NEGATIVE_INFINITY : highestIn(held, cells, from);

export const isCallable = (station: StationLive, now: Mono): boolean =>
  station.connected && station.callableFrom <= now;

/** The most that may be in force for every load, and the room that this leaves. */
interface Count {
  readonly books: Books;
  readonly amps: Map<Load, number>;
  /** What of it does not end soon by itself. */
  readonly lasting: Map<Load, number>;
}

const nothing = { held: 0, live: 0 };

const placeOf = ({ inUse }: Depot, load: Load): Place => ({ load, inUse: inUse.get(load.key) ?? load.cells });

/**
 * What a limit may be where the room is gone; Infinity where it is not. What a load counts with may never have reached it: only
 * what it holds for certain adds nothing. Of what a lease stands on that is what has no end itself; and one at or below it goes
 * on for long, as that does.
 */
function boundOf(depot: Depot, books: Books, { load, rung, fallback }: Write): number {
  const { ledger } = depot;
  const place = placeOf(depot, load);
  if (load.hold.holding !== 'lease' || (rung === 'lease' && isOver(books, place)))
    return isOver(books, place) ? leastHeld(ledger, load) : Infinity;
  const alone = leastHeld(ledger, load, true);
  return alone < fallback && isOver(books, place, true) ? alone : Infinity;
}

export function countOf(depot: Depot): Count {
  const {
    books: { held, live },
    allocations,
    fallback,
    releasing,
    ledger,
  } = depot;
  const books = { held: held.slice(), live: live.slice() };
  const counted = new Map<Load, number>();
  const lasting = new Map<Load, number>();
  for (const { load } of allocations) {
    const amps = Math.max(inForce(ledger, load), releasing.get(load.key) ?? 0);
    const lasts = load.hold.holding === 'lease' ? lastingIn(ledger, load) : amps;
    counted.set(load, amps);
    lasting.set(load, lasts);
    enter(books, placeOf(depot, load), nothing, countedAs(load, amps, fallback.get(load.key) ?? 0, lasts));
  }
  return { books, amps: counted, lasting };
}

function raiseInto(depot: Depot, raises: readonly Write[], { books, amps: counted, lasting }: Count): Actuation {
  const { ledger, live, fallback, now, ceilings, allocations, releasing } = depot;
  const under = underCeilings(ceilings, allocations, ({ key }) => releasing.get(key) ?? 0, ledger);
  const limits: SetLimit[] = [];
  const raised = new Set<StationId>();
  const spent = new Set<StationId>();
  let wakeAt = never;
  for (const write of raises) {
    const { load, last } = write;
    const { id } = load.station;
    const from = counted.get(load)!;
    const alone = fallback.get(load.key) ?? 0;
    const lastsNow = lasting.get(load)!;
    const countsAs = (amps: number, lasts: number): Counted => countedAs(load, amps, alone, lasts);
    const place = placeOf(depot, load);
    const bound = boundOf(depot, books, write);
    const highest = bound === Infinity ? highestOf(books, place, countsAs(from, lastsNow)) : bound;
    const most = Math.min(highest, under.highest(load));
    const amps = most >= write.amps ? write.amps : stepDown(load, most);
    if (amps <= last!.amps || amps < load.minAmps) continue;
    const station = live.stations.get(id)!;
    const slot = station.slots.get(slotName(write.rung, write.evse));
    const dueAt = Math.max(
      raised.has(id) ? after(now.mono, raiseEveryMs) : after(station.raisedAt, raiseEveryMs),
      slot?.retryAt ?? now.mono,
      // Nobody knows what was lowered just before the gateway began anew, and was not followed yet.
      after(station.connectedAt, lagMs),
    ) as Mono;
    if (dueAt > now.mono) wakeAt = Math.min(wakeAt, dueAt) as Mono;
    else if (writesOn(ledger.stations.get(id)!.limits, now.utc) >= mostWritesPerDay) {
      spent.add(id);
      wakeAt = Math.min(wakeAt, after(now.mono, (dayOf(now.utc) + 1) * dayMs - now.utc)) as Mono;
    } else {
      const isLong = amps <= alone || roomToLast(books, load, Math.max(lastsNow, alone)) >= amps;
      const lasts = isLong ? Math.max(lastsNow, amps) : lastsNow;
      enter(books, place, countsAs(from, lastsNow), countsAs(Math.max(from, amps), lasts));
      under.raise(load, amps);
      counted.set(load, Math.max(from, amps));
      lasting.set(load, lasts);
      raised.add(id);
      limits.push(setLimit(write, amps, slot, false, isLong));
    }
  }
  return { limits, wakeAt, spent: [...spent] };
}
