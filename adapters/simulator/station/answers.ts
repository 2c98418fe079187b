// What a simulated charge point makes of the answers to its own CALLs.

import type { Payload } from '../frame-v16.ts';
import type { Body, Call, Live, Stored } from './body.ts';
import { complain } from './body.ts';
import { booted } from './connection.ts';
import { keyIsTrue, keyNumber } from './keys.ts';
import { forget } from './outbox.ts';
import { stop, welcome } from './sessions.ts';
import type { At } from './types.ts';

export function hearResult(body: Body, live: Live, id: string, payload: Payload, now: At): void {
  const call = take(body, live, id);
  if (call === undefined) return;
  if (call.stored !== undefined) return acknowledge(body, live, call.stored, payload, now);
  if (call.action === 'BootNotification') return booted(body, live, payload['status'], payload['interval'], now);
  if (call.action === 'Authorize' && call.evse?.asking !== undefined) {
    const token = call.evse.asking;
    call.evse.asking = undefined;
    if (isAccepted(payload)) welcome(body, live, call.evse, token, now);
  }
}

export function hearError(body: Body, live: Live, id: string, code: string, now: At): void {
  const call = take(body, live, id);
  if (call === undefined) return;
  if (call.stored !== undefined) return refused(body, live, call.stored, code, now);
  if (call.action === 'BootNotification') booted(body, live, undefined, undefined, now);
  if (call.action === 'Authorize' && call.evse !== undefined) call.evse.asking = undefined;
}

function take(body: Body, live: Live, id: string): Call | undefined {
  const call = live.inFlight.get(id)?.call;
  if (call === undefined) complain(body, `an answer to ${id}, which waits for none`);
  live.inFlight.delete(id);
  return call;
}

const isAccepted = (payload: Payload): boolean => {
  const info = payload['idTagInfo'];
  return typeof info === 'object' && info !== null && (info as Payload)['status'] === 'Accepted';
};

function acknowledge(body: Body, live: Live, stored: Stored, payload: Payload, now: At): void {
  const { entry, transaction } = stored;
  entry.acknowledgedAt = now.utc;
  entry.answer = payload;
  forget(body, stored);
  if (entry.action !== 'StartTransaction') return;
  const number = payload['transactionId'];
  if (typeof number !== 'number')
    complain(body, `StartTransaction.conf without a transactionId: ${JSON.stringify(payload)}`);
  transaction.id = typeof number === 'number' ? number : -1;
  const evse = body.evses[entry.evse - 1];
  if (evse?.transaction !== transaction || isAccepted(payload)) return;
  if (keyIsTrue(body.memory.keys, 'StopTransactionOnInvalidId')) stop(body, live, evse, 'DeAuthorized', now);
}

/** It is said again after interval × tries, and given up after so many (1.6 §3.7.1). */
function refused(body: Body, live: Live, stored: Stored, code: string, now: At): void {
  const { keys } = body.memory;
  stored.refusals += 1;
  stored.entry.answer = code;
  if (stored.refusals < keyNumber(keys, 'TransactionMessageAttempts')) {
    live.queueAt = now.mono + keyNumber(keys, 'TransactionMessageRetryInterval') * 1000 * stored.refusals;
    return;
  }
  stored.entry.discarded = true;
  forget(body, stored);
  // Later messages of a transaction whose start was given up carry -1 (1.6 errata 3.18).
  if (stored.entry.action === 'StartTransaction') stored.transaction.id = -1;
}
