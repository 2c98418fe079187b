// Which profiles a station should hold for what a load was given, and which of them are to be written now without asking
// for room: a first limit, a lower one, and one that may have been lost.

import type { Rung } from '../model/charging-profile.ts';
import type { EvseKey, StationId, TransactionId } from '../model/ids.ts';
import { evseKey } from '../model/ids.ts';
import type { Reason } from '../model/reason.ts';
import type { Mono } from '../model/time.ts';
import { noLease } from '../site/leased.ts';
import type { Held } from '../site/limits.ts';
import { isBounded, leastOf, mostOf, slotsOf } from '../site/limits.ts';
import type { SlotLive, StationLive } from '../site/live.ts';
import { slotName } from '../site/live.ts';
import type { StationPart } from '../site/station-part.ts';
import type { Allocation } from './allocate.ts';
import type { Load } from './envelope.ts';
import { leaseLevel } from './ladder.ts';
import { backDateFor, isClockOff, secondsFor } from './leases.ts';

/** A station is to be told a new limit. */
export interface SetLimit {
  readonly kind: 'setLimit';
  readonly station: StationId;
  /** EVSE 0 is all of them. */
  readonly evse: EvseKey;
  readonly rung: Rung;
  readonly amps: number;
  /** Set where the station takes watts only. */
  readonly wattsPerAmp: number | undefined;
  /** Stack level of a TxProfile, and of what is on top. */
  readonly level: number;
  /** It ends by itself after this time; undefined where it has no end. */
  readonly leaseSeconds?: number;
  /** It begins so long before it is told; set where it has an end. */
  readonly backDateSeconds?: number;
  /** How long it counts when the station has lost us; `forGood`: also when we are back. */
  readonly offline?: { readonly seconds: number; readonly forGood?: true };
  /** Above the profiles that its central system keeps in it. */
  readonly onTop?: true;
  /** It may be a Dynamic profile. */
  readonly dynamic?: true;
  /** Of the session that charges under it. */
  readonly transaction: TransactionId | undefined;
  readonly reason: Reason;
  /** At or below everything that may be in force in its place: may overtake the disk. */
  readonly lowers: boolean;
}

/** A profile as it should be. */
export interface Write {
  readonly load: Load;
  readonly rung: Rung;
  readonly evse: number;
  readonly amps: number;
  readonly fallback: number;
  /** What may be in force in its place; of a TxProfile, for the same transaction. */
  readonly own: readonly Held[];
  /** What was told last of that which counts now: its own, or what it stands on. */
  readonly last: Held | undefined;
  /** What is at or below this may overtake the disk. */
  readonly leastAmps: number;
  readonly reason: Reason;
  readonly transaction: TransactionId | undefined;
}

/** The profiles of one load, the one to fall back to first. */
export function writesFor(one: Allocation, fallback: number, part: StationPart | undefined): Write[] {
  const { load, reason, transaction } = one;
  const { rung, holding } = load.hold;
  if (holding === 'lease') return leaseWrites(one, fallback, part);
  switch (rung) {
    case 'none':
      return [];
    case 'tx': {
      const back = writeOf(one, 'default', fallback, fallback, part);
      const base: Write = { ...back, reason: { kind: 'fallback' }, transaction: undefined };
      const own = transaction === undefined ? undefined : ownLimit(one, base, part);
      return own === undefined ? [base] : [base, own];
    }
    case 'default':
    case 'default0':
    case 'max':
    case 'lease':
      return [{ ...writeOf(one, rung, one.amps, fallback, part), reason, transaction }];
  }
}

/** For good what it falls back to; above or below that a lease, once it took the former. It ends where nothing else is wanted. */
function leaseWrites(one: Allocation, fallback: number, part: StationPart | undefined): Write[] {
  const back = writeOf(one, 'default', fallback, fallback, part);
  const base: Write = { ...back, reason: { kind: 'fallback' }, transaction: undefined };
  if (!isBounded(base.own)) return [base];
  const own = writeOf(one, 'lease', one.amps, fallback, part);
  if (own.own.length === 0 && one.amps === fallback) return [base];
  // It may have ended already, and then what is above the fallback is a raise.
  const leastAmps = Math.min(leastOf(own.own), leastOf(base.own));
  return [base, { ...own, last: own.last ?? base.last, leastAmps }];
}

