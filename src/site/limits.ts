// What each EVSE may legally draw, as far as durable facts tell: every limit that may be in force, in every place where a
// station keeps one.

import type { Rung } from '../model/charging-profile.ts';
import type { CommandSettled, LimitCommanded } from '../model/fact/command.ts';
import type { LeaseEnded, LimitLapsed } from '../model/fact/fallback.ts';
import type { CommandId, TransactionId } from '../model/ids.ts';
import { evseOf } from '../model/ids.ts';
import type { Reason } from '../model/reason.ts';
import type { Utc } from '../model/time.ts';

export interface Held {
  readonly command: CommandId;
  readonly amps: number;
  readonly reason: Reason;
  /** Of a TxProfile: it dies with it. */
  readonly transaction?: TransactionId;
  /** Its stack level: what stands higher counts, however old it is. */
  readonly level?: number;
  /** It ends by itself then, so many seconds after it was commanded. */
  readonly until?: Utc;
  readonly leaseSeconds?: number;
  /** `unknown` after a crash: it may or may not have reached the station. */
  state: 'pending' | 'confirmed' | 'unknown';
}

/** EVSE number (0: the station) → limits that may be in force there, oldest first. */
export type Slots = Map<number, Held[]>;

/** Whether a session has its turn, and since when. A turn ends when it is told 0. */
export interface Turn {
  readonly transaction: TransactionId;
  readonly on: boolean;
  readonly since: Utc;
  /** How long its turns lasted before that. */
  readonly servedMs: number;
  /** It ended for want of room. */
  readonly isPaused?: true;
}

export interface Limits {
  /** TxProfiles. */
  readonly tx: Slots;
  /** TxDefaultProfiles: of an EVSE, or of all under 0. */
  readonly default: Slots;
  /** The ChargingStationMaxProfile, under 0. */
  readonly max: Slots;
  /** TxDefaultProfiles with an end, above those of an EVSE. */
  readonly lease: Slots;
  readonly turns: Map<number, Turn>;
  /** Profile writes on this day (UTC, days since 1970): many stations keep them in flash. */
  writes: { readonly day: number; readonly count: number };
  /** How much higher the ids of our profiles are in it than elsewhere. */
  idsAbove: number;
}

export const newLimits = (): Limits => ({
  tx: new Map(),
  default: new Map(),
  max: new Map(),
  lease: new Map(),
  turns: new Map(),
  writes: { day: 0, count: 0 },
  idsAbove: 0,
});

const dayMs = 86_400_000;

export const dayOf = (at: Utc): number => Math.floor(at / dayMs);

export const writesOn = ({ writes }: Limits, at: Utc): number => (writes.day === dayOf(at) ? writes.count : 0);

/** Where a station keeps the limits of a rung. */
export function slotsOf(limits: Limits, rung: Rung): Slots {
  switch (rung) {
    case 'tx':
      return limits.tx;
    case 'max':
      return limits.max;
    case 'lease':
      return limits.lease;
    case 'default':
    case 'default0':
      return limits.default;
  }
}

const slots = (limits: Limits): Slots[] => [limits.tx, limits.default, limits.max, limits.lease];

/** Whether a station may hold anything of ours. */
export const holdsAny = (limits: Limits): boolean => slots(limits).some(({ size }) => size > 0);

/** Unanswered limits of one slot that are told apart; beyond it the lower of the two oldest is forgotten. */
const mostHeld = 16;

export function foldLimitCommanded(limits: Limits, fact: LimitCommanded): void {
  const { command, amps, reason, rung = 'default', transaction, level, until, leaseSeconds } = fact;
  const { evse } = evseOf(fact.evse);
  limits.idsAbove = fact.idsAbove ?? 0;
  const inSlot = slotsOf(limits, rung);
  const held = inSlot.get(evse) ?? [];
  // A lease that goes on as it is changes nothing that is worth keeping, and the station was proved to bear that.
  const isRenewal = rung === 'lease' && held.at(-1)?.amps === amps;
  held.push({
    command,
    amps,
    reason,
    ...(rung === 'tx' && transaction !== undefined && { transaction }),
    ...((rung === 'tx' || rung === 'max') && level !== undefined && { level }),
    ...(until !== undefined && leaseSeconds !== undefined && { until, leaseSeconds }),
    state: 'pending',
  });
  if (held.length > mostHeld) {
    const lower = held[0]!.amps < held[1]!.amps ? 0 : 1;
    held.splice(lower, 1);
    if (rung === 'lease') doubt(held);
  }
  inSlot.set(evse, held);
  if (!isRenewal) limits.writes = { day: dayOf(fact.happenedAt), count: writesOn(limits, fact.happenedAt) + 1 };
  if (transaction !== undefined) takeTurn(limits, evse, transaction, fact);
}

