// What became of our CALLs: answered, refused, or lost with their link.

import type { CommandSettled } from '../../model/fact/command.ts';
import { utc } from '../../model/time.ts';
import { isUnsupported } from '../../ocpp/errors.ts';
import type { OrderAnswer } from '../../ocpp/order.ts';
import { parseTime } from '../../ocpp/time.ts';
import type { Violation } from '../../ocpp/schema.ts';
import type { Call } from '../../ocpp/session.ts';
import { settle } from '../../ocpp/session.ts';
import { takeAnswer } from '../../ocpp/repair.ts';
import { stationLive } from '../../site/live.ts';
import { hearCsmsTime } from '../clock/clock.ts';
import { hearOwnAnswer } from '../certificates/own.ts';
import { hearAdoption, lookAgain } from '../adopt/adopt.ts';
import { hearQuestionAnswer, refuseQuestion } from './questions.ts';
import { endWaiting, hearAuthorized } from './verdict.ts';
import { hearLate } from './late.ts';
import { hearLimitAnswer, refusedBy, refusedByError } from './limit-answer.ts';
import { hearPulled } from '../tell/pulls.ts';
import { hearRowsAnswered, hearRowsRefused } from './rows.ts';
import {
  bootLater,
  hearBootAnswer,
  hearLetterAnswered,
  hearLetterRefused,
  hearSecurityRefused,
  hearSecurityTold,
} from './told.ts';
import type { Heard } from '../heard.ts';
import { losePassed } from '../relay/lost.ts';
import { settleLimit } from '../limits/limits.ts';
import type { Link, OrderPurpose, Purpose } from '../links.ts';
import { dialectOfLink, stationOfLink } from '../links.ts';
import { settleTicket } from '../orders/collect.ts';
import type { Now } from '../ports.ts';
import { withTimeEvents } from '../security-event.ts';
import type { State } from '../state.ts';
import { count } from '../state.ts';
import { mayCrashOn, noteBreak, unknownTo } from './unknown-actions.ts';
import { uplinkAnswers } from '../uplink/link.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { hearDataAnswer } from './vendor-data.ts';

/** Days count, so an hour is exact enough. */
const heardEveryMs = 3_600_000;

export function hearAnswer(state: State, heard: Heard, link: Link, id: string, payload: unknown, now: Now): void {
  const call = settleOn(state, link, id, now);
  if (call === undefined) return hearOverdue(state, heard, link, id, payload, now);
  noteHeard(state, heard, link, now);
  const taken = takeAnswer(link.peer.version, call.action, payload);
  if ('violation' in taken && isForeign(call)) return noteForeign(state, heard, link, call, now);
  if ('violation' in taken && link.peer.version === '2.1') refuseResult(heard, link, id, taken.violation);
  if ('violation' in taken) return failed(state, heard, link, call, taken.violation.code, taken.violation.message, now);
  answered(state, heard, link, call, taken.payload as object, now);
}

/** Who asked got the answer as it was, and judges it himself. Without its number a start is told again. */
const isForeign = ({ context, action }: Call<Purpose>): boolean =>
  context.kind === 'passedUp' ||
  context.kind === 'passedDown' ||
  (context.kind === 'rows' && context.asker !== undefined && action !== 'StartTransaction');

function noteForeign(state: State, heard: Heard, link: Link, call: Call<Purpose>, now: Now): void {
  if (call.context.kind === 'rows') hearRowsAnswered(state, heard, link, call.context, call, {}, now);
}

/** 2.1 has a word for an answer that cannot be read (Part 4 §4.2.4); nobody answers it. */
function refuseResult(heard: Heard, { id: link }: Link, id: string, { code, message }: Violation): void {
  heard.commands.push({ kind: 'refuseResult', link, id, code, text: message });
}

/** A limit that was taken late is in force all the same. */
function hearOverdue(state: State, heard: Heard, link: Link, id: string, payload: unknown, now: Now): void {
  const late = hearLate(state, heard, link, id, payload, now);
  if (late?.call.context.kind !== 'limit') return;
  settleLimit(state, heard, link, late.call.context, late.accepted ? 'accepted' : 'refused', now);
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
  const call = settleOn(state, link, id, now);
  if (call === undefined) return;
  noteHeard(state, heard, link, now);
  failed(state, heard, link, call, code, description, now);
}

