// TransactionEvent of OCPP 2.x: every one is acknowledged, whatever it says, because a station that is refused throws billing
// data away or repeats it for ever. Repeats are known by the station's own id of the transaction and the place of the message
// in it, across sockets and restarts, and have no second effect (E04, Q47).

import type { Anomaly, Delivery, Findings } from '../../model/fact/transaction.ts';
import type { TransactionId } from '../../model/ids.ts';
import type { ChargingState } from '../../model/status.ts';
import { noToken } from '../../model/token.ts';
import type { EventHeard } from '../../ocpp/heard.ts';
import type { Transaction } from '../../site/transaction.ts';
import { byStationId, eventAt, openAt } from '../../site/transaction.ts';
import { reservationUsed } from '../../site/reservations.ts';
import { noteReading } from '../limits/obedience.ts';
import { count } from '../state.ts';
import { remoteTokenWorks } from '../tokens/token-format.ts';
import { readToken } from '../tokens/tokens.ts';
import { momentOf } from './clock.ts';
import type { Context } from './context.ts';
import { answer, deliveryOf, findingsOf, keepWaiting, rawOf, record } from './context.ts';
import type { Moment } from './moment.ts';
import { believeSample, believeStart, believeStop } from './registers.ts';
import { measuredOf } from './samples.ts';
import { verdictOfStop } from './transactions.ts';

/** No station has more EVSEs. */
const highestEvse = 64;

/** What all that follows from one event needs. */
interface Event {
  readonly context: Context;
  readonly said: EventHeard;
  readonly moment: Moment;
  readonly delivery: Delivery;
  readonly evse: number;
  /** Who showed which token, if anybody did. */
  readonly shown: ReturnType<typeof readToken> | undefined;
}

export function hearEvent(context: Context, said: EventHeard): void {
  const event = eventOf(context, said);
  const { part } = context;
  const before = eventAt(part.transactions, event.delivery);
  const known = byStationId(part.transactions, said.transaction);
  if (before === 'same') return answerRepeat(event, known);
  const isMissing = known === undefined && said.type !== 'Started';
  const transaction = known ?? begin(event, isMissing ? 'startMissing' : undefined);
  if (event.moment.isLive) noteLive(event);
  switch (said.type) {
    case 'Started':
      // A second start in the same transaction says no more than an update does.
      if (known !== undefined) update(event, transaction, before);
      break;
    case 'Updated':
      update(event, transaction, before);
      break;
    case 'Ended':
      return end(event, transaction, before);
  }
  judge(event, transaction);
}

function eventOf(context: Context, said: EventHeard): Event {
  const { state, station, part } = context;
  const at = momentOf(context, said);
  // What a station kept while it was cut off says nothing of now, however young it is (Q47).
  const moment = said.isOffline ? { ...at, isLive: false, isHistory: true } : at;
  const known = byStationId(part.transactions, said.transaction);
  const named = said.evse ?? known?.evse ?? 1;
  const evse = named >= 0 && named <= highestEvse ? named : 0;
  const shown = said.token === undefined ? undefined : readToken(state, station, said.token, known?.evse ?? evse);
  const delivery = { ...deliveryOf(context), event: { transaction: said.transaction, seqNo: said.seqNo } };
  return { context, said, moment, delivery, evse, shown };
}

/** The same words as before: the same answer, as far as it is known by now. */
function answerRepeat(event: Event, known: Transaction | undefined): void {
  const { context, shown } = event;
  count(context.state, 'repeats');
  const verdict = known?.deauthorized?.verdict ?? known?.verdict;
  if (shown === undefined || known === undefined) return answer(context, { kind: 'empty' });
  if (verdict !== undefined) return answer(context, { kind: 'started', number: known.number, verdict });
  judge(event, known);
}

/** Begins a transaction: by its start, or in the middle where the start never came. */
function begin(
  event: Event,
  anomaly: Anomaly | undefined,
): Pick<Transaction, 'transaction' | 'number' | 'evse' | 'token'> {
  const { context, said, moment, delivery, evse, shown } = event;
  const { state, station, part, now } = context;
  const { energyWh } = said.readings;
  const believed = believeStart(part.transactions, evse, energyWh ?? 0, energyWh === undefined);
  const transaction = state.random.uuid() as TransactionId;
  const number = state.ledger.gateway.nextNumber;
  const token = shown?.token ?? '';
  record(context, {
    kind: 'TransactionStarted',
    station,
    evse,
    transaction,
    number,
    token,
    ...(token === '' && { isUnclaimed: true }),
    meterStartWh: energyWh ?? believed.registerWh ?? 0,
    ...(believed.registerWh !== undefined && energyWh !== undefined && { believedStartWh: believed.registerWh }),
    ...reservedFor(event),
    happenedAt: moment.happenedAt,
    receivedAt: now.utc,
    startKey: `${said.transaction}`,
    stationTransaction: said.transaction,
    ...(said.chargingState !== undefined && { chargingState: said.chargingState }),
    ...orderedBy(event),
    ...findingsOf(context, moment, believed.anomaly, anomaly),
    delivery,
    raw: rawOf(context),
  });
  if (shown?.wasOrdered !== undefined) remoteTokenWorks(state, station);
  return { transaction, number, evse, token };
}

function reservedFor({ context: { part }, said, evse, shown }: Event) {
  const start = {
    evse,
    token: shown?.shown ?? '',
    ...(said.reservation !== undefined && { reservation: said.reservation }),
  };
  const used = reservationUsed(part.reservations, start);
  if (used === undefined) return {};
  const { reservation: number, owner } = used;
  return { reservation: { number, ...(owner !== undefined && { owner }) } };
}

