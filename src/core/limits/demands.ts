// Who charges, and what the central systems allow them: what the allocator is asked with.

import { isCallable } from '../../control/actuate.ts';
import type { Cap, Demand } from '../../control/allocate.ts';
import type { Load } from '../../control/envelope.ts';
import { inForce } from '../../control/envelope.ts';
import { mayLease } from '../../control/leases.ts';
import { leastTurnMs } from '../../control/turns.ts';
import type { EvseKey } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import type { Transaction } from '../../site/transaction.ts';
import type { Turn } from '../../site/limits.ts';
import { openOnes } from '../../site/transaction.ts';
import { capOf } from './csms-limits.ts';
import { capOfExternal, externalChangesAt } from './external.ts';
import { capOfIgnored } from './obedience.ts';
import { isUnfit } from './proof-alarms.ts';
import { capsOf, isShared } from './together.ts';
import { capOfVehicle, cellsInUse, isVehicleAsleep } from './vehicles.ts';
import { capOfEvseLimit } from '../outside/evse-limit.ts';
import { urgencyOf } from '../plan/demand-of.ts';
import { solarCaps } from '../plan/solar.ts';
import type { SolarCaps } from '../plan/solar.ts';
import { solarSessions } from '../plan/solar-sessions.ts';
import type { Now } from '../ports.ts';
import { isTested } from '../prove/prove.ts';
import type { State } from '../state.ts';
import { withheldEvses } from '../tokens/unauthorized.ts';

/** Everybody who charges now, by what takes their limit; and when a profile of theirs changes. */
export function demandsOf(state: State, now: Now): { demands: Map<EvseKey, Demand>; changesAt: Utc } {
  const demands = new Map<EvseKey, Demand>();
  // Without its journal the gateway does not know who charges: everybody is at the fallback.
  if (state.safeMode !== undefined) return { demands, changesAt: Infinity as Utc };
  const sessions = sessionsOf(state, now.utc);
  const { open } = sessions;
  let { changesAt } = sessions;
  if (open.size === 0) return { demands, changesAt };
  const withheld = withheldEvses(state);
  const solar = solarCaps(state, solarSessions(state, open, now), now);
  if (solar.changesAt < never) changesAt = Math.min(changesAt, now.utc + (solar.changesAt - now.mono)) as Utc;
  for (const load of state.loads) {
    const demand = demandOf(state, load, open, { withheld, solar }, now);
    if (demand === undefined) continue;
    demands.set(load.key, demand);
    changesAt = Math.min(changesAt, demand.changesAt) as Utc;
  }
  return { demands, changesAt };
}

/** What a station tells of the past ends at once; what is open after this time, and where somebody is plugged in, goes on. */
const replayMs = 20_000;

/** The newest open transaction of each EVSE; and when one that was replayed begins to count. */
function sessionsOf(state: State, at: Utc): { open: Map<EvseKey, Transaction>; changesAt: Utc } {
  const open = new Map<EvseKey, Transaction>();
  let changesAt = Infinity as Utc;
  for (const [station, part] of state.ledger.stations)
    for (const one of openOnes(part.transactions)) {
      if (one.history === true && part.statuses.get(one.evse)?.status === 'Available') continue;
      const countsAt = one.history === true ? ((beganAt(one) + replayMs) as Utc) : at;
      if (countsAt <= at) open.set(evseKey(station, one.evse), one);
      else changesAt = Math.min(changesAt, countsAt) as Utc;
    }
  return { open, changesAt };
}

