// What became of our CALLs: answered, refused, or lost with their link.

import type { CommandSettled } from '../model/fact/command.ts';
import type { StationId } from '../model/ids.ts';
import { evseOf } from '../model/ids.ts';
import { after } from '../model/time.ts';
import { readCode } from '../ocpp/errors.ts';
import type { OrderAnswer } from '../ocpp/order.ts';
import { readIdTagInfo } from '../ocpp/v16/authorize.ts';
import { orders16 } from '../ocpp/v16/orders.ts';
import { readBootAnswer } from '../ocpp/v16/provisioning.ts';
import type { Call } from '../ocpp/session.ts';
import { settle } from '../ocpp/session.ts';
import { checkAnswer } from '../ocpp/schema.ts';
import { stationLive } from '../site/live.ts';
import { hearAdoption } from './adopt/adopt.ts';
import { endWaiting, hearAuthorized } from './hear-verdict.ts';
import { hearRowsAnswered, hearRowsRefused } from './hear-rows.ts';
import type { Heard } from './heard.ts';
import type { Link, Purpose } from './links.ts';
import { settleTicket } from './orders/collect.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { count, wakeBy } from './state.ts';
import type { UplinkLive } from './uplink-live.ts';

/** A limit that was refused or not answered is tried again after this time. */
const limitRetryMs = 30_000;
/** Days count, so an hour is exact enough. */
const heardEveryMs = 3_600_000;
/** A CSMS that refuses our boot without an interval is asked again after this time. */
const bootRetryMs = 60_000;

export function hearAnswer(state: State, heard: Heard, link: Link, id: string, payload: unknown, now: Now): void {
  const call = settleOn(state, link, id);
  if (call === undefined) return;
  noteHeard(state, heard, link, now);
  const violation = checkAnswer('1.6', call.action, payload);
  if (violation !== undefined) return failed(state, heard, link, call, violation.code, violation.message, now);
  answered(state, heard, link, call, payload as { status?: string }, now);
}

export function hearFailure(
  state: State,
  heard: Heard,
  link: Link,
  id: string,
  code: string,
  description: string,
  now: Now,
): void {
  const call = settleOn(state, link, id);
  if (call === undefined) return;
  noteHeard(state, heard, link, now);
  failed(state, heard, link, call, code, description, now);
}

function settleOn(state: State, link: Link, id: string): Call<Purpose> | undefined {
  const call = settle(link.session, id);
  if (call === undefined) count(state, 'lateAnswers');
  else state.talkative.add(link);
  const uplink = uplinkOf(state, link);
  if (uplink !== undefined) uplink.failures = 0;
  return call;
}

/** Once an hour, so that a restart knows how long the central system has been away. */
function noteHeard(state: State, heard: Heard, { peer }: Link, now: Now): void {
  if (peer.kind !== 'uplink' || state.uplinks.get(peer.uplink)?.config.role !== 'control') return;
  const { heardAt } = state.ledger.uplinks.get(peer.uplink) ?? {};
  if (heardAt !== undefined && Math.abs(now.utc - heardAt) < heardEveryMs) return;
  heard.facts.push({ kind: 'UplinkHeard', uplink: peer.uplink, happenedAt: now.utc });
}

function answered(
  state: State,
  heard: Heard,
  link: Link,
  call: Call<Purpose>,
  payload: { status?: string },
  now: Now,
): void {
  const purpose = call.context;
  const accepted = payload.status === 'Accepted';
  switch (purpose.kind) {
    case 'limit':
      return settleCommand(state, heard, link, purpose, accepted ? 'accepted' : 'refused', now);
    case 'order':
      return hearOrderAnswer(state, heard, link, purpose, payload);
    case 'boot':
      return hearBootAnswer(state, link, payload as { status: string; interval: number }, now);
    case 'authorize': {
      const { idTagInfo } = payload as { idTagInfo: { status: string } };
      const { peer } = link;
      if (peer.kind === 'uplink') hearAuthorized(state, heard, peer.uplink, purpose, readIdTagInfo(idTagInfo), now);
      return;
    }
    case 'rows':
      return hearRowsAnswered(state, heard, purpose, call, payload, now);
    case 'heartbeat':
    case 'status':
      return;
  }
}

