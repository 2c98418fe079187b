// Limits, from the decision to its answer: who gets how much, the commands that tell it, and what became of them.

import type { SetLimit } from '../control/actuate.ts';
import { actuate } from '../control/actuate.ts';
import { allocate } from '../control/allocate.ts';
import type { CommandSettled } from '../model/fact/command.ts';
import type { CommandId, EvseKey } from '../model/ids.ts';
import { evseKey, evseOf } from '../model/ids.ts';
import { after } from '../model/time.ts';
import type { Call } from '../ocpp/session.ts';
import { makeWay } from '../ocpp/session.ts';
import { sayLimit } from '../ocpp/v16/smart-charging.ts';
import { stationLive } from '../site/live.ts';
import { openOnes } from '../site/transaction.ts';
import { callTimeoutMs, placeCall } from './call.ts';
import type { Decided, Heard, Said } from './heard.ts';
import type { Link, Purpose } from './links.ts';
import { stationOfLink } from './links.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { makeId, wakeBy } from './state.ts';

/** A limit that was refused or not answered is tried again after this time. */
const limitRetryMs = 30_000;

export function reallocate(state: State, decided: Decided, now: Now): void {
  state.reallocate = false;
  const charging = new Set<EvseKey>();
  for (const [station, part] of state.ledger.stations)
    for (const open of openOnes(part.transactions)) charging.add(evseKey(station, open.evse));
  const fallbackOnly = state.safeMode !== undefined;
  const allocations = allocate(state.loads, state.fallback, fallbackOnly ? new Set() : charging);
  const { limits, wakeAt } = actuate(allocations, state.fallback, state.ledger, state.live, now.mono);
  decided.commands.push(...limits);
  wakeBy(state, wakeAt);
}

export function tellLimit(state: State, command: SetLimit, said: Said, now: Now): void {
  const link = state.stationLinks.get(command.station);
  if (link === undefined) return;
  if (command.lowers) clearTheWay(state, link, command, said, now);
  const id = makeId(state) as CommandId;
  const { evse, station, amps, reason } = command;
  said.facts.push({ kind: 'LimitCommanded', command: id, station, evse, amps, reason, happenedAt: now.utc });
  if (!command.lowers) stationLive(state.live, station).raisedAt = now.mono;
  const purpose: Purpose = { kind: 'limit', command: id, evse, lowers: command.lowers };
  placeCall(state, link, sayLimit(evseOf(evse).evse, amps), purpose, command.lowers ? 0 : 1, id, callTimeoutMs);
}

/** Before a limit is lowered, every limit for the same EVSE that has not left the gateway is withdrawn. */
function clearTheWay(state: State, link: Link, command: SetLimit, said: Said, now: Now): void {
  const obsolete = (other: Call<Purpose>) => other.context.kind === 'limit' && other.context.evse === command.evse;
  const { dropped, recalled } = makeWay(link.session, now.durable, obsolete);
  if (recalled !== undefined) said.sends.push({ kind: 'recall', link: link.id, callId: recalled });
  const settled = { facts: said.facts, commands: [] };
  for (const { context } of dropped)
    if (context.kind === 'limit') settleCommand(state, settled, link, context, 'withdrawn', now);
}

export function settleCommand(
  state: State,
  heard: Pick<Heard, 'facts' | 'commands'>,
  link: Link,
  purpose: Extract<Purpose, { kind: 'limit' }>,
  outcome: CommandSettled['outcome'],
  now: Now,
): void {
  const station = stationOfLink(link);
  heard.facts.push({ kind: 'CommandSettled', command: purpose.command, station, outcome });
  state.reallocate = true;
  if (outcome === 'refused' || outcome === 'unanswered') {
    const retryAt = after(now.mono, limitRetryMs);
    stationLive(state.live, station).limitRetryAt.set(evseOf(purpose.evse).evse, retryAt);
    wakeBy(state, retryAt);
    if (outcome === 'refused')
      state.alarms.set(
        `BB_LIMIT_REFUSED:${purpose.evse}`,
        `${purpose.evse} refused its limit; it counts with the most that it may hold. Check its smart-charging support.`,
      );
  } else if (outcome === 'accepted') state.alarms.delete(`BB_LIMIT_REFUSED:${purpose.evse}`);
}
