// What a simulated charge point makes of the answers to its own CALLs.

import type { Payload } from '../frame.ts';
import type { Body, Call, Live, Stored } from './body.ts';
import { complain, note } from './body.ts';
import { booted } from './connection.ts';
import { keyIsTrue, keyNumber } from './keys.ts';
import { forget } from './outbox.ts';
import { securityEventHeard } from './security-events.ts';
import { authorized, stop } from './sessions.ts';
import { remember } from './tokens.ts';
import type { At } from './types.ts';

export function hearResult(body: Body, live: Live, id: string, payload: Payload, now: At): void {
  const call = take(body, live, id);
  if (call === undefined) return;
  if (call.stored !== undefined) return acknowledge(body, live, call.stored, payload, now);
  if (call.securityEvent !== undefined) return securityEventHeard(body, call.securityEvent);
  if (call.action === 'BootNotification') return booted(body, live, payload['status'], payload['interval'], now);
  if (call.action === 'Authorize' && call.evse !== undefined && call.token === call.evse.asking?.token)
    authorized(body, live, call.evse, body.words.tokenInfo(payload), now);
}

export function hearError(body: Body, live: Live, id: string, code: string, now: At): void {
  const call = take(body, live, id);
  if (call === undefined) return;
  if (call.stored !== undefined) return refused(body, live, call.stored, code, now);
  if (call.action === 'BootNotification') booted(body, live, undefined, undefined, now);
  if (call.action === 'Authorize' && call.evse !== undefined) authorized(body, live, call.evse, undefined, now);
  if (call.securityEvent === undefined) return;
  if (code === 'NotImplemented' || code === 'NotSupported') live.refusesSecurityEvents = true;
  else securityEventHeard(body, call.securityEvent);
}

function take(body: Body, live: Live, id: string): Call | undefined {
  const call = live.inFlight.get(id)?.call;
  if (call === undefined) complain(body, `an answer to ${id}, which waits for none`);
  live.inFlight.delete(id);
  return call;
}

function acknowledge(body: Body, live: Live, stored: Stored, payload: Payload, now: At): void {
  const { entry, transaction } = stored;
  entry.acknowledgedAt = now.utc;
  entry.answer = payload;
  body.tally.acknowledged += 1;
  forget(body, stored);
  const info = body.words.tokenInfo(payload);
  if (info !== undefined && stored.token !== undefined) remember(body, stored.token, info);
  if (entry.part !== 'start') return;
  if (typeof transaction.id !== 'string') takeNumber(body, transaction, payload);
  transaction.parentIdTag = info?.parentIdTag ?? transaction.parentIdTag;
  const evse = body.evses[entry.evse - 1];
  if (typeof transaction.id === 'number')
    note(body, evse, `the transaction of ${transaction.token} has the number ${transaction.id}`);
  if (evse?.transaction !== transaction || info?.status === 'Accepted') return;
  // Without a word about the token nothing is said against it in 2.x.
  if (info === undefined && body.words.version !== '1.6') return;
  note(body, evse, `the start for ${transaction.token} is not accepted: ${info?.status ?? 'no idTagInfo'}`);
  if (keyIsTrue(body.memory.keys, 'StopTransactionOnInvalidId')) stop(body, live, evse, 'DeAuthorized', now);
  else transaction.isDenied = true;
}

function takeNumber(body: Body, transaction: Stored['transaction'], payload: Payload): void {
  const number = body.words.numberIn(payload);
  if (typeof number !== 'number')
    complain(body, `StartTransaction.conf without a transactionId: ${JSON.stringify(payload)}`);
  transaction.id = typeof number === 'number' ? number : -1;
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
  body.tally.discarded += 1;
  forget(body, stored);
  // Later messages of a transaction whose start was given up carry -1 (1.6 errata 3.18).
  if (stored.entry.part === 'start') stored.transaction.id ??= -1;
}