/** Whose order it follows: the one at this EVSE for this token. */
function orderedBy({ context: { part }, evse, shown }: Event) {
  const order = part.remoteStarts.get(evse);
  const isIts = order?.ordered !== undefined && (shown === undefined || shown.token === order.token);
  return isIts ? { remote: order.ordered } : {};
}

type Known = Pick<Transaction, 'transaction' | 'number' | 'evse' | 'token'> & Partial<Transaction>;

/** Anything that is neither a start nor an end. Values are told as such; what has none is told to whom it can be. */
function update(event: Event, known: Known, before: 'other' | undefined): void {
  const { context, said, moment, delivery, shown } = event;
  const { station, live } = context;
  const { energyWh } = said.readings;
  const believed =
    energyWh === undefined
      ? {}
      : believeSample(known as Transaction, energyWh, moment.happenedAt, live.mostWatts.get(known.evse));
  const about = {
    station,
    evse: known.evse,
    transaction: known.transaction,
    happenedAt: moment.happenedAt,
    receivedAt: context.now.utc,
    ...found(event, known, before, believed.anomaly),
    delivery,
    raw: rawOf(context),
  };
  const isClaim = shown !== undefined && known.token === '';
  if (said.values > 0 && !isClaim) {
    const isPlain = meterTriggers.has(said.trigger) && said.token === undefined;
    return record(context, {
      kind: 'TransactionSampled',
      ...about,
      number: known.number,
      ...(believed.registerWh !== undefined && { registerWh: believed.registerWh }),
      ...(known.token === '' && { isUnclaimed: true }),
      ...(!isPlain && { trigger: said.trigger }),
    });
  }
  record(context, {
    kind: 'TransactionUpdated',
    ...about,
    ...(said.chargingState !== undefined && { chargingState: said.chargingState }),
    ...(isClaim && { token: shown.token, meterStartWh: known.believedStartWh ?? known.meterStartWh ?? 0 }),
  });
}

const meterTriggers = new Set(['MeterValueClock', 'MeterValuePeriodic', 'Trigger']);

function end(event: Event, known: Known, before: 'other' | undefined): void {
  const { context, said, moment, delivery, shown } = event;
  const { station, live, now } = context;
  const { energyWh } = said.readings;
  const meterStopWh = energyWh ?? known.registerWh ?? known.believedStartWh ?? known.meterStartWh ?? 0;
  const whole = known as Transaction;
  const believed =
    known.meterStartWh === undefined
      ? undefined
      : believeStop(whole, meterStopWh, moment.happenedAt, live.mostWatts.get(known.evse));
  record(context, {
    kind: 'TransactionEnded',
    station,
    evse: known.evse,
    transaction: known.transaction,
    number: known.number,
    meterStopWh,
    ...(believed !== undefined && { energyWh: believed.energyWh }),
    // What we stopped because of its token ended so for the central system, whatever the station calls it.
    reason: known.deauthorized !== undefined && said.reason === 'Remote' ? 'DeAuthorized' : (said.reason ?? 'Local'),
    ...(shown !== undefined && { token: shown.token }),
    ...(known.token === '' && shown === undefined && { isUnclaimed: true }),
    happenedAt: moment.happenedAt,
    receivedAt: now.utc,
    ...found(event, known, before, believed?.anomaly, energyWh === undefined ? 'noStopRegister' : undefined),
    delivery,
    raw: rawOf(context),
  });
  answer(context, {
    kind: 'stopped',
    ...(shown !== undefined && { verdict: verdictOfStop(context, whole, shown.token) }),
  });
}

/** What is odd about it: a place that is taken, or one that was left out. Only flagged: it is kept and told as it came. */
function found(event: Event, known: Known, before: 'other' | undefined, ...others: (Anomaly | undefined)[]): Findings {
  const { context, said, moment } = event;
  const isGap = known.seqNo !== undefined && said.seqNo > known.seqNo + 1;
  return findingsOf(
    context,
    moment,
    before === 'other' ? 'otherEvent' : undefined,
    isGap ? 'seqNoGap' : undefined,
    ...others,
  );
}

/** What is told of now is what is measured now, and what the plug does. */
function noteLive({ context, said, evse }: Event): void {
  const { state, station, live, now } = context;
  if (said.values > 0) {
    live.measured.set(evse, measuredOf(said.readings, said.readings.energyWh, now.mono));
    if (state.bases.followsStations) state.bases.isDue = true;
    noteReading(state, station);
  }
  if (said.chargingState !== undefined) noteCharging(context, evse, said.chargingState);
}

/** 2.x says what an occupied plug does in the events of its transaction. */
function noteCharging(context: Context, evse: number, chargingState: ChargingState): void {
  const { station, part, now } = context;
  const last = part.statuses.get(evse);
  if (last?.chargingState === chargingState && last.status === 'Occupied') return;
  record(context, {
    kind: 'StatusReported',
    station,
    evse,
    status: 'Occupied',
    native: chargingState,
    chargingState,
    happenedAt: now.utc,
  });
  if (openAt(part.transactions, evse)?.history === true) context.state.reallocate = true;
}

/** A token that was shown is judged like any other; without one there is nothing to say. */
function judge(
  { context, said, shown }: Event,
  { transaction, number }: Pick<Transaction, 'transaction' | 'number'>,
): void {
  if (shown === undefined) return answer(context, { kind: 'empty' });
  keepWaiting(context);
  context.heard.wishes.push({
    kind: 'authorize',
    asker: context.asker,
    station: context.station,
    ...shown,
    ...(said.tokenType === noToken && { isNobodys: true }),
    started: { transaction, number },
  });
}