/**
 * What takes the place of a lease while none may be told, because nobody knows that its station ends it when we think: the
 * fallback, with an end again, so that nothing rises whichever of them ends. Undefined as long as the lease may stay: where
 * nothing is above the fallback, or nobody knows that a clock is wrong and there is room until it ends.
 */
export function inPlaceOfLease(
  one: Allocation,
  fallback: number,
  part: StationPart | undefined,
  station: StationLive,
  isFull: (load: Load) => boolean,
): Write | undefined {
  const { load } = one;
  const back = writeOf(one, 'default', fallback, fallback, part);
  const write = writeOf(one, 'lease', fallback, fallback, part);
  if (load.evses.length > 1 || load.hold.rung === 'none' || !isBounded(back.own)) return undefined;
  const { mayComeBack, mostAmps } = station.leased.get(write.evse) ?? noLease;
  const most = write.own.length > 0 || !mayComeBack ? mostOf(write.own) : mostAmps;
  if (most <= fallback) return undefined;
  if (!mayComeBack && !isClockOff(station) && !isFull(load)) return undefined;
  // What has ended with the clock the disk may not know yet: it could be below this.
  const leastAmps = mayComeBack ? Number.NEGATIVE_INFINITY : Math.min(leastOf(write.own), leastOf(back.own));
  return { ...write, leastAmps, reason: { kind: 'fallback' }, transaction: undefined };
}

function writeOf(
  { load, reason, transaction }: Allocation,
  rung: Rung,
  amps: number,
  fallback: number,
  part: StationPart | undefined,
): Write {
  const evse = rung === 'default0' || rung === 'max' ? 0 : load.evses[0]!.id;
  const own = part === undefined ? [] : (slotsOf(part.limits, rung).get(evse) ?? []);
  const leastAmps = own.length === 0 ? Number.NEGATIVE_INFINITY : leastOf(own);
  return { load, rung, evse, amps, fallback, own, last: own.at(-1), leastAmps, reason, transaction };
}

/**
 * The TxProfile: only above a fallback that the station took, and only for a transaction whose number it knows by now. It
 * is not written as long as it would say what the fallback says.
 */
function ownLimit(one: Allocation, base: Write, part: StationPart | undefined): Write | undefined {
  const { transaction } = one;
  const verdict = transaction === undefined ? undefined : part?.transactions.known.get(transaction)?.verdict;
  if (verdict === undefined || !isBounded(base.own)) return undefined;
  const write = writeOf(one, 'tx', one.amps, base.fallback, part);
  const own = write.own.filter((held) => held.transaction === transaction);
  // As long as nobody knows that its first limit left, the disk may know only of what it stands on.
  const standsOn = own[0]?.state === 'pending' ? leastOf(base.own) : Infinity;
  const leastAmps = own.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(leastOf(own), standsOn);
  return { ...write, own, last: own.at(-1) ?? base.last, leastAmps };
}

