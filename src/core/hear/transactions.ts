// Starts and stops are known again across sockets and restarts by their id and content, so that a repeat has no second
// effect. They are always answered, whatever they say: a station that is refused throws billing data away or repeats it for
// ever.

import { mayStop } from '../../control/authorize.ts';
import type { Delivery } from '../../model/fact/transaction.ts';
import type { TransactionId } from '../../model/ids.ts';
import { firstRelayedNumber } from '../../model/ids.ts';
import type { Verdict } from '../../model/status.ts';
import type { Utc } from '../../model/time.ts';
import { sameToken } from '../../model/token.ts';
import type { StartHeard, StopHeard } from '../../ocpp/heard.ts';
import { isTransactionNumber } from '../../ocpp/readings.ts';
import { reservationUsed } from '../../site/reservations.ts';
import type { StationPart } from '../../site/station-part.ts';
import type { Transaction } from '../../site/transaction.ts';
import { byNumber, byStartKey, openOnes, wasHeard, wasSaid } from '../../site/transaction.ts';
import { verdictNow } from '../tokens/authorization.ts';
import { remoteTokenWorks } from '../tokens/token-format.ts';
import { readToken } from '../tokens/tokens.ts';
import { momentOf } from './clock.ts';
import { vehicleOf } from '../plan/listed-needs.ts';
import type { Context } from './context.ts';
import { answer, deliveryOf, findingsOf, keepWaiting, rawOf, record } from './context.ts';
import { noteForeign, noteForeignReservation } from './foreign.ts';
import type { Moment } from './moment.ts';
import { believeStart, believeStop } from './registers.ts';
import { idleWhAt } from './samples.ts';

/** A register that was not there, or that no number can hold, is none (Q43). */
const isNoRegister = ({ quirks }: Context, wh: number): boolean =>
  quirks?.includes(missingRegister) === true || !Number.isSafeInteger(wh);

const missingRegister = 43;

export function hearStart(context: Context, said: StartHeard): void {
  const { state, station, part, asker, heard } = context;
  const moment = momentOf(context, said);
  const startKey = `${said.evse}|${said.token}|${said.meterStartWh}|${said.at ?? ''}`;
  const repeated = repeatedStart(part, said, startKey, deliveryOf(context));
  const read = readToken(state, station, said.token, said.evse);
  if (read.wasOrdered !== undefined) remoteTokenWorks(state, station);
  const started = repeated ?? {
    transaction: state.random.uuid() as TransactionId,
    number: state.ledger.gateway.nextNumber + (state.relays.has(station) ? firstRelayedNumber : 0),
  };
  if (repeated?.verdict !== undefined)
    return answer(context, { kind: 'started', number: repeated.number, verdict: repeated.verdict });
  if (repeated === undefined) recordStart(context, { ...said, token: read.token }, started, startKey, moment);
  keepWaiting(context);
  heard.wishes.push({
    kind: 'authorize',
    asker,
    station,
    ...read,
    started: { transaction: started.transaction, number: started.number },
  });
}

/** Some stations repeat a start under a new id (Q51). */
function repeatedStart(
  part: StationPart,
  { at }: StartHeard,
  key: string,
  delivery: Delivery,
): Transaction | undefined {
  const known = byStartKey(part.transactions, key);
  if (known === undefined || at !== undefined) return known;
  // Without a time a start says too little of itself to be known again under another id, or after its end.
  return known.endedAt === undefined && wasHeard(part.transactions, delivery) ? known : undefined;
}

function recordStart(
  context: Context,
  said: StartHeard,
  started: { readonly transaction: TransactionId; readonly number: number },
  startKey: string,
  moment: Moment,
): void {
  const { state, station, part, now } = context;
  const isMissing = isNoRegister(context, said.meterStartWh);
  const believed = believeStart(
    part.transactions,
    said.evse,
    said.meterStartWh,
    isMissing,
    idleWhAt(context, said.evse),
  );
  noteForeignReservation(context, said.reservation);
  record(context, {
    kind: 'TransactionStarted',
    station,
    evse: said.evse,
    transaction: started.transaction,
    number: started.number,
    token: said.token,
    ...vehicleOf(state.siteTokens, said.token),
    meterStartWh: isMissing ? (believed.registerWh ?? 0) : said.meterStartWh,
    ...(believed.registerWh !== undefined && !isMissing && { believedStartWh: believed.registerWh }),
    ...reservedFor(part, said),
    happenedAt: moment.happenedAt,
    receivedAt: now.utc,
    startKey,
    ...plugOf(context, said.evse),
    ...findingsOf(context, moment, believed.anomaly),
    delivery: deliveryOf(context),
    raw: rawOf(context),
  });
}

