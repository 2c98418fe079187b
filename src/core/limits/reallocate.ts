// DECIDE: who gets how much, from what the ledger says and what is true now. Runs only when something changed.

import { actuate, countOf, mostWritesPerDay } from '../../control/actuate.ts';
import type { Allocation, Question } from '../../control/allocate.ts';
import { allocate } from '../../control/allocate.ts';
import type { Cell } from '../../control/envelope.ts';
import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { loadsOf } from '../../control/envelope.ts';
import { fallbacksOf } from '../../control/fits.ts';
import { holdsOf } from '../../control/ladder.ts';
import { shed } from '../../control/shed.ts';
import { balance } from '../../control/unbalance.ts';
import { lineCount } from '../../model/electric.ts';
import type { Utc } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import type { Decided } from '../heard.ts';
import { followMetered, setBaseAlarms } from './base-loads.ts';
import { isClockWrong } from './leases.ts';
import { setProofAlarms, unfitOf } from './proof-alarms.ts';
import { isReleased, releasedHolds, setReleaseAlarm } from './release.ts';
import { quietStations } from '../prove/prove.ts';
import { setPlaceAlarms, settleMoves } from './places.ts';
import { setAlarms, setLoadAlarms } from './limit-alarms.ts';
import { bringDown } from './bring-down.ts';
import { choosePhases } from './phase-choice.ts';
import { outsideCeilings } from './outside.ts';
import { followObedience, releasingOf } from './obedience.ts';
import { questionOf } from './question.ts';
import { overruledOf, setOverruledAlarms } from './overruled.ts';
import { siteLimitOf } from './site-limit.ts';
import { unusedBefore } from './standing.ts';
import { besideUnanswered, unansweredOf } from './unanswered.ts';
import { cellsWithout, linesUsed } from './vehicles.ts';
import { insteadOfZero } from './zero-refused.ts';
import { withFailsafes } from '../modbus/failsafe.ts';
import type { Now } from '../ports.ts';
import { keepsProfiles } from '../relay/relayed.ts';
import type { State } from '../state.ts';
import { siteOf, wakeBy } from '../state.ts';

export function reallocate(state: State, decided: Decided, now: Now): void {
  state.reallocate = false;
  state.sharesNow = false;
  state.sharedAt = now.mono;
  if (state.loadsDue) followLoads(state);
  settleMoves(state, decided, now);
  followObedience(state, now);
  const unanswered = new Map([...unansweredOf(state, now), ...overruledOf(state)]);
  const { question, changesAt: profilesChangeAt } = questionOf(state, now, unanswered);
  const { allocations, changesAt: sharesChangeAt } = shareOut(state, question, unanswered);
  state.siteLimit = siteLimitOf(state, now);
  state.allocations = new Map(allocations.map((one) => [one.load.key, one]));
  lookAtResumed(state, now);
  setBaseAlarms(state);
  const { ledger, live } = state;
  const { books, fallback } = question;
  const depot = {
    books,
    allocations,
    fallback,
    releasing: new Map([...releasingOf(state), ...unfitOf(state)]),
    quiet: quietStations(state),
    inUse: inUseOf(state, question, now),
    ceilings: question.ceilings,
    ledger,
    live,
    now,
  };
  const { limits, wakeAt, spent } = actuate(depot);
  decided.commands.push(...limits);
  choosePhases(state, question, decided, now);
  insteadOfZero(state, allocations, decided, now);
  bringDown(state, () => countOf(depot).books, outsideCeilings(state, now).ceilings, decided, now);
  wakeBy(state, wakeAt);
  const changesAt = Math.min(profilesChangeAt, sharesChangeAt);
  if (changesAt < never) wakeBy(state, after(now.mono, changesAt - now.utc));
  setAlarms(
    state,
    'BB_LIMIT_WRITES',
    spent,
    (id) =>
      `${id} had ${mostWritesPerDay} profile writes today, which may wear its memory: it is raised no more until midnight UTC; lowering goes on. Look for what makes its limit change so often.`,
  );
}

/** Who has not answered, or may follow others, has its share as ever; the rest have theirs beside all that it may go on with. */
function shareOut(state: State, question: Question, unanswered: ReadonlyMap<EvseKey, number>): Shares {
  const all = lowered(state, question, allocate(question));
  if (unanswered.size === 0) return all;
  const others = besideUnanswered(question, unanswered);
  const left = lowered(state, others, allocate(others));
  const shares = new Map(all.allocations.map((one) => [one.load.key, one]));
  return {
    allocations: left.allocations.map((one) => (unanswered.has(one.load.key) ? shares.get(one.load.key)! : one)),
    changesAt: Math.min(all.changesAt, left.changesAt) as Utc,
  };
}

/** What was shared out, less what measured circuits and the difference between lines do not bear. */
export function lowered(state: State, question: Question, shared: Shares): Shares {
  const left = shed(question, shared.allocations, new Set(state.bases.known.keys()));
  const changesAt = Math.min(shared.changesAt, left.changesAt) as Utc;
  const { circuits, supply } = siteOf(state);
  if (circuits.every(({ maxUnbalanceAmps }) => maxUnbalanceAmps === undefined))
    return { allocations: left.allocations, changesAt };
  const even = balance(question, left.allocations, linesUsed(state), lineCount[supply]);
  return { allocations: even.allocations, changesAt: Math.min(changesAt, even.changesAt) as Utc };
}

type Shares = Readonly<{ allocations: readonly Allocation[]; changesAt: Utc }>;

/** Where not all lines of a session are in use; on those that it is yet to be switched to, nothing flows before that. */
function inUseOf(state: State, { charging }: Question, now: Now): Map<EvseKey, readonly Cell[]> {
  const inUse = new Map<EvseKey, readonly Cell[]>();
  for (const [key, { cells }] of charging) if (cells !== undefined) inUse.set(key, cells);
  for (const [key, { isGoingUp }] of state.phases) {
    const load = isGoingUp ? state.loadsOfStation.get(evseOf(key).station)?.find((one) => one.key === key) : undefined;
    if (load !== undefined) inUse.set(key, cellsWithout(state, load, unusedBefore(state, load), now));
  }
  return inUse;
}

/** What follows from the site and from what its stations showed: what takes a limit, and what each falls back to. */
export function followLoads(state: State): void {
  state.loadsDue = false;
  const site = withFailsafes(state, siteOf(state));
  state.leases.isProved = [...state.ledger.stations.values()].some(
    ({ capabilities }) => capabilities.lease === 'proved',
  );
  const holds = isReleased(state)
    ? releasedHolds(site)
    : holdsOf(
        site.stations,
        state.ledger,
        (id) => !isClockWrong(state, id),
        (id) => keepsProfiles(state, id),
      );
  state.loads = loadsOf(site, holds, state.ledger.gateway.places);
  state.loadsOfStation = Map.groupBy(state.loads, ({ station }) => station.id);
  const { amps, room } = fallbacksOf(site.circuits, state.loads);
  state.fallback = amps;
  setLoadAlarms(state, room);
  followMetered(state, site);
  setPlaceAlarms(state);
  setReleaseAlarm(state);
  setProofAlarms(state);
  setOverruledAlarms(state);
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