/** What is to be told without asking for room, if anything. `bound`: what it holds for certain, where the room is gone. */
export function tellNow(
  write: Write,
  station: StationLive,
  now: Mono,
  bound: (write: Write) => number,
): SetLimit | undefined {
  const { load, own, last } = write;
  const slot = station.slots.get(slotName(write.rung, write.evse));
  const isWaiting = slot !== undefined && now < slot.retryAt;
  const wanted = last === undefined ? Math.min(write.amps, write.fallback) : write.amps;
  const amps = slot?.doubtsZero === true && wanted === 0 ? load.minAmps : wanted;
  if (last === undefined)
    // Nobody knows what it holds: it gets no more than what fits whatever the others hold, and after the disk.
    return station.mayBegin && !isWaiting ? setLimit(write, amps, slot, false) : undefined;
  if (amps < last.amps) {
    const isRefused = isWaiting && slot.refusedAmps !== undefined && amps >= slot.refusedAmps;
    if (isRefused) return undefined;
    // What is on its way may never arrive: where the room is gone, what takes its place is no more than what is there.
    const certain = bound(write);
    const lower = certain === Infinity ? amps : Math.min(amps, isBounded(own) ? leastOf(own) : certain);
    return setLimit(write, lower, slot, lower <= write.leastAmps);
  }
  const isDue = last.state !== 'pending' && own.length > 0 && !isWaiting;
  if (!isDue || !(last.state === 'unknown' || isLost(station, slot) || slot?.isStuck === true)) return undefined;
  // It is told anew within what is counted for it anyway.
  const isAbove = write.rung === 'tx' || write.rung === 'lease';
  const counted = isAbove || isBounded(own) ? mostOf(own) : write.fallback;
  // Whoever has not answered may not answer this either, and until that is given up nothing lower reaches it.
  const most = last.state === 'unknown' ? Math.min(counted, Math.max(last.amps, write.fallback)) : counted;
  const again = Math.min(amps, most, bound(write));
  return setLimit(write, again, slot, again <= write.leastAmps);
}

/** A station that booted may have lost what it held (F122). */
const isLost = (station: StationLive, slot: SlotLive | undefined): boolean => station.rebooted && slot?.told !== true;

/** Whether more is wanted than what was told last, and nothing is under way. */
export const isRaise = ({ last, amps, rung, own }: Write): boolean =>
  last !== undefined &&
  last.state !== 'pending' &&
  amps > last.amps &&
  (rung === 'tx' || rung === 'lease' || isBounded(own));

/** `lasts`: there is room for it without a gateway too. */
export const setLimit = (
  write: Write,
  amps: number,
  slot: SlotLive | undefined,
  lowers: boolean,
  lasts = false,
): SetLimit => ({
  kind: 'setLimit',
  station: write.load.station.id,
  evse: evseKey(write.load.station.id, write.evse),
  rung: write.rung,
  amps,
  wattsPerAmp: write.load.wattsPerAmp,
  level: levelOf(write, slot),
  ...(write.rung === 'lease' && {
    leaseSeconds: secondsFor(write, amps, lasts),
    backDateSeconds: backDateFor(write, amps),
  }),
  ...offlineOf(write, amps, lasts),
  ...(write.load.hold.onTop === true && { onTop: true }),
  ...(write.rung === 'tx' && write.load.hold.dynamic === true && { dynamic: true }),
  transaction: write.transaction,
  reason: write.reason,
  lowers,
});

/** A station that lost us goes to its fallback after this time, where it holds more than that. */
const offlineSeconds = 300;

/**
 * What is above the fallback ends when the station is left alone; what is below it goes on, because nobody may rise then. A lease
 * ends by its clock and by this, whichever comes first, and does not come back.
 */
function offlineOf(write: Write, amps: number, lasts: boolean): Pick<SetLimit, 'offline'> {
  if (write.load.hold.knowsOffline !== true) return {};
  if (write.rung === 'lease') return { offline: { seconds: secondsFor(write, amps, lasts), forGood: true } };
  return write.rung === 'tx' && amps > write.fallback ? { offline: { seconds: offlineSeconds } } : {};
}

/**
 * One that refused it may take no level but the lowest. What it took for this transaction is told at the same level again:
 * below it, it would count for nothing.
 */
function levelOf({ own, load, rung }: Write, slot: SlotLive | undefined): number {
  if (rung === 'lease') return leaseLevel;
  const wanted = (slot?.refusals ?? 0) > 0 ? 0 : load.hold.level;
  const taken = own.filter(({ state }) => state === 'confirmed').map(({ level }) => level ?? 0);
  return Math.max(wanted, ...taken);
}