function settleOn(state: State, link: Link, id: string, now: Now): Call<Purpose> | undefined {
  const call = settle(link.session, id);
  if (call === undefined) count(state, 'lateAnswers');
  else state.talkative.add(link);
  if (link.peer.kind === 'station') lookAgain(state, link.peer.station, now);
  const uplink = uplinkOf(state, link);
  if (uplink !== undefined) uplinkAnswers(state, uplink);
  return call;
}

/** Once an hour, so that a restart knows how long the central system has been away. */
function noteHeard(state: State, heard: Heard, { peer }: Link, now: Now): void {
  if (peer.kind !== 'uplink' || state.uplinks.get(peer.uplink)?.config.role !== 'control') return;
  const { heardAt } = state.ledger.uplinks.get(peer.uplink) ?? {};
  if (heardAt !== undefined && Math.abs(now.utc - heardAt) < heardEveryMs) return;
  heard.facts.push({ kind: 'UplinkHeard', uplink: peer.uplink, happenedAt: now.utc });
}

/** What an answer to one of our CALLs is for. */
export function answered(
  state: State,
  heard: Heard,
  link: Link,
  call: Call<Purpose>,
  payload: { status?: string; currentTime?: string },
  now: Now,
): void {
  const purpose = call.context;
  const accepted = payload.status === 'Accepted';
  switch (purpose.kind) {
    case 'limit':
      return hearLimitAnswer(state, heard, link, purpose, accepted ? undefined : refusedBy(payload.status), now);
    case 'order':
      return hearOrderAnswer(state, heard, link, purpose, payload, now);
    case 'boot':
      hearTime(state, heard, link, payload, now);
      return withUplink(state, link, (uplink) =>
        hearBootAnswer(state, uplink, payload as { status: string; interval: number }, now),
      );
    case 'authorize': {
      const { readVerdict, readCertificateStatus } = dialectOfLink(link).toCsms;
      const verdict = readVerdict(payload as never);
      const certificate = readCertificateStatus?.(payload as never);
      const { peer } = link;
      if (peer.kind === 'uplink' && verdict !== undefined)
        hearAuthorized(state, heard, peer.uplink, purpose, { verdict, certificate }, now);
      return;
    }
    case 'rows':
      return hearRowsAnswered(state, heard, link, purpose, call, payload, now);
    case 'security':
      return hearSecurityTold(state, heard, purpose.uplink, call.id);
    case 'letter':
      return hearLetterAnswered(state, heard, link, purpose, call, payload);
    case 'heartbeat':
      return hearTime(state, heard, link, payload, now);
    case 'data':
      return hearDataAnswer(heard, purpose.asker, dataAnswerOf(link, payload));
    case 'question':
      return hearQuestionAnswer(state, heard, purpose.asker, call.action, payload);
    case 'signOwn':
      return hearOwnAnswer(state, purpose.uplink, payload.status, now);
    case 'news':
      return void heard.facts.push({ kind: 'NewsTold', uplink: purpose.uplink, messageId: call.id });
    case 'pull':
      return hearPulled(state, heard, link, purpose, payload, now);
    case 'notice':
    case 'passedDown':
    case 'passedUp':
    case 'status':
      return;
  }
}

const dataAnswerOf = (link: Link, payload: object): OrderAnswer =>
  dialectOfLink(link)
    .orders.byKind.get('dataTransfer')!
    .readAnswer(payload as never, undefined as never);

/** `currentTime` of a boot or a heartbeat. */
function hearTime(state: State, heard: Heard, link: Link, { currentTime = '' }: { currentTime?: string }, now: Now) {
  const said = parseTime(currentTime);
  if (said === undefined || link.peer.kind !== 'uplink') return;
  heard.facts.push(...withTimeEvents(state, hearCsmsTime(state, link.peer.uplink, utc(said), now), now));
}