function demandOf(
  state: State,
  load: Load,
  open: ReadonlyMap<EvseKey, Transaction>,
  { withheld, solar }: { readonly withheld: ReadonlySet<EvseKey>; readonly solar: SolarCaps },
  now: Now,
): (Demand & { changesAt: Utc }) | undefined {
  const { id } = load.station;
  const sessions = load.evses.flatMap((evse) => {
    const key = evseKey(id, evse.id);
    const session = open.get(key);
    return session === undefined ? [] : [{ session, ...capOfSession(state, key, session, withheld, now) }];
  });
  if (sessions.length === 0) return undefined;
  const [first] = sessions.sort((a, b) => beganAt(a.session) - beganAt(b.session));
  const part = state.ledger.stations.get(id);
  const turn = part?.limits.turns.get(load.evses.length > 1 ? 0 : load.evses[0]!.id);
  const { transaction } = first!.session;
  const own = turn?.transaction === transaction ? turn : undefined;
  const mayJumpUntil = startsUntil(state, load, first!.session, own);
  const cells = cellsInUse(state, load, now);
  const cap = leastOf([
    capsOf(load, sessions, solar.caps),
    capOfMove(state, load),
    capOfTest(state, load),
    capOfEvseLimit(state, load),
    capOfIgnored(state, load.key),
    capOfExternal(state, load, first!.session, now.utc),
    capOfVehicle(state, load),
  ]);
  const { changesAt: urgencyChangesAt, ...urgency } = urgencyOf(
    state,
    load,
    sessions.map(({ session }) => session),
    now,
  );
  const staysUntil = urgency.waitsForPrice === true ? turnLastsUntil(own, now) : undefined;
  return {
    ...urgency,
    ...(staysUntil !== undefined && { waitsForPrice: false }),
    key: load.key,
    transaction,
    beganAt: beganAt(first!.session),
    isIdle:
      isVehicleAsleep(state, load, now) ||
      sessions.every(({ session }) => part?.statuses.get(session.evse)?.chargingState === 'SuspendedEV'),
    changesAt: Math.min(
      ...sessions.map((one) => one.changesAt),
      mayJumpUntil > now.utc ? mayJumpUntil : Infinity,
      urgencyChangesAt,
      staysUntil ?? Infinity,
      externalChangesAt(state, load, first!.session, now.utc),
    ) as Utc,
    ...(own !== undefined && { turn: own }),
    isStarting: mayJumpUntil > now.utc,
    ...(isShared(load) && { sessions: sessions.length }),
    ...(cells !== undefined && { cells }),
    ...(cap !== undefined && { cap }),
  };
}

/** The first of the lowest. */
function leastOf(caps: readonly (readonly Cap[])[]): Cap | undefined {
  let least: Cap | undefined;
  for (const some of caps) for (const one of some) if (least === undefined || one.amps < least.amps) least = one;
  return least;
}

/** Who began a moment ago is not stopped for a price: contactors wear. A clock that was set back must not keep it on. */
function turnLastsUntil(turn: Turn | undefined, now: Now): Utc | undefined {
  if (turn?.on !== true || turn.since > now.utc) return undefined;
  const until = (turn.since + leastTurnMs) as Utc;
  return now.utc < until ? until : undefined;
}

/** A vehicle that may draw again waits a little, and can jump then to whatever it may have. */
const startMs = 45_000;

/**
 * Until when a session that lives on measured room has no more than its minimum, because its vehicle may draw all of a
 * sudden: once it draws, it has begun. What others may draw is counted whether there is a gateway or not.
 */
function startsUntil({ bases, vehicles }: State, load: Load, session: Transaction, turn: Turn | undefined): Utc {
  const { path, hold, key } = load;
  if (vehicles.get(key)?.draws === true) return 0 as Utc;
  if (hold.holding === 'hold' || !path.some(({ id }) => bases.metered.has(id))) return 0 as Utc;
  if (turn?.on === false) return Infinity as Utc;
  return ((turn?.since ?? beganAt(session)) + startMs) as Utc;
}

/** A station that moves is lowered before it is given anything in its new place. */
const capOfMove = ({ ledger, fallback }: State, { key, station }: Load): Cap[] =>
  ledger.gateway.places.leaving.has(station.id) ? [{ amps: fallback.get(key) ?? 0, reason: { kind: 'moving' } }] : [];

/** What it does by itself is to be seen. */
const capOfTest = (state: State, { key, station }: Load): Cap[] =>
  isTested(state, station.id) ? [{ amps: state.fallback.get(key) ?? 0, reason: { kind: 'fallback' } }] : [];

/** Whoever is not authorized to draw gets nothing. */
function capOfSession(
  state: State,
  key: EvseKey,
  session: Transaction,
  withheld: ReadonlySet<EvseKey>,
  now: Now,
): { cap: Cap | undefined; changesAt: Utc } {
  if (!withheld.has(key)) return capOf(state, key, session, now.utc);
  return { cap: { amps: 0, reason: { kind: 'notAuthorized' } }, changesAt: Infinity as Utc };
}

/** By our own clock, because those of stations may say anything. */
const beganAt = ({ heardAt, startedAt }: Transaction): Utc => heardAt ?? startedAt;

/** What cannot be told anything now counts with what it may hold. */
export function fixedOf(state: State, now: Now): Map<EvseKey, number> {
  const fixed = new Map<EvseKey, number>();
  for (const load of state.loads) {
    const live = state.live.stations.get(load.station.id);
    const isWaiting = load.hold.holding === 'lease' && (live === undefined || !mayLease(live));
    if (load.hold.rung === 'none' || isWaiting || live === undefined || !isCallable(live, now.mono))
      fixed.set(load.key, isUnfit(state, load, live) ? Infinity : inForce(state.ledger, load));
  }
  return fixed;
}