function failed(
  state: State,
  heard: Heard,
  link: Link,
  call: Call<Purpose>,
  code: string,
  description: string,
  now: Now,
): void {
  const purpose = call.context;
  switch (purpose.kind) {
    case 'limit':
      return settleCommand(state, heard, link, purpose, 'refused', now);
    case 'order':
      return settleOrder(state, heard, link, purpose, refusalOf(code), 'refused');
    case 'boot': {
      const uplink = uplinkOf(state, link);
      if (uplink !== undefined) uplink.bootAt = after(now.mono, bootRetryMs);
      return wakeBy(state, after(now.mono, bootRetryMs));
    }
    case 'authorize':
      return endWaiting(state, purpose.pending);
    case 'rows':
      return hearRowsRefused(state, heard, purpose, call, code, description, now);
    case 'heartbeat':
    case 'status':
      return;
  }
}

/**
 * A CALL that will not be answered: its time ran out or its link closed. `left` says whether it may have reached the peer.
 * Rows stay in the outbox, which alone repeats them; nothing else is repeated.
 */
export function loseCall(state: State, heard: Heard, link: Link, call: Call<Purpose>, left: boolean, now: Now): void {
  const purpose = call.context;
  if (purpose.kind === 'authorize') endWaiting(state, purpose.pending);
  if (purpose.kind === 'limit') settleCommand(state, heard, link, purpose, left ? 'unanswered' : 'withdrawn', now);
  if (purpose.kind === 'order')
    settleOrder(state, heard, link, purpose, { status: 'Unanswered' }, left ? 'unanswered' : 'withdrawn');
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

type OrderPurpose = Extract<Purpose, { kind: 'order' }>;

function hearOrderAnswer(state: State, heard: Heard, link: Link, purpose: OrderPurpose, payload: object): void {
  const answer = orders16.byKind.get(purpose.order.kind)!.readAnswer(payload as never, purpose.order);
  settleOrder(state, heard, link, purpose, answer, answer.status === 'Accepted' ? 'accepted' : 'refused');
}

function settleOrder(
  state: State,
  heard: Heard,
  link: Link,
  { command, ticket, order }: OrderPurpose,
  answer: OrderAnswer,
  outcome: CommandSettled['outcome'],
): void {
  const station = stationOfLink(link);
  if (command !== undefined) heard.facts.push({ kind: 'CommandSettled', command, station, outcome });
  const from = state.tickets.get(ticket)?.from;
  if (from?.kind === 'gateway') hearAdoption(state, heard, station, from.purpose, order, answer);
  settleTicket(state, heard, ticket, station, answer);
}

const refusalOf = (code: string): OrderAnswer => {
  const known = readCode(code);
  return { status: known === 'NotImplemented' || known === 'NotSupported' ? 'NotSupported' : 'Rejected' };
};

const stationOfLink = (link: Link): StationId => {
  if (link.peer.kind !== 'station') throw new Error('a command went to an uplink');
  return link.peer.station;
};

function hearBootAnswer(state: State, link: Link, payload: { status: string; interval: number }, now: Now): void {
  const uplink = uplinkOf(state, link);
  if (uplink === undefined) return;
  const { accepted, intervalSeconds } = readBootAnswer(payload);
  uplink.accepted = accepted;
  if (accepted) {
    uplink.heartbeatMs = intervalSeconds * 1000;
    uplink.heartbeatAt = after(now.mono, uplink.heartbeatMs);
    wakeBy(state, uplink.heartbeatAt);
  } else {
    uplink.bootAt = after(now.mono, intervalSeconds * 1000);
    wakeBy(state, uplink.bootAt);
  }
}

function uplinkOf(state: State, link: Link): UplinkLive | undefined {
  return link.peer.kind === 'uplink' ? state.uplinks.get(link.peer.uplink) : undefined;
}
