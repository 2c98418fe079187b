// Vehicles, drivers and transactions of a simulated charge point: swipe, start, sample, stop.

import type { Vehicle } from '../electric-vehicle.ts';
import type { Asking, Body, Evse, Guest, Live, Transaction } from './body.ts';
import { isOnline, note } from './body.ts';
import { readingOf, shownWh, statusOf } from './electric.ts';
import { keyIsTrue, keyNumber } from './keys.ts';
import { book, say } from './outbox.ts';
import { hold } from './profiles.ts';
import { mayTake, useReservation } from './reservations.ts';
import { judgeAlone, mayStartOffline, remember, sameToken } from './tokens.ts';
import { isUpdating } from './transfers.ts';
import type { At } from './types.ts';
import type { Happening, Reading, TokenInfo } from './words.ts';

/** An EVSE by its number. */
export const evseAt = ({ evses }: Body, number: unknown): Evse | undefined =>
  typeof number === 'number' ? evses[number - 1] : undefined;

export function plug(body: Body, number: number, vehicle: Vehicle, now: At): void {
  const evse = evseAt(body, number);
  if (evse === undefined || evse.vehicle !== undefined) return;
  // A vehicle starts at this moment for this station, wherever it was before.
  vehicle.cut(now.mono);
  vehicle.advance(now.mono);
  vehicle.wakeUp(now.mono);
  evse.vehicle = vehicle;
  evse.isFinishing = false;
  note(body, evse, `${vehicle.name} plugs in`);
  const { live } = body;
  if (live !== undefined && evse.welcome !== undefined) start(body, live, evse, evse.welcome, now);
}

export function unplug(body: Body, number: number, now: At): void {
  const evse = evseAt(body, number);
  if (evse?.vehicle === undefined) return;
  evse.vehicle.cut(now.mono);
  evse.registerWh += evse.vehicle.advance(now.mono);
  note(body, evse, `${evse.vehicle.name} leaves`);
  // Without power the end is noticed when the power is back; a transaction may also wait for its cable.
  const { live, memory } = body;
  if (live !== undefined && keyIsTrue(memory.keys, 'StopTransactionOnEVSideDisconnect'))
    stop(body, live, evse, 'EVDisconnected', now);
  evse.vehicle = undefined;
  evse.isFinishing = false;
  evse.asking = undefined;
}

/** A card: it ends the transaction that it or one of its group began, or asks for a new one. */
export function swipe(body: Body, live: Live, number: number, token: string, now: At): void {
  const evse = evseAt(body, number);
  if (evse === undefined) return;
  const { transaction } = evse;
  if (transaction === undefined) return ask(body, live, evse, token, now);
  if (sameToken(transaction.token, token)) return stop(body, live, evse, 'Local', now, token);
  if (transaction.parentIdTag === undefined || evse.asking !== undefined) return;
  if (isOnline(live)) return sayAuthorize(body, live, evse, { token });
  stopByGroup(body, live, evse, token, judgeAlone(body, token, now.utc).info, now);
}

function stopByGroup(body: Body, live: Live, evse: Evse, token: string, info: TokenInfo | undefined, now: At): void {
  const group = evse.transaction?.parentIdTag;
  if (group === undefined || info?.status !== 'Accepted' || !sameToken(info.parentIdTag ?? '', group)) return;
  stop(body, live, evse, 'Local', now, token);
}

/** Asks whether a token is good. Without a connection the station judges by itself. */
export function ask(body: Body, live: Live, evse: Evse, token: string, now: At, order: Partial<Asking> = {}): void {
  if (!isUsable(body, live, evse) || evse.asking !== undefined) return;
  const own = judgeAlone(body, token, now.utc);
  const place = mayTake(body, evse, token, own.info?.parentIdTag);
  if (place === 'no') return refuse(body, evse, token, 'the connector is reserved');
  if (!isOnline(live)) return judgeOffline(body, live, evse, token, now);
  const guest: Asking = { ...order, token };
  if (own.verdict === 'accepted' && place === 'yes' && keyIsTrue(body.memory.keys, 'LocalPreAuthorize'))
    return welcome(body, live, evse, guest, now, own.info);
  sayAuthorize(body, live, evse, guest);
}

/** A transaction may begin here, were the token good. */
export const isUsable = (body: Body, live: Live, evse: Evse): boolean =>
  body.memory.isOperative &&
  evse.isOperative &&
  evse.fault === undefined &&
  evse.transaction === undefined &&
  !(evse.restartsUntil > 0) &&
  live.rebootAt === Infinity &&
  !isUpdating(live);

function sayAuthorize(body: Body, live: Live, evse: Evse, asking: Asking): void {
  evse.asking = asking;
  const { token, tokenType } = asking;
  say(body, live, 'Authorize', body.words.authorize(token, tokenType), { evse, token });
}

