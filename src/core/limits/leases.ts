// Limits with an end, as one process follows them: by its own clock, whatever becomes of UTC. When one cannot be relied on any
// more, that is a fact.

import { isNear, leaseTime, leaseTimeOfOld } from '../../control/leases.ts';
import type { SetLimit } from '../../control/writes.ts';
import type { CommandId, StationId } from '../../model/ids.ts';
import { evseKey, evseOf } from '../../model/ids.ts';
import type { Mono, Utc } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import { leasesMayComeBack } from '../../site/leased.ts';
import type { Held } from '../../site/limits.ts';
import { mostOf } from '../../site/limits.ts';
import { clockErrorMs } from '../../site/live.ts';
import type { Decided } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { LeaseLive } from './leases-live.ts';
import { noteToldByTest } from '../prove/answer.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';

/** A clock that is known to be wrong: its station holds limits for good. */
export function isClockWrong({ live }: State, station: StationId): boolean {
  const one = live.stations.get(station);
  if (one === undefined) return false;
  const errorMs = clockErrorMs(one.clock);
  // Where ours was set, it has to show first that it goes by ours again.
  return !isNear(errorMs ?? one.clock.owedMs);
}

/** What a limit with an end is told with. */
export function lastsOf(
  { leaseSeconds, backDateSeconds = 0 }: SetLimit,
  now: Now,
): { from: Utc; until: Utc } | undefined {
  if (leaseSeconds === undefined) return undefined;
  return { from: (now.utc - backDateSeconds * 1000) as Utc, until: (now.utc + leaseSeconds * 1000) as Utc };
}

export function followLease(
  state: State,
  command: CommandId,
  { evse, station, leaseSeconds }: SetLimit,
  now: Now,
): void {
  if (leaseSeconds === undefined) return;
  add(state, command, { station, evse, ...leaseTime(now.mono, leaseSeconds * 1000) });
  noteToldByTest(state, evse, command, now);
}

/** Those that another process gave. */
export function findLeases(state: State, now: Now): void {
  for (const [station, { limits }] of state.ledger.stations)
    for (const [evse, held] of limits.lease)
      for (const one of held) {
        const time = leaseTimeOfOld(one, now, state.clock.trusted);
        add(state, one.command, { station, evse: evseKey(station, evse), ...time });
      }
}

function add({ leases }: State, command: CommandId, one: LeaseLive): void {
  leases.known.set(command, one);
  leases.dueAt = Math.min(leases.dueAt, one.mayEndAt) as Mono;
}

/**
 * Our clock was set by so much, or that of one station is found to be off by it. A station whose clock is another ends what it
 * has earlier, or later, or has in force what had ended.
 */
export function clockWasSet({ leases, live }: State, byMs: number, now: Now, station?: StationId): void {
  for (const [id, { leased }] of live.stations) if (station === undefined || id === station) leasesMayComeBack(leased);
  for (const [command, one] of leases.known)
    if (station === undefined || one.station === station)
      leases.known.set(command, { ...one, mayEndAt: now.mono, hasEndedAt: after(one.hasEndedAt, Math.abs(byMs)) });
  leases.dueAt = now.mono;
}

/** The clock of a station may have been set back by so much, for all that is known: what it holds lasts longer then. */
export function mayLastLonger({ leases }: State, byMs: number, station: StationId): void {
  for (const [command, one] of leases.known)
    if (one.station === station) leases.known.set(command, { ...one, hasEndedAt: after(one.hasEndedAt, byMs) });
}

/** Before room is counted. */
export function endLeases(state: State, decided: Pick<Decided, 'facts'>, now: Now): void {
  const { leases } = state;
  if (leases.dueAt <= now.mono) {
    leases.dueAt = never;
    for (const [command, one] of leases.known) lookAt(state, command, one, decided, now);
  }
  wakeBy(state, leases.dueAt);
}

function lookAt(state: State, command: CommandId, one: LeaseLive, decided: Pick<Decided, 'facts'>, now: Now): void {
  const { leases, ledger } = state;
  const { station, evse: key, mayEndAt, hasEndedAt } = one;
  const { evse } = evseOf(key);
  const limits = ledger.stations.get(station)?.limits;
  const held: readonly Held[] = limits?.lease.get(evse) ?? [];
  const its = held.find((other) => other.command === command);
  if (its === undefined) return void leases.known.delete(command);
  const isBelow = its.amps < Math.max(mostOf(limits?.default.get(evse)), mostOf(limits?.default.get(0)));
  const endsAt = isBelow ? mayEndAt : hasEndedAt;
  if (endsAt > now.mono) {
    leases.dueAt = Math.min(leases.dueAt, endsAt) as Mono;
    return;
  }
  leases.known.delete(command);
  decided.facts.push({ kind: 'LeaseEnded', station, evse: key, command, happenedAt: now.utc });
}