/** What goes on at the plug, and whose order the start follows. */
function plugOf({ part }: Context, evse: number) {
  const { chargingState } = part.statuses.get(evse) ?? {};
  const { ordered } = part.remoteStarts.get(evse) ?? {};
  return { ...(chargingState !== undefined && { chargingState }), ...(ordered !== undefined && { remote: ordered }) };
}

function reservedFor(part: StationPart, said: StartHeard) {
  const used = reservationUsed(part.reservations, said);
  if (used === undefined) return {};
  const { reservation: number, owner } = used;
  return { reservation: { number, ...(owner !== undefined && { owner }) } };
}

export function hearStop(context: Context, said: StopHeard): void {
  const { state, station, part } = context;
  const moment = momentOf(context, said);
  const token = said.token === undefined ? undefined : readToken(state, station, said.token).token;
  const known = stoppedBy(part, said, token, moment.happenedAt);
  if (!isRepeatedStop(context, said, known)) recordStop(context, said, token, known, moment);
  answer(context, {
    kind: 'stopped',
    ...(token !== undefined && { verdict: verdictOfStop(context, known, token) }),
  });
}

/** This very message, or the same stop under another id. One that says something else about an end is no repeat. */
function isRepeatedStop(context: Context, said: StopHeard, known: Transaction | undefined): boolean {
  const { transactions } = context.part;
  const delivery = deliveryOf(context);
  if (wasHeard(transactions, delivery)) return true;
  // A number that nobody knows still tells one stop from another; one that is none may come with any of them.
  if (known === undefined) return isTransactionNumber(said.number) && wasSaid(transactions, delivery);
  if (known.endedAt === undefined) return false;
  return known.stopHash === undefined || known.stopHash === delivery.payloadHash;
}

function recordStop(
  context: Context,
  said: StopHeard,
  token: string | undefined,
  known: Transaction | undefined,
  moment: Moment,
): void {
  const { station, live, now } = context;
  const isMissing = isNoRegister(context, said.meterStopWh);
  const meterStopWh = isMissing ? (known?.registerWh ?? known?.meterStartWh ?? 0) : said.meterStopWh;
  const believed =
    known === undefined
      ? undefined
      : believeStop(known, meterStopWh, moment.happenedAt, live.mostWatts.get(known.evse));
  if (known === undefined) noteForeign(context, ({ number }) => number === said.number);
  const order = known === undefined ? 'stopWithoutStart' : known.endedAt !== undefined ? 'secondStop' : undefined;
  record(context, {
    kind: 'TransactionEnded',
    station,
    ...(known !== undefined && { evse: known.evse, transaction: known.transaction }),
    number: said.number,
    meterStopWh,
    ...(believed?.energyWh !== undefined && { energyWh: believed.energyWh }),
    // What we stopped because of its token ended so for the central system, whatever the station calls it.
    reason: known?.deauthorized !== undefined && said.reason === 'Remote' ? 'DeAuthorized' : said.reason,
    ...(token !== undefined && { token }),
    happenedAt: moment.happenedAt,
    receivedAt: now.utc,
    ...findingsOf(context, moment, order, believed?.anomaly, isMissing ? 'noStopRegister' : undefined),
    delivery: deliveryOf(context),
    raw: rawOf(context),
  });
}

/** About the token that was shown to stop a transaction: whoever began it may, and whoever is in the same group. */
export function verdictOfStop(
  { state, station, now }: Context,
  known: Transaction | undefined,
  token: string,
): Verdict {
  const verdict = verdictNow(state, station, token, now);
  if (known === undefined) return verdict;
  if (sameToken(known.token, token)) return known.deauthorized?.verdict ?? known.verdict ?? verdict;
  return mayStop({ token: known.token, verdict: known.verdict }, token, verdict)
    ? verdict
    : { ...verdict, status: 'Invalid' };
}

/**
 * A stop whose number is none (0, -1, beyond int32) means the only transaction that is open. Where several are, it is the
 * newest that fits: by its token, and by a register and a time that are not before its start (Q3). A number that is only
 * unknown is of a time before us, and means nothing that is open here (Q4).
 */
function stoppedBy(part: StationPart, said: StopHeard, token: string | undefined, at: Utc): Transaction | undefined {
  if (isTransactionNumber(said.number)) return byNumber(part.transactions, said.number);
  const open = openOnes(part.transactions);
  if (open.length <= 1) return open[0];
  const fits = open.filter(({ meterStartWh, startedAt }) => meterStartWh <= said.meterStopWh && startedAt <= at);
  const named = token === undefined ? fits : fits.filter((one) => sameToken(one.token, token));
  return named.length === 1 || token !== undefined ? named.at(-1) : undefined;
}