export function judgeOffline(body: Body, live: Live, evse: Evse, token: string, now: At): void {
  const { info } = judgeAlone(body, token, now.utc);
  if (evse.transaction !== undefined) return stopByGroup(body, live, evse, token, info, now);
  if (!mayStartOffline(body, token, now.utc)) return refuse(body, evse, token, 'nobody can be asked');
  if (mayTake(body, evse, token, info?.parentIdTag) === 'yes') welcome(body, live, evse, { token }, now, info);
}

/** The answer to Authorize.req; undefined where there was none. */
export function authorized(body: Body, live: Live, evse: Evse, info: TokenInfo | undefined, now: At): void {
  const { asking } = evse;
  evse.asking = undefined;
  if (asking === undefined) return;
  if (info !== undefined) remember(body, asking.token, info);
  if (evse.transaction !== undefined) return stopByGroup(body, live, evse, asking.token, info, now);
  if (info?.status !== 'Accepted') return refuse(body, evse, asking.token, info?.status ?? 'no answer');
  if (mayTake(body, evse, asking.token, info.parentIdTag) !== 'yes')
    return refuse(body, evse, asking.token, 'the connector is reserved');
  welcome(body, live, evse, asking, now, info);
}

function refuse(body: Body, evse: Evse, token: string, why: string): void {
  body.tally.refusedTokens += 1;
  note(body, evse, `the token ${token} is refused: ${why}`);
}

/** A token is good: charging begins, or waits for its vehicle. */
export function welcome(body: Body, live: Live, evse: Evse, asking: Asking, now: At, info?: TokenInfo): void {
  const until = now.mono + keyNumber(body.memory.keys, 'ConnectionTimeOut') * 1000;
  const { parentIdTag } = info ?? {};
  const guest: Guest = { ...asking, until, ...(parentIdTag !== undefined && { parentIdTag }) };
  if (evse.vehicle === undefined) evse.welcome = guest;
  else start(body, live, evse, guest, now);
}

function start(body: Body, live: Live, evse: Evse, guest: Guest, now: At): void {
  evse.welcome = undefined;
  if (evse.transaction !== undefined || evse.vehicle === undefined) return;
  const { memory, tally } = body;
  const session = (memory.sessions += 1);
  tally.started += 1;
  const { token, tokenType, remoteStartId, parentIdTag, profile } = guest;
  const { words } = body;
  const transaction: Transaction = {
    session,
    token,
    startedUtc: now.utc,
    id: words.newTransaction(body.options.chance),
    tokenType,
    remoteStartId,
    seqNo: 0,
    toldState: undefined,
    parentIdTag,
    isDenied: false,
    begin: readingOf(body, evse, now.utc, 'Transaction.Begin', words.beginKey),
  };
  evse.transaction = transaction;
  evse.sampleAt = now.mono + sampleMs(body);
  if (profile !== undefined) memory.profiles = hold(memory.profiles, { connectorId: evse.evse, profile, session });
  evse.vehicle.wakeUp(now.mono);
  const reservationId = useReservation(body, evse, token, parentIdTag);
  note(body, evse, `a transaction of ${token} starts${isOnline(live) ? '' : ' offline'}`);
  const status = statusOf(body, evse, now.utc);
  transaction.toldState = words.chargingState(status);
  book(body, live, evse, transaction, {
    ...happeningNow(body, live, evse, now.utc, [words.beginsIn === 'start' ? transaction.begin : undefined]),
    part: 'start',
    token,
    status,
    ...(tokenType !== undefined && { tokenType }),
    ...(reservationId !== undefined && { reservationId }),
    ...(remoteStartId !== undefined && { remoteStartId }),
  });
}

/** Ends the transaction of an EVSE, if one runs; `at` is when it really ended. */
export function stop(body: Body, live: Live, evse: Evse, reason: string, now: At, token?: string, at = now.utc): void {
  const { transaction } = evse;
  if (transaction === undefined) return;
  if (evse.vehicle !== undefined) {
    evse.vehicle.cut(now.mono);
    evse.registerWh += evse.vehicle.advance(now.mono);
  }
  const { words } = body;
  const end = readingOf(body, evse, at, 'Transaction.End', words.endKey);
  const readings = [words.beginsIn === 'stop' ? transaction.begin : undefined, end];
  const happening = happeningNow(body, live, evse, at, readings);
  evse.transaction = undefined;
  evse.isFinishing = evse.vehicle !== undefined;
  evse.sampleAt = Infinity;
  body.tally.ended += 1;
  // A TxProfile ends with its transaction (1.6 §3.13.1).
  body.memory.profiles = body.memory.profiles.filter(({ session }) => session !== transaction.session);
  note(body, evse, `the transaction of ${transaction.token} ends: ${reason}`);
  book(body, live, evse, transaction, {
    ...happening,
    part: 'stop',
    reason,
    ...(token !== undefined && { token }),
  });
}