function takeTurn(limits: Limits, evse: number, transaction: TransactionId, fact: LimitCommanded): void {
  const { amps, reason, happenedAt: since } = fact;
  const on = amps > 0;
  const turn = limits.turns.get(evse);
  const isSame = turn?.transaction === transaction;
  if (isSame && turn.on === on) return;
  const lastMs = isSame && turn.on ? Math.max(0, since - turn.since) : 0;
  const servedMs = (isSame ? turn.servedMs : 0) + lastMs;
  const isPaused = !on && lastMs > 0 && reason.kind === 'waiting';
  limits.turns.set(evse, { transaction, on, since, servedMs, ...(isPaused && { isPaused }) });
}

/**
 * Accepted: it is in force, and nothing that was commanded before it is, unless that stands at a higher level. Refused or
 * withdrawn: it never was.
 */
export function foldLimitSettled(limits: Limits, fact: CommandSettled): boolean {
  for (const inSlot of slots(limits)) {
    for (const [evse, held] of inSlot) {
      const at = held.findIndex((one) => one.command === fact.command);
      if (at < 0) continue;
      settle(inSlot, evse, held, at, fact.outcome);
      return true;
    }
  }
  return false;
}

function settle(inSlot: Slots, evse: number, held: Held[], at: number, outcome: CommandSettled['outcome']): void {
  switch (outcome) {
    case 'accepted':
      held[at]!.state = 'confirmed';
      inSlot.set(
        evse,
        held.filter((one, place) => place >= at || levelOf(one) > levelOf(held[at]!)),
      );
      break;
    case 'refused':
    case 'withdrawn':
      held.splice(at, 1);
      if (held.length === 0) inSlot.delete(evse);
      break;
    case 'unanswered':
      held[at]!.state = 'unknown';
      break;
  }
}

/**
 * One that came after others may have taken their place before it ended: whether those are still there nobody knows then,
 * and they bound nothing.
 */
function foldLeaseEnded({ lease }: Limits, { evse: key, command }: LeaseEnded): void {
  const { evse } = evseOf(key);
  const held = lease.get(evse) ?? [];
  const at = held.findIndex((one) => one.command === command);
  if (at < 0) return;
  doubt(held.slice(0, at));
  held.splice(at, 1);
  if (held.length === 0) lease.delete(evse);
}

/** What it was told is over by itself. */
export const foldLimitOver = (limits: Limits, fact: LeaseEnded | LimitLapsed): void =>
  fact.kind === 'LeaseEnded' ? foldLeaseEnded(limits, fact) : foldLimitLapsed(limits, fact);

/** Whatever it holds counts with no more until it is told anew. */
function foldLimitLapsed({ max }: Limits, { amps: most }: LimitLapsed): void {
  for (const [evse, held] of max)
    max.set(
      evse,
      held.map((one) => (one.amps > most ? { ...one, amps: most } : one)),
    );
}

const doubt = (held: readonly Held[]): void => {
  for (const one of held) if (one.state === 'confirmed') one.state = 'unknown';
};

const levelOf = ({ level = 0 }: Held): number => level;

export function foldCrash(limits: Limits): void {
  for (const inSlot of slots(limits))
    for (const held of inSlot.values()) for (const one of held) if (one.state === 'pending') one.state = 'unknown';
}

/** A TxProfile dies with its transaction. */
export function foldEnded(limits: Limits, transaction: TransactionId | undefined): void {
  if (transaction === undefined) return;
  for (const [evse, held] of limits.tx) {
    const rest = held.filter((one) => one.transaction !== transaction);
    if (rest.length === held.length) continue;
    if (rest.length === 0) limits.tx.delete(evse);
    else limits.tx.set(evse, rest);
  }
  for (const [evse, turn] of limits.turns) if (turn.transaction === transaction) limits.turns.delete(evse);
}

/** The most of these that may be in force; 0 for none. */
export const mostOf = (held: readonly Held[] | undefined): number =>
  held === undefined ? 0 : held.reduce((most, one) => Math.max(most, one.amps), 0);

/** The least of these: nothing above it may overtake the disk. */
export const leastOf = (held: readonly Held[] | undefined): number =>
  held === undefined || held.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...held.map((one) => one.amps));

/** Whether a limit was ever taken in this slot: what it holds is bounded then. */
export const isBounded = (held: readonly Held[] | undefined): boolean => held?.[0]?.state === 'confirmed';
