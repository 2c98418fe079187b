// Transaction messages are known again across sockets and restarts by their id and content, so that a repeat has no second
// effect.

import type { TransactionId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import { mayStop } from '../../control/authorize.ts';
import type { Verdict } from '../../model/status.ts';
import { sameToken } from '../../model/token.ts';
import type { Utc } from '../../model/time.ts';
import { payloadTextOf } from '../../ocpp/frame.ts';
import type { FromStation } from '../../ocpp/heard.ts';
import { stationLive } from '../../site/live.ts';
import { reservationUsed } from '../../site/reservations.ts';
import type { StationPart } from '../../site/station-part.ts';
import type { Transaction } from '../../site/transaction.ts';
import { byNumber, byStartKey, openAt, wasHeard } from '../../site/transaction.ts';
import { verdictNow } from '../authorization.ts';
import { remoteTokenWorks } from '../token-format.ts';
import { readToken } from '../tokens.ts';
import { serves } from '../uplink-live.ts';
import type { Context } from './context.ts';
import { answer, deliveryOf, keepWaiting, rawOf, record } from './context.ts';

export function hearStart(context: Context, said: Extract<FromStation, { kind: 'start' }>): void {
  const { state, station, part, asker, now, heard } = context;
  const happenedAt: Utc = said.at ?? now.utc;
  const startKey = `${said.evse}|${said.token}|${said.meterStartWh}|${said.at ?? ''}`;
  // A start without a time says too little of itself to be known again under another id.
  const known = said.at === undefined ? undefined : byStartKey(part.transactions, startKey);
  const delivery = deliveryOf(context);
  const repeated =
    known ?? (wasHeard(part.transactions, delivery) ? byStartKey(part.transactions, startKey) : undefined);
  const read = readToken(state, station, said.token, said.evse);
  if (read.wasOrdered !== undefined) remoteTokenWorks(state, station);
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
      token: read.token,
      meterStartWh: said.meterStartWh,
      ...reservedFor(part, { ...said, token: read.token }),
      happenedAt,
      receivedAt: now.utc,
      startKey,
      delivery,
      raw: rawOf(context),
    });
  keepWaiting(context);
  heard.wishes.push({
    kind: 'authorize',
    asker,
    station,
    ...read,
    started: { transaction: started.transaction, number: started.number },
  });
}

function reservedFor(part: StationPart, said: Extract<FromStation, { kind: 'start' }>) {
  const used = reservationUsed(part.reservations, said);
  if (used === undefined) return {};
  const { reservation: number, owner } = used;
  return { reservation: { number, ...(owner !== undefined && { owner }) } };
}

export function hearSamples(context: Context, said: Extract<FromStation, { kind: 'samples' }>): void {
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
  } else tellReadings(context, said.evse);
  answer(context, { kind: 'empty' });
}

/** Values of no transaction are news for whoever listens now, and are not kept. */
function tellReadings({ state, station, frame, text }: Context, evse: number): void {
  for (const uplink of state.uplinks.values())
    if (uplink.accepted && uplink.link !== undefined && serves(uplink, station))
      uplink.readings.set(evseKey(station, evse), payloadTextOf(text, frame));
}

export function hearStop(context: Context, said: Extract<FromStation, { kind: 'stop' }>): void {
  const { state, station, part, now } = context;
  const delivery = deliveryOf(context);
  const token = said.token === undefined ? undefined : readToken(state, station, said.token).token;
  const known = byNumber(part.transactions, said.number) ?? theOnlyOpen(part);
  if (!wasHeard(part.transactions, delivery) && known?.endedAt === undefined)
    record(context, {
      kind: 'TransactionEnded',
      station,
      ...(known !== undefined && { evse: known.evse, transaction: known.transaction }),
      number: said.number,
      meterStopWh: said.meterStopWh,
      // What we stopped because of its token ended so for the central system, whatever the station calls it.
      reason: known?.deauthorized !== undefined && said.reason === 'Remote' ? 'DeAuthorized' : said.reason,
      ...(token !== undefined && { token }),
      happenedAt: said.at ?? now.utc,
      receivedAt: now.utc,
      delivery,
      raw: rawOf(context),
    });
  answer(context, {
    kind: 'stopped',
    ...(token !== undefined && { verdict: verdictOfStop(context, known, token) }),
  });
}

/** About the token that was shown to stop a transaction: whoever began it may, and whoever is in the same group. */
function verdictOfStop({ state, station, now }: Context, known: Transaction | undefined, token: string): Verdict {
  const verdict = verdictNow(state, station, token, now);
  if (known === undefined) return verdict;
  if (sameToken(known.token, token)) return known.deauthorized?.verdict ?? known.verdict ?? verdict;
  return mayStop(known, token, verdict) ? verdict : { ...verdict, status: 'Invalid' };
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
