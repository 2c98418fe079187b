// DECIDE: wishes become commands, and whoever charges gets a share. Runs the allocator only when something changed.

import { actuate } from '../control/actuate.ts';
import { allocate } from '../control/allocate.ts';
import { authorize, authorizeAlone } from '../control/authorize.ts';
import type { Uplink } from '../model/config/site.ts';
import type { EvseKey, StationId, UplinkId } from '../model/ids.ts';
import { evseKey } from '../model/ids.ts';
import type { Verdict } from '../model/status.ts';
import { after } from '../model/time.ts';
import { chargingOnes } from '../site/station-part.ts';
import { viewOf } from './view.ts';
import { changeSite } from './site-change.ts';
import type { Decided, Wish } from './heard.ts';
import { adoptAll } from './adopt/adopt.ts';
import { serveOrder } from './orders/serve.ts';
import type { PendingAuthorization } from './pending.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { makeId, siteOf, wakeBy } from './state.ts';

export function decide(state: State, wishes: readonly Wish[], now: Now): Decided {
  const decided: Decided = { facts: [], commands: [] };
  for (const wish of wishes) grant(state, wish, decided, now);
  if (state.pending.size > 0) concludeDue(state, decided, now);
  if (state.reallocate) reallocate(state, decided, now);
  if (state.adopting.size > 0) adoptAll(state, decided, now);
  return decided;
}

function grant(state: State, wish: Wish, decided: Decided, now: Now): void {
  switch (wish.kind) {
    case 'authorize':
      return admitToken(state, wish, decided, now);
    case 'order':
      return serveOrder({ state, decided, from: wish.from, now }, wish.order);
    case 'ask':
      if (wish.question.kind === 'abandon') abandon(state, wish.question.uplink, decided, now);
      return void decided.commands.push({ kind: 'answerAsk', ask: wish.ask, body: viewOf(state, wish.question, now) });
  }
}

function admitToken(state: State, wish: Extract<Wish, { kind: 'authorize' }>, decided: Decided, now: Now): void {
  const rules = siteOf(state).authorization;
  const csms = controlLink(state, wish.station);
  const verdict = authorize(wish.token, state.ledger.tokens, rules, csms === undefined ? 'away' : 'reachable', now.utc);
  const waiting: PendingAuthorization = {
    station: wish.station,
    asker: wish.asker,
    token: wish.token,
    ...(wish.started !== undefined && { started: wish.started }),
    deadline: after(now.mono, rules.waitMs),
  };
  if (verdict !== 'askCsms' || csms === undefined) {
    const known = verdict === 'askCsms' ? authorizeAlone(wish.token, state.ledger.tokens, rules, now.utc) : verdict;
    return conclude(waiting, known, decided);
  }
  const id = makeId(state);
  state.pending.set(id, waiting);
  wakeBy(state, waiting.deadline);
  decided.commands.push({ kind: 'askToken', link: csms, pending: id, token: wish.token });
}

/** The link of the uplink that has the say over this station, when its CSMS can be asked now. */
function controlLink(state: State, station: StationId) {
  for (const uplink of state.uplinks.values()) {
    if (uplink.config.role !== 'control' || !serves(uplink.config, station)) continue;
    if (uplink.link !== undefined && uplink.accepted) return uplink.link;
  }
  return undefined;
}

const serves = (uplink: Uplink, station: StationId): boolean =>
  uplink.stations === undefined || uplink.stations.includes(station);

/** Questions that the CSMS has answered, or that have waited long enough. */
function concludeDue(state: State, decided: Decided, now: Now): void {
  const rules = siteOf(state).authorization;
  for (const [id, waiting] of state.pending) {
    if (now.mono < waiting.deadline) continue;
    state.pending.delete(id);
    conclude(waiting, authorizeAlone(waiting.token, state.ledger.tokens, rules, now.utc), decided);
  }
}

function conclude(waiting: PendingAuthorization, verdict: Verdict, decided: Decided): void {
  const { asker, station, started } = waiting;
  if (started === undefined)
    return void decided.commands.push({ kind: 'answer', asker, reply: { kind: 'verdict', verdict } });
  decided.facts.push({ kind: 'TransactionJudged', station, transaction: started.transaction, verdict });
  decided.commands.push({ kind: 'answer', asker, reply: { kind: 'started', number: started.number, verdict } });
}

function abandon(state: State, uplink: UplinkId, decided: Decided, now: Now): void {
  if (!state.ledger.uplinks.has(uplink) || state.siteFile === undefined) return;
  decided.facts.push({ kind: 'Abandoned', uplink, through: state.ledger.head, happenedAt: now.utc });
  const without = { ...state.siteFile, uplinks: state.siteFile.uplinks.filter((other) => other.id !== uplink) };
  decided.facts.push({ kind: 'SiteChanged', site: without, happenedAt: now.utc });
  if (without.uplinks.length !== state.siteFile.uplinks.length) changeSite(state, decided, state.siteFile, now);
}

function reallocate(state: State, decided: Decided, now: Now): void {
  state.reallocate = false;
  const charging = new Set<EvseKey>();
  for (const [station, part] of state.ledger.stations)
    for (const open of chargingOnes(part)) charging.add(evseKey(station, open.evse));
  const fallbackOnly = state.safeMode !== undefined;
  const allocations = allocate(state.loads, state.fallback, fallbackOnly ? new Set() : charging);
  const { limits, wakeAt } = actuate(allocations, state.fallback, state.ledger, state.live, now.mono);
  decided.commands.push(...limits);
  wakeBy(state, wakeAt);
}
