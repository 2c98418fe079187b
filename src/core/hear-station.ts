// What a station says becomes facts. Transaction messages are known again across sockets and restarts by their id and
// content, so that a repeat has no second effect.

import type { Fact } from '../model/fact/fact.ts';
import type { Delivery } from '../model/fact/transaction.ts';
import type { StationId, TransactionId } from '../model/ids.ts';
import { after } from '../model/time.ts';
import type { Utc } from '../model/time.ts';
import type { Frame } from '../ocpp/frame.ts';
import { payloadTextOf } from '../ocpp/frame.ts';
import type { FromStation, ToStationReply } from '../ocpp/heard.ts';
import { actionsOf, checkInbound } from '../ocpp/schema.ts';
import { hearStation, isTransactional } from '../ocpp/v16/dialect.ts';
import { maxHandling } from '../ocpp/session.ts';
import { stationPart } from '../site/ledger.ts';
import { stationLive } from '../site/live.ts';
import type { StationPart } from '../site/station-part.ts';
import type { Transaction } from '../site/transaction.ts';
import { byNumber, byStartKey, openAt, wasHeard } from '../site/transaction.ts';
import { hashOf } from './hash.ts';
import type { Heard } from './heard.ts';
import type { Asker, Link } from './links.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { count, wakeBy } from './state.ts';

type CallFrame = Extract<Frame, { kind: 'call' }>;

/** Everything that the readers of one CALL need. */
interface Context {
  readonly state: State;
  readonly heard: Heard;
  readonly station: StationId;
  readonly part: StationPart;
  readonly asker: Asker;
  readonly frame: CallFrame;
  readonly text: string;
  readonly now: Now;
}

/** How often a station without traffic reports that it is alive. */
const heartbeatSeconds = 300;
/** Stations drop the link when they are called before their boot is through (Q20). */
const settleMs = 500;

export function hearStationCall(
  state: State,
  heard: Heard,
  link: Link,
  station: StationId,
  frame: CallFrame,
  text: string,
  now: Now,
): void {
  const asker = { link: link.id, idText: frame.idText };
  const refuse = (
    code: 'NotImplemented' | 'NotSupported' | 'SecurityError' | 'ProtocolError' | 'GenericError',
    why: string,
  ) => void heard.commands.push({ kind: 'refuse', asker, code, text: why });

  // Without a disk no transaction is acknowledged: silence makes the station keep the message and repeat it.
  if (isTransactional(frame.action) && state.live.disk !== 'ok') return count(state, 'unacknowledged');

  const handled = link.session.handling.get(frame.idText);
  if (handled !== undefined)
    return handled === text ? undefined : refuse('ProtocolError', 'This message id is in use for another message.');
  if (link.session.handling.size >= maxHandling) return refuse('GenericError', 'Too many messages wait for an answer.');

  const live = stationLive(state.live, station);
  if (!live.accepted && frame.action !== 'BootNotification')
    return refuse('SecurityError', 'Send a BootNotification first.');

  const violation = checkInbound('1.6', frame.action, frame.payload);
  if (violation !== undefined) {
    count(state, 'violations');
    heard.commands.push({ kind: 'refuse', asker, code: violation.code, text: violation.message });
    return;
  }
  const said = hearStation(frame.action, frame.payload);
  if (said === undefined)
    return actionsOf('1.6').has(frame.action)
      ? refuse('NotSupported', 'This message is not served.')
      : refuse('NotImplemented', 'This message is unknown.');
  hear({ state, heard, station, part: stationPart(state.ledger, station), asker, frame, text, now }, said, link);
}

function hear(context: Context, said: FromStation, link: Link): void {
  switch (said.kind) {
    case 'heartbeat':
      return answer(context, { kind: 'time', at: context.now.utc });
    case 'samples':
      return hearSamples(context, said);
    case 'boot':
      return hearBoot(context, said);
    case 'status':
      return hearStatus(context, said);
    case 'authorize':
      link.session.handling.set(context.frame.idText, context.text);
      context.heard.wishes.push({
        kind: 'authorize',
        asker: context.asker,
        station: context.station,
        token: said.token,
      });
      return;
    case 'start':
      return hearStart(context, said, link);
    case 'stop':
      return hearStop(context, said);
  }
}

function answer(context: Context, reply: ToStationReply): void {
  context.heard.commands.push({ kind: 'answer', asker: context.asker, reply });
}

function hearBoot(context: Context, said: Extract<FromStation, { kind: 'boot' }>): void {
  const { state, station, part, now, heard } = context;
  const known = part.booted;
  const { kind: _, ...about } = said;
  const isNews =
    known === undefined ||
    known.vendor !== about.vendor ||
    known.model !== about.model ||
    known.serial !== about.serial ||
    known.firmware !== about.firmware;
  if (isNews) heard.facts.push({ kind: 'StationBooted', station, happenedAt: now.utc, protocol: '1.6', ...about });
  const live = stationLive(state.live, station);
  live.accepted = true;
  live.callableFrom = after(now.mono, settleMs);
  wakeBy(state, live.callableFrom);
  answer(context, { kind: 'boot', status: 'Accepted', intervalSeconds: heartbeatSeconds, at: now.utc });
}