export function failed(
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
      return hearLimitAnswer(state, heard, link, purpose, refusedByError(code, description), now);
    case 'order':
      return refuseOrder(state, heard, link, purpose, code, now);
    case 'boot':
      return withUplink(state, link, (uplink) => bootLater(state, uplink, undefined, now));
    case 'authorize':
      return endWaiting(state, purpose.pending);
    case 'rows':
      return hearRowsRefused(state, heard, link, purpose, call, code, description, now);
    case 'security':
      return hearSecurityRefused(state, heard, purpose.uplink, call.id, code, now);
    case 'letter':
      return hearLetterRefused(state, heard, purpose, call, { code, description }, now);
    case 'data':
      return hearDataAnswer(heard, purpose.asker);
    case 'question':
      return refuseQuestion(heard, purpose.asker, refusalOf(code).status === 'NotSupported');
    case 'signOwn':
      return hearOwnAnswer(state, purpose.uplink, code, now);
    case 'news':
      return void heard.facts.push({
        kind: 'NewsTold',
        uplink: purpose.uplink,
        messageId: call.id,
        refusal: code.slice(0, 64),
      });
    case 'heartbeat':
    case 'notice':
    case 'pull':
    case 'passedDown':
    case 'passedUp':
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
  if (purpose.kind === 'data') hearDataAnswer(heard, purpose.asker);
  if (purpose.kind === 'question') refuseQuestion(heard, purpose.asker, false);
  if (purpose.kind === 'passedUp' || purpose.kind === 'passedDown') losePassed(state, heard, purpose, now);
  if (purpose.kind === 'notice') withUplink(state, link, ({ notices }) => notices.unshift(purpose.wording));
  if (purpose.kind === 'limit') settleLimit(state, heard, link, purpose, left ? 'unanswered' : 'withdrawn', now);
  if (purpose.kind === 'order') loseOrder(state, heard, link, purpose, left, now);
}

/** A crash is soon: a connection that ends later than this after a CALL has another reason. */
const crashMs = 10_000;

/** A station whose connection breaks on a message that it need not know is not told it again: some crash on it. */
function loseOrder(state: State, heard: Heard, link: Link, purpose: OrderPurpose, left: boolean, now: Now): void {
  const station = stationOfLink(link);
  const broke = left && !state.links.has(link.id) && now.mono - link.calledAt <= crashMs;
  if (broke && mayCrashOn(state, station, purpose.order) && noteBreak(stationLive(state.live, station), purpose.order))
    heard.facts.push(...unknownTo(state, station, purpose.order));
  settleOrder(state, heard, link, purpose, { status: 'Unanswered' }, left ? 'unanswered' : 'withdrawn', now);
}

function refuseOrder(state: State, heard: Heard, link: Link, purpose: OrderPurpose, code: string, now: Now): void {
  const refusal = refusalOf(code);
  if (refusal.status === 'NotSupported') heard.facts.push(...unknownTo(state, stationOfLink(link), purpose.order));
  settleOrder(state, heard, link, purpose, refusal, 'refused', now);
}

function hearOrderAnswer(
  state: State,
  heard: Heard,
  link: Link,
  purpose: OrderPurpose,
  payload: object,
  now: Now,
): void {
  const words = dialectOfLink(link).orders.byKind.get(purpose.order.kind)!;
  const answer = words.readAnswer(payload as never, purpose.order);
  settleOrder(state, heard, link, purpose, answer, answer.status === 'Accepted' ? 'accepted' : 'refused', now);
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
  if (from?.kind === 'gateway') hearAdoption(state, heard, { station, purpose: from.purpose, order, answer }, now);
  settleTicket(state, heard, ticket, { station, order, answer }, now);
}

const refusalOf = (code: string): OrderAnswer => ({ status: isUnsupported(code) ? 'NotSupported' : 'Rejected' });

function uplinkOf(state: State, link: Link): UplinkLive | undefined {
  return link.peer.kind === 'uplink' ? state.uplinks.get(link.peer.uplink) : undefined;
}

function withUplink(state: State, link: Link, act: (uplink: UplinkLive) => void): void {
  const uplink = uplinkOf(state, link);
  if (uplink !== undefined) act(uplink);
}
