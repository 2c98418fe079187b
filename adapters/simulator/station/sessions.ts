// Vehicles, drivers and transactions of a simulated charge point: swipe, start, sample, stop.

import type { Vehicle } from '../electric-vehicle.ts';
import { isoOf, utc as asUtc } from '../../../src/model/time.ts';
import type { Body, Evse, Live } from './body.ts';
import { meterValue, shownWh } from './electric.ts';
import { keyNumber } from './keys.ts';
import { book, say } from './outbox.ts';
import type { ChargingProfile } from './profiles.ts';
import { hold } from './profiles.ts';
import type { At } from './types.ts';

const iso = (utc: number): string => isoOf(asUtc(utc));

export const evseAt = ({ evses }: Body, number: unknown): Evse | undefined =>
  typeof number === 'number' ? evses[number - 1] : undefined;

/** The station is connected and the central system takes its messages. */
export const isOnline = (live: Live): boolean => live.link === 'open' && live.boot === 'Accepted';

export function plug(body: Body, number: number, vehicle: Vehicle, now: At): void {
  const evse = evseAt(body, number);
  if (evse === undefined || evse.vehicle !== undefined) return;
  // A vehicle starts at this moment for this station, wherever it was before.
  vehicle.cut(now.mono);
  vehicle.advance(now.mono);
  vehicle.wakeUp(now.mono);
  evse.vehicle = vehicle;
  evse.isFinishing = false;
  const { live } = body;
  if (live !== undefined && evse.welcome !== undefined) start(body, live, evse, evse.welcome, now);
}

export function unplug(body: Body, number: number, now: At): void {
  const evse = evseAt(body, number);
  if (evse?.vehicle === undefined) return;
  evse.vehicle.cut(now.mono);
  evse.registerWh += evse.vehicle.advance(now.mono);
  // Without power the end is noticed when the power is back.
  if (body.live !== undefined) stop(body, body.live, evse, 'EVDisconnected', now);
  evse.vehicle = undefined;
  evse.isFinishing = false;
  evse.asking = undefined;
}

/** A card: it ends the transaction that it began, or asks for a new one. */
export function swipe(body: Body, live: Live, number: number, token: string, now: At): void {
  const evse = evseAt(body, number);
  if (evse === undefined) return;
  if (evse.transaction !== undefined) {
    if (evse.transaction.token === token) stop(body, live, evse, 'Local', now, token);
    return;
  }
  ask(body, live, evse, token, now);
}

/** Asks whether a token is good. Without a connection the station judges by itself. */
export function ask(body: Body, live: Live, evse: Evse, token: string, now: At): void {
  if (!evse.isOperative || evse.asking !== undefined) return;
  if (!isOnline(live)) return judgeAlone(body, live, evse, token, now);
  evse.asking = token;
  say(body, live, 'Authorize', { idTag: token }, { evse });
}

export function judgeAlone(body: Body, live: Live, evse: Evse, token: string, now: At): void {
  if (body.options.startsOffline !== false) welcome(body, live, evse, token, now);
}

/** A token is good: charging begins, or waits for its vehicle. */
export function welcome(body: Body, live: Live, evse: Evse, token: string, now: At, profile?: ChargingProfile): void {
  const until = now.mono + keyNumber(body.memory.keys, 'ConnectionTimeOut') * 1000;
  const guest = { token, until, ...(profile !== undefined && { profile }) };
  if (evse.vehicle === undefined) evse.welcome = guest;
  else start(body, live, evse, guest, now);
}

function start(body: Body, live: Live, evse: Evse, guest: NonNullable<Evse['welcome']>, now: At): void {
  evse.welcome = undefined;
  if (evse.transaction !== undefined || evse.vehicle === undefined) return;
  const session = (body.memory.sessions += 1);
  const transaction = { session, token: guest.token, startedUtc: now.utc, id: undefined };
  evse.transaction = transaction;
  evse.sampleAt = now.mono + sampleMs(body);
  if (guest.profile !== undefined)
    body.memory.profiles = hold(body.memory.profiles, { connectorId: evse.evse, profile: guest.profile, session });
  evse.vehicle.wakeUp(now.mono);
  const payload = {
    connectorId: evse.evse,
    idTag: guest.token,
    meterStart: shownWh(evse),
    timestamp: iso(now.utc),
  };
  book(body, live, evse, transaction, { action: 'StartTransaction', payload, happenedAt: now.utc });
}

/** Ends the transaction of an EVSE, if one runs; `at` is when it really ended. */
export function stop(body: Body, live: Live, evse: Evse, reason: string, now: At, token?: string, at = now.utc): void {
  const { transaction } = evse;
  if (transaction === undefined) return;
  if (evse.vehicle !== undefined) {
    evse.vehicle.cut(now.mono);
    evse.registerWh += evse.vehicle.advance(now.mono);
  }
  evse.transaction = undefined;
  evse.isFinishing = evse.vehicle !== undefined;
  evse.sampleAt = Infinity;
  // A TxProfile ends with its transaction (1.6 §3.13.1).
  body.memory.profiles = body.memory.profiles.filter(({ session }) => session !== transaction.session);
  const payload = {
    ...(token !== undefined && { idTag: token }),
    meterStop: shownWh(evse),
    timestamp: iso(at),
    reason,
  };
  book(body, live, evse, transaction, { action: 'StopTransaction', payload, happenedAt: at });
}

/** The transaction goes on after a power cut. */
export function resume(body: Body, evse: Evse, now: At): void {
  evse.sampleAt = now.mono + sampleMs(body);
  evse.vehicle?.wakeUp(now.mono);
}

export function sample(body: Body, live: Live, evse: Evse, now: At, context = 'Sample.Periodic'): void {
  if (evse.transaction === undefined) return;
  const payload = { connectorId: evse.evse, meterValue: [meterValue(body, evse, now.utc, context)] };
  book(body, live, evse, evse.transaction, { action: 'MeterValues', payload, happenedAt: now.utc });
}

/** What is due by the clock: samples, and guests that never came. */
export function attend(body: Body, live: Live, now: At): void {
  for (const evse of body.evses) {
    if (evse.welcome !== undefined && now.mono >= evse.welcome.until) evse.welcome = undefined;
    if (now.mono < evse.sampleAt) continue;
    sample(body, live, evse, now);
    // What was slept through is not made up; the grid stays.
    const every = sampleMs(body);
    evse.sampleAt =
      every === Infinity ? every : evse.sampleAt + every * (Math.floor((now.mono - evse.sampleAt) / every) + 1);
  }
}

/** The interval of samples began anew, by a change of its key. */
export function restartSampling(body: Body, now: At): void {
  for (const evse of body.evses) if (evse.transaction !== undefined) evse.sampleAt = now.mono + sampleMs(body);
}

function sampleMs({ memory }: Body): number {
  const seconds = keyNumber(memory.keys, 'MeterValueSampleInterval');
  return seconds > 0 ? seconds * 1000 : Infinity;
}