/** What all happenings say. */
function happeningNow(
  body: Body,
  live: Live,
  evse: Evse,
  at: number,
  readings: readonly (Reading | undefined)[],
): Omit<Happening, 'part'> {
  return {
    at,
    wh: shownWh(evse),
    readings: readings.filter((one) => one !== undefined),
    status: statusOf(body, evse, at),
    isOffline: !isOnline(live),
  };
}

/** Where the version has a message for it, every change of what a transaction does is told. */
export function tellChargingStates(body: Body, live: Live, now: At): void {
  for (const evse of body.evses) {
    const { transaction } = evse;
    if (transaction === undefined) continue;
    const state = body.words.chargingState(statusOf(body, evse, now.utc));
    if (state === undefined || state === transaction.toldState) continue;
    transaction.toldState = state;
    book(body, live, evse, transaction, { ...happeningNow(body, live, evse, now.utc, []), part: 'update' });
  }
}

/** The transaction goes on after a power cut. */
export function resume(body: Body, evse: Evse, now: At): void {
  evse.sampleAt = now.mono + sampleMs(body);
  evse.vehicle?.wakeUp(now.mono);
}

/** Takes readings: in a transaction they keep their place in the queue, else they are said at once. */
export function sample(
  body: Body,
  live: Live,
  evse: Evse,
  now: At,
  context: string,
  key = 'MeterValuesSampledData',
): void {
  const reading = readingOf(body, evse, now.utc, context, key);
  if (reading === undefined) return;
  if (evse.transaction === undefined) {
    const isTriggered = context === 'Trigger';
    const payload = body.words.readings(evse.evse, reading);
    if (isOnline(live) || isTriggered) say(body, live, 'MeterValues', payload, isTriggered ? { isEarly: true } : {});
    return;
  }
  const { transaction } = evse;
  const happening = happeningNow(body, live, evse, now.utc, [reading]);
  // What is read is a state too.
  transaction.toldState = body.words.chargingState(happening.status);
  book(body, live, evse, transaction, { ...happening, part: 'readings' });
}

/** What is due by the clock: samples, and guests that never came. */
export function attend(body: Body, live: Live, now: At): void {
  for (const evse of body.evses) {
    if (evse.welcome !== undefined && now.mono >= evse.welcome.until) evse.welcome = undefined;
    if (now.mono >= evse.restartsUntil) evse.restartsUntil = -Infinity;
    if (now.mono < evse.sampleAt) continue;
    sample(body, live, evse, now, 'Sample.Periodic');
    // What was slept through is not made up; the grid stays.
    const every = sampleMs(body);
    evse.sampleAt =
      every === Infinity ? every : evse.sampleAt + every * (Math.floor((now.mono - evse.sampleAt) / every) + 1);
  }
  alignToClock(body, live, now);
}

/** Readings at 0:00 and every so many seconds after it (1.6 §9.1.7). */
function alignToClock(body: Body, live: Live, now: At): void {
  const every = keyNumber(body.memory.keys, 'ClockAlignedDataInterval') * 1000;
  if (!(every > 0)) return void (live.alignedAt = Infinity);
  const isDue = now.mono >= live.alignedAt;
  if (live.alignedAt !== Infinity && !isDue) return;
  live.alignedAt = now.mono + every - (now.utc % every);
  if (isDue) for (const evse of body.evses) sample(body, live, evse, now, 'Sample.Clock', 'MeterValuesAlignedData');
}

/** The interval of samples began anew, by a change of its key. */
export function restartSampling(body: Body, live: Live, now: At): void {
  for (const evse of body.evses) if (evse.transaction !== undefined) evse.sampleAt = now.mono + sampleMs(body);
  live.alignedAt = Infinity;
  alignToClock(body, live, now);
}

function sampleMs({ memory }: Body): number {
  const seconds = keyNumber(memory.keys, 'MeterValueSampleInterval');
  return seconds > 0 ? seconds * 1000 : Infinity;
}

/** Something breaks at an EVSE, and its transaction with it; or is whole again. */
export function setFault(body: Body, number: number, errorCode: string | undefined, now: At): void {
  const evse = evseAt(body, number);
  if (evse === undefined || evse.fault === errorCode) return;
  evse.fault = errorCode;
  evse.toldStatus = undefined;
  note(body, evse, errorCode === undefined ? 'is whole again' : `fails: ${errorCode}`);
  if (errorCode !== undefined && body.live !== undefined) stop(body, body.live, evse, 'Other', now);
}
