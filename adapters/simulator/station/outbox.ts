// What a simulated charge point has to say: a lane of small things that a reboot forgets, and the queue of transaction
// messages that it does not (1.6 §3.7, 2.x E12).

import type { Payload } from '../frame.ts';
import { callText } from '../frame.ts';
import type { Body, Call, Entry, Evse, Live, Stored, Transaction } from './body.ts';
import { nextId } from './body.ts';
import { nextSecurityEvent } from './security-events.ts';
import type { At } from './types.ts';
import type { Happening } from './words.ts';

/** Transaction messages in non-volatile memory; with more, readings are no longer taken. */
const mostQueued = 20_000;

/** How many CALLs a station that does not wait has under way. */
const pipeWidth = 4;

/** Puts a small message into the lane; it is forgotten when the connection ends. */
export function say(body: Body, live: Live, action: string, payload: Payload, more: Partial<Call> = {}): void {
  live.lane.push({ id: nextId(body, live), action, payload, ...more });
}

/** Writes a transaction message into non-volatile memory. It is said until it is answered. */
export function book(body: Body, live: Live, evse: Evse, transaction: Transaction, happening: Happening): void {
  const { part, at } = happening;
  const isFull = body.memory.queue.length >= mostQueued;
  // A full memory takes no more readings: start and stop matter more.
  if (isFull && (part === 'readings' || part === 'update')) return void (body.tally.droppedReadings += 1);
  const { id, seqNo } = transaction;
  transaction.seqNo += 1;
  const entry: Entry = {
    station: body.options.id,
    evse: evse.evse,
    session: transaction.session,
    part,
    ...body.words.happening(happening, { evse: evse.evse, id, seqNo }),
    happenedAt: at,
    messageId: nextId(body, live),
    sent: 0,
  };
  body.memory.queue.push({ entry, transaction, token: happening.token, refusals: 0 });
  body.journal.push(entry);
  const { mostRecords } = body.options;
  if (mostRecords !== undefined && body.journal.length > mostRecords) body.journal.shift();
}

/** Sends what may be said now: one CALL at a time unless the station does not care. */
export function speak(body: Body, live: Live, now: At): void {
  const width = body.options.pipelining === true ? pipeWidth : 1;
  while (live.link === 'open' && live.inFlight.size < width) {
    const call = nextCall(body, live, now);
    if (call === undefined) return;
    live.inFlight.set(call.id, { call, deadline: now.mono + (body.options.callTimeoutMs ?? 30_000) });
    body.out.push({ kind: 'send', text: callText(call.id, call.action, call.payload) });
  }
}

function nextCall(body: Body, live: Live, now: At): Call | undefined {
  if (live.boot !== 'Accepted') {
    const at = live.lane.findIndex(({ isEarly }) => isEarly === true);
    return at < 0 ? undefined : live.lane.splice(at, 1)[0];
  }
  return live.lane.shift() ?? nextSecurityEvent(body, live) ?? nextStored(body, live, now);
}

/** The next transaction message, in the order in which they happened. */
function nextStored(body: Body, live: Live, now: At): Call | undefined {
  if (now.mono < live.queueAt) return undefined;
  const stored = body.memory.queue.find(({ entry }) => !live.inFlight.has(entry.messageId));
  if (stored === undefined) return undefined;
  const { entry, transaction } = stored;
  // A message cannot go before the number of its transaction is known.
  if (entry.part !== 'start' && transaction.id === undefined) return undefined;
  prepare(body, live, stored);
  return { id: entry.messageId, action: entry.action, payload: entry.payload, stored };
}

/** The first time its transaction's number goes in; after that every repeat is the same, id and payload. */
function prepare(body: Body, live: Live, { entry, transaction }: Stored): void {
  entry.sent += 1;
  if (entry.part === 'start') {
    if (entry.sent > 1 && body.options.newIdOnRetry === true) entry.messageId = nextId(body, live);
  } else if (entry.sent === 1) {
    entry.payload = body.words.numbered(entry.payload, transaction.id);
  }
}

/** Takes an answered or given-up message out of memory. */
export function forget(body: Body, stored: Stored): void {
  body.memory.queue = body.memory.queue.filter((one) => one !== stored);
}
