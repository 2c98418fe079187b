// What an uplink says to rows of the journal: taken, or refused for now, or refused for good.

import type { TransactionId, UplinkId } from '../../model/ids.ts';
import { aliasOf } from '../../model/alias.ts';
import { noToken, sameToken } from '../../model/token.ts';
import { after } from '../../model/time.ts';
import type { Wording } from '../../ocpp/heard.ts';
import type { Passage } from '../../ocpp/order.ts';
import type { Call } from '../../ocpp/session.ts';
import { stationPart } from '../../site/ledger.ts';
import { removeRows } from '../../uplink/outbox.ts';
import { noteForDriver } from './for-drivers.ts';
import { attemptsOf, retryMsOf } from './told.ts';
import { hearStartJudged, judge } from './verdict.ts';
import type { Heard } from '../heard.ts';
import { noteCost, tellCost } from './late-cost.ts';
import type { Link, Purpose } from '../links.ts';
import { dialectOfLink } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';

type Rows = Extract<Purpose, { kind: 'rows' }>;

export function hearRowsAnswered(
  state: State,
  heard: Heard,
  link: Link,
  purpose: Rows,
  call: Call<Purpose>,
  payload: unknown,
  now: Now,
): void {
  const { toCsms } = dialectOfLink(link);
  const through = finish(state, purpose.uplink, call.id);
  if (through === undefined) return;
  const part = toCsms.part(wordingOf(call));
  const upstreamId = part === 'start' ? toCsms.readNumber(payload as never) : undefined;
  const verdict = part === 'start' ? toCsms.readVerdict(payload as never) : undefined;
  heard.facts.push({
    kind: 'Answered',
    uplink: purpose.uplink,
    messageId: call.id,
    ...transactionOf(purpose),
    ...(upstreamId !== undefined && { upstreamId }),
    ...(verdict !== undefined && { verdict }),
    ...(part === 'stop' && { closes: true }),
    through,
  });
  const { station, transaction } = purpose;
  noteCost(state, heard, { uplink: purpose.uplink, station, transaction, isFinal: part === 'stop' }, payload, now);
  const forDriver = tellCost(state, heard, link, purpose, payload as Passage, now);
  noteForDriver(state, link, { station, transaction, isEnd: part === 'stop' }, forDriver);
  hearJudged(state, heard, link, purpose, call, payload, now);
}

const wordingOf = ({ action, payload }: Call<Purpose>): Wording => ({ action, payload: JSON.parse(payload) as object });

/**
 * A refusal is tried again after a time that grows with the attempts (1.6 §3.7.1); then the message is kept as a dead
 * letter. Meanwhile only its own transaction waits.
 */
export function hearRowsRefused(
  state: State,
  heard: Heard,
  link: Link,
  purpose: Rows,
  call: Call<Purpose>,
  code: string,
  description: string,
  now: Now,
): void {
  const uplink = state.uplinks.get(purpose.uplink);
  const sent = state.ledger.uplinks.get(purpose.uplink)?.sent.get(call.id);
  if (uplink === undefined || sent === undefined) return;
  const refusal = {
    uplink: purpose.uplink,
    messageId: call.id,
    ...transactionOf(purpose),
    code: code.slice(0, 64),
    description: description.slice(0, 255),
    happenedAt: now.utc,
  };
  if (sent.attempt < attemptsOf(state, uplink)) {
    const retryAt = after(now.mono, retryMsOf(state, uplink) * sent.attempt);
    uplink.outbox.retryAt.set(call.id, retryAt);
    wakeBy(state, retryAt);
    heard.facts.push({ kind: 'Refused', ...refusal });
    return;
  }
  const through = finish(state, purpose.uplink, call.id);
  if (through === undefined) return;
  heard.facts.push({
    kind: 'Parked',
    ...refusal,
    action: call.action,
    payload: call.payload,
    ...(dialectOfLink(link).toCsms.part(wordingOf(call)) === 'stop' && { closes: true }),
    through,
  });
}

function finish(state: State, id: UplinkId, messageId: string) {
  const uplink = state.uplinks.get(id);
  const sent = state.ledger.uplinks.get(id)?.sent.get(messageId);
  if (uplink === undefined || sent === undefined) return undefined;
  uplink.outbox.retryAt.delete(messageId);
  return removeRows(uplink.outbox, sent.rows);
}

const transactionOf = (purpose: Rows): { transaction?: TransactionId } =>
  purpose.transaction === undefined ? {} : { transaction: purpose.transaction };

/** What the answer to a start or a stop says of the token that was named in it. */
function hearJudged(
  state: State,
  heard: Heard,
  link: Link,
  { uplink, station, transaction, isRepeat }: Rows,
  call: Call<Purpose>,
  payload: unknown,
  now: Now,
): void {
  const { toCsms } = dialectOfLink(link);
  const verdict = toCsms.readVerdict(payload as never);
  if (verdict === undefined) return;
  const wording = wordingOf(call);
  const { longestToken } = dialectOfLink(link);
  const token = toCsms.tokenIn(wording.payload as never);
  // What stands for nobody is judged by nobody (C02).
  if (token === undefined || token === noToken) return;
  const known =
    transaction === undefined ? undefined : stationPart(state.ledger, station).transactions.known.get(transaction);
  const isOwn = known !== undefined && sameToken(aliasOf(known.token, longestToken), token);
  // A repeated start may find itself: the transaction that the token has already is this one.
  const isItself = isRepeat === true && verdict.status === 'ConcurrentTx';
  // 2.x names the token of whoever stops it in a message before the end: that is not the one it goes on by.
  if (toCsms.part(wording) !== 'stop' && isOwn && !isItself)
    hearStartJudged(
      state,
      heard,
      uplink,
      { station, transaction: known.transaction, token: known.token },
      verdict,
      now,
    );
  else judge(state, heard, uplink, isOwn ? known.token : token, verdict, now);
}