function hearStatus(context: Context, said: Extract<FromStation, { kind: 'status' }>): void {
  const { station, part, now } = context;
  const { kind: _, at, ...report } = said;
  const last = part.statuses.get(said.evse);
  const isNews =
    last === undefined ||
    last.native !== report.native ||
    last.errorCode !== report.errorCode ||
    last.info !== report.info ||
    last.vendorErrorCode !== report.vendorErrorCode;
  if (isNews) record(context, { kind: 'StatusReported', station, happenedAt: at ?? now.utc, ...report });
  answer(context, { kind: 'empty' });
}

function hearStart(context: Context, said: Extract<FromStation, { kind: 'start' }>, link: Link): void {
  const { state, station, part, asker, now, heard } = context;
  const happenedAt: Utc = said.at ?? now.utc;
  const startKey = `${said.evse}|${said.token}|${said.meterStartWh}|${said.at ?? ''}`;
  // A start without a time says too little of itself to be known again under another id.
  const known = said.at === undefined ? undefined : byStartKey(part.transactions, startKey);
  const delivery = deliveryOf(context);
  const repeated =
    known ?? (wasHeard(part.transactions, delivery) ? byStartKey(part.transactions, startKey) : undefined);
  const started = repeated ?? {
    transaction: state.random.uuid() as TransactionId,
    number: state.ledger.gateway.nextNumber,
  };
  if (repeated?.verdict !== undefined)
    return answer(context, { kind: 'started', number: repeated.number, verdict: repeated.verdict });
  if (repeated === undefined)
    record(context, {
      kind: 'TransactionStarted',
      station,
      evse: said.evse,
      transaction: started.transaction,
      number: started.number,
      token: said.token,
      meterStartWh: said.meterStartWh,
      happenedAt,
      receivedAt: now.utc,
      startKey,
      delivery,
      raw: rawOf(context),
    });
  link.session.handling.set(context.frame.idText, context.text);
  heard.wishes.push({
    kind: 'authorize',
    asker,
    station,
    token: said.token,
    started: { transaction: started.transaction, number: started.number },
  });
}

function hearSamples(context: Context, said: Extract<FromStation, { kind: 'samples' }>): void {
  const { state, station, part, now } = context;
  stationLive(state.live, station).measured.set(said.evse, { ...said.readings, readAt: now.mono });
  const transaction = transactionOf(part, said.number, said.evse);
  if (said.number !== undefined || transaction !== undefined) {
    const delivery = deliveryOf(context);
    if (!wasHeard(part.transactions, delivery))
      record(context, {
        kind: 'TransactionSampled',
        station,
        evse: said.evse,
        ...(transaction !== undefined && { transaction: transaction.transaction }),
        ...(said.number !== undefined && { number: said.number }),
        happenedAt: said.at ?? now.utc,
        delivery,
        raw: rawOf(context),
      });
  }
  answer(context, { kind: 'empty' });
}

function hearStop(context: Context, said: Extract<FromStation, { kind: 'stop' }>): void {
  const { station, part, now } = context;
  const delivery = deliveryOf(context);
  const known = byNumber(part.transactions, said.number) ?? theOnlyOpen(part);
  if (!wasHeard(part.transactions, delivery) && known?.endedAt === undefined)
    record(context, {
      kind: 'TransactionEnded',
      station,
      ...(known !== undefined && { evse: known.evse, transaction: known.transaction }),
      number: said.number,
      meterStopWh: said.meterStopWh,
      reason: said.reason,
      happenedAt: said.at ?? now.utc,
      receivedAt: now.utc,
      delivery,
      raw: rawOf(context),
    });
  answer(context, { kind: 'stopped' });
}

/** The transaction that is meant: the one of that number, else (Q2, Q3) the one that is open at the EVSE. */
function transactionOf(part: StationPart, number: number | undefined, evse: number): Transaction | undefined {
  return (number === undefined ? undefined : byNumber(part.transactions, number)) ?? openAt(part.transactions, evse);
}

/** A stop that names no known number (0, -1, a lost id) means the only transaction that is open, if there is one (Q3). */
function theOnlyOpen(part: StationPart): Transaction | undefined {
  let only: Transaction | undefined;
  for (const known of part.transactions.known.values()) {
    if (known.endedAt !== undefined) continue;
    if (only !== undefined) return undefined;
    only = known;
  }
  return only;
}

const rawOf = (context: Context) => ({ dialect: 'ocpp1.6', json: payloadTextOf(context.text, context.frame) }) as const;

const deliveryOf = (context: Context): Delivery => ({
  messageId: context.frame.id,
  payloadHash: hashOf(payloadTextOf(context.text, context.frame)),
});

function record(context: Context, fact: Fact): void {
  context.heard.facts.push(fact);
}
