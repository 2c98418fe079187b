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
import { takeAnswer } from '../ocpp/repair.ts';
import { stationLive } from '../site/live.ts';
import { hearAdoption } from './adopt/adopt.ts';
import { noteOutcome } from './adopt/refusals.ts';
import { hearLate } from './hear-late.ts';
import { hearRowsAnswered, hearRowsRefused } from './hear-rows.ts';
import type { Heard } from './heard.ts';
import type { Link, Purpose } from './links.ts';
import { settleTicket } from './orders/collect.ts';
import { retryByConnector } from './orders/retry.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { count, wakeBy } from './state.ts';
import { mayCrashOn, unknownTo } from './unknown-actions.ts';
import type { UplinkLive } from './uplink-live.ts';

/** A limit that was refused or not answered is tried again after this time. */
const limitRetryMs = 30_000;
/** A CSMS that refuses our boot without an interval is asked again after this time. */
const bootRetryMs = 60_000;

export function hearAnswer(state: State, heard: Heard, link: Link, id: string, payload: unknown, now: Now): void {
  const call = settleOn(state, link, id);
  if (call === undefined) return hearOverdue(state, heard, link, id, payload, now);
  const taken = takeAnswer('1.6', call.action, payload);
  if ('violation' in taken) return failed(state, heard, link, call, taken.violation.code, taken.violation.message, now);
  answered(state, heard, link, call, taken.payload as { status?: string }, now);
}

/** A limit that was taken late is in force all the same. */
function hearOverdue(state: State, heard: Heard, link: Link, id: string, payload: unknown, now: Now): void {
  const late = hearLate(state, heard, link, id, payload, now);
  if (late?.call.context.kind !== 'limit') return;
  settleCommand(state, heard, link, late.call.context, late.accepted ? 'accepted' : 'refused', now);
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
      return hearOrderAnswer(state, heard, link, purpose, payload, now);
    case 'boot':
      return hearBootAnswer(state, link, payload as { status: string; interval: number }, now);
    case 'authorize': {
      const { idTagInfo } = payload as { idTagInfo: { status: string } };
      heard.facts.push({
        kind: 'TokenJudged',
        token: purpose.token,
        verdict: readIdTagInfo(idTagInfo),
        happenedAt: now.utc,
      });
      return endWaiting(state, purpose.pending, now);
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
      return refuseOrder(state, heard, link, purpose, code, now);
    case 'boot': {
      const uplink = uplinkOf(state, link);
      if (uplink !== undefined) uplink.bootAt = after(now.mono, bootRetryMs);
      return wakeBy(state, after(now.mono, bootRetryMs));
    }
    case 'authorize':
      return endWaiting(state, purpose.pending, now);
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
  if (purpose.kind === 'authorize') endWaiting(state, purpose.pending, now);
  if (purpose.kind === 'limit') settleCommand(state, heard, link, purpose, left ? 'unanswered' : 'withdrawn', now);
  if (purpose.kind === 'order') loseOrder(state, heard, link, purpose, left, now);
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
  if (outcome === 'accepted' || outcome === 'refused')
    noteOutcome(
      state,
      station,
      stationLive(state.live, station),
      outcome === 'accepted' ? 'Accepted' : 'Rejected',
      now,
    );
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

/** A crash is soon: a connection that ends later than this after a CALL has another reason. */
const crashMs = 10_000;

/** A station whose connection breaks on a message that it need not know is not told it again: some crash on it. */
function loseOrder(state: State, heard: Heard, link: Link, purpose: OrderPurpose, left: boolean, now: Now): void {
  const broke = left && !state.links.has(link.id) && now.mono - link.calledAt <= crashMs;
  if (broke && mayCrashOn(purpose.order)) heard.facts.push(...unknownTo(state, stationOfLink(link), purpose.order));
  settleOrder(state, heard, link, purpose, { status: 'Unanswered' }, left ? 'unanswered' : 'withdrawn', now);
}

function hearOrderAnswer(
  state: State,
  heard: Heard,
  link: Link,
  purpose: OrderPurpose,
  payload: object,
  now: Now,
): void {
  const answer = orders16.byKind.get(purpose.order.kind)!.readAnswer(payload as never, purpose.order);
  settleOrder(state, heard, link, purpose, answer, answer.status === 'Accepted' ? 'accepted' : 'refused', now);
}

function refuseOrder(state: State, heard: Heard, link: Link, purpose: OrderPurpose, code: string, now: Now): void {
  const known = readCode(code);
  const isUnknown = known === 'NotImplemented' || known === 'NotSupported';
  if (isUnknown) heard.facts.push(...unknownTo(state, stationOfLink(link), purpose.order));
  settleOrder(state, heard, link, purpose, { status: isUnknown ? 'NotSupported' : 'Rejected' }, 'refused', now);
}

function settleOrder(
  state: State,
  heard: Heard,
  link: Link,
  { command, ticket, order }: OrderPurpose,
  answer: OrderAnswer,
  outcome: CommandSettled['outcome'],
  now: Now,
): void {
  const station = stationOfLink(link);
  if (command !== undefined) heard.facts.push({ kind: 'CommandSettled', command, station, outcome });
  const from = state.tickets.get(ticket)?.from;
  if (from?.kind === 'gateway') hearAdoption(state, heard, station, from.purpose, order, answer, now);
  if (retryByConnector(state, heard, ticket, station, order, answer)) return;
  settleTicket(state, heard, ticket, station, answer);
}

const stationOfLink = (link: Link): StationId => {
  if (link.peer.kind !== 'station') throw new Error('a command went to an uplink');
  return link.peer.station;
};

/** From now on the local verdict counts for this question. */
function endWaiting(state: State, pending: string, now: Now): void {
  const waiting = state.pending.get(pending);
  if (waiting === undefined) return;
  state.pending.set(pending, { ...waiting, deadline: now.mono });
}

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
