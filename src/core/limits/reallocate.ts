// DECIDE: who gets how much, from what the ledger says and what is true now. Runs only when something changed.

import { actuate, mostWritesPerDay } from '../../control/actuate.ts';
import type { Allocation, Question } from '../../control/allocate.ts';
import { allocate } from '../../control/allocate.ts';
import { loadsOf } from '../../control/envelope.ts';
import { fallbacksOf } from '../../control/fits.ts';
import { holdsOf } from '../../control/ladder.ts';
import type { EvseKey, TransactionId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import { ceilingsOf } from './csms-limits.ts';
import { demandsOf, fixedOf } from './demands.ts';
import type { Decided } from '../heard.ts';
import { setPlaceAlarms, settleMoves } from './places.ts';
import { setAlarms, setLoadAlarms } from './limit-alarms.ts';
import { passOn } from '../orders/context.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf, wakeBy } from '../state.ts';

export function reallocate(state: State, decided: Decided, now: Now): void {
  state.reallocate = false;
  if (state.loadsDue) followLoads(state);
  settleMoves(state, decided, now);
  const { question, changesAt: profilesChangeAt } = questionOf(state, now);
  const { allocations, changesAt: turnsChangeAt } = allocate(question);
  state.allocations = new Map(allocations.map((one) => [one.load.key, one]));
  lookAtResumed(state, now);
  const { ledger, live, fallback } = state;
  const { circuits } = question;
  const { limits, wakeAt, spent } = actuate({ circuits, allocations, fallback, ledger, live, now });
  decided.commands.push(...limits);
  for (const one of allocations) if (one.reason.kind === 'refusesZero') stopInstead(state, one, decided, now);
  wakeBy(state, wakeAt);
  const changesAt = Math.min(profilesChangeAt, turnsChangeAt);
  if (changesAt < never) wakeBy(state, after(now.mono, changesAt - now.utc));
  setAlarms(
    state,
    'BB_LIMIT_WRITES',
    spent,
    (id) =>
      `${id} had ${mostWritesPerDay} profile writes today, which may wear its memory: it is raised no more until midnight UTC; lowering goes on. Look for what makes its limit change so often.`,
  );
}

/** What the allocator is asked; and when a profile of a central system changes it. */
function questionOf(state: State, now: Now): { question: Question; changesAt: Utc } {
  const { demands: charging, changesAt: demandsChangeAt } = demandsOf(state, now);
  const { ceilings, changesAt: ceilingsChangeAt } = ceilingsOf(state, now.utc);
  const { loads, fallback } = state;
  const { circuits } = siteOf(state);
  return {
    question: { circuits, loads, fallback, charging, fixed: fixedOf(state, now), ceilings, now: now.utc },
    changesAt: Math.min(demandsChangeAt, ceilingsChangeAt) as Utc,
  };
}

/** What the site gives an EVSE now, whatever central systems say of it; one that does not charge, if it began now. */
export function siteShare(state: State, evse: EvseKey, now: Now): { amps: number; minAmps: number } {
  const { station, evse: number } = evseOf(evse);
  const load = state.loads.find((one) => one.station.id === station && one.evses.some(({ id }) => id === number));
  if (load === undefined) return { amps: 0, minAmps: 0 };
  const { question } = questionOf(state, now);
  const { cap: _, ...demand } = question.charging.get(load.key) ?? {
    key: load.key,
    transaction: 'none yet' as TransactionId,
    beganAt: now.utc,
    isIdle: false,
  };
  const charging = new Map([...question.charging, [load.key, demand]]);
  const { allocations } = allocate({ ...question, charging, ceilings: [] });
  const amps = allocations.find((one) => one.load === load)?.amps ?? 0;
  return { amps, minAmps: load.minAmps };
}

/** What follows from the site and from what its stations showed: what takes a limit, and what each falls back to. */
export function followLoads(state: State): void {
  state.loadsDue = false;
  const site = siteOf(state);
  state.loads = loadsOf(site, holdsOf(site.stations, state.ledger), state.ledger.gateway.places);
  const { amps, room } = fallbacksOf(site.circuits, state.loads);
  state.fallback = amps;
  setLoadAlarms(state, room);
  setPlaceAlarms(state);
}

/** Whether a vehicle that may draw again does; where it does not, its limit is told once more (Q39). */
function lookAtResumed(state: State, now: Now): void {
  for (const { slots, measured } of state.live.stations.values())
    for (const [name, slot] of slots) {
      if (slot.resumeAt > now.mono) continue;
      slot.resumeAt = never;
      const { amps = [], powerW = 0, readAt = 0 } = measured.get(Number(name.split('/')[1])) ?? {};
      const draws = powerW >= drawsWatts || amps.some((one) => (one ?? 0) >= drawsAmps);
      slot.isStuck = !draws || readAt < slot.resumedAt;
    }
}

/** Less is a display and a contactor. */
const drawsAmps = 2;
const drawsWatts = 400;

/** A station that refuses 0 is told to end the session that should have nothing, where the site file says so (Q38). */
function stopInstead(state: State, { load, transaction }: Allocation, decided: Decided, now: Now): void {
  const { id, zeroRefused } = load.station;
  const known =
    transaction === undefined ? undefined : state.ledger.stations.get(id)?.transactions.known.get(transaction);
  const live = state.live.stations.get(id);
  if (zeroRefused !== 'stop' || known === undefined || live === undefined || live.stopped.has(known.transaction))
    return;
  live.stopped.add(known.transaction);
  const order = { kind: 'remoteStop', number: known.number } as const;
  const from = { kind: 'gateway', purpose: 'refuses zero' } as const;
  passOn({ state, decided, from, now }, order, [{ station: id, transaction: known.transaction, order }]);
}
