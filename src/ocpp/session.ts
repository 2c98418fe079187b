// One OCPP-J session without its socket: one CALL in flight each way, who waits for what, and until when.
// It keeps no clock and sends nothing itself, and it never repeats a CALL: only the outbox retries.

import type { Mono } from '../model/time.ts';
import { after, never } from '../model/time.ts';
import type { Row } from '../model/ids.ts';

/** A CALL of ours. `context` says what its answer is for. */
export interface Call<Context> {
  readonly id: string;
  readonly action: string;
  /** Payload as JSON text. */
  readonly payload: string;
  readonly context: Context;
  readonly timeoutMs: number;
  /** Lower goes first; equal ones keep their order. */
  readonly lane: Lane;
}

/** Safety before people, people before books. */
export type Lane = 0 | 1 | 2;

/** The CALL in the slot. It has left the gateway when the journal is durable up to `barrier`. */
export interface InFlight<Context> {
  readonly call: Call<Context>;
  readonly deadline: Mono;
  barrier: Row;
}

export interface Session<Context> {
  current: InFlight<Context> | undefined;
  readonly waiting: Call<Context>[];
  /** Ids of the peer's CALLs that are not answered yet, with the text that came or its hash: a retry is told from a conflict. */
  readonly handling: Map<string, string>;
  /** Message id → the last answers, for peers that did not get them. */
  readonly answered: Map<string, Answered>;
  /** Message id → CALLs of ours whose time ran out. */
  readonly overdue: Map<string, Overdue<Context>>;
}

/** What a CALL of the peer was: a CALL of the same id and mark is a repeat. */
export interface Repeat {
  readonly id: string;
  /** The action and a hash of the payload. */
  readonly mark: string;
}

interface Answered {
  readonly mark: string;
  /** The frame that left. */
  readonly text: string;
  readonly at: Mono;
}

interface Overdue<Context> {
  readonly call: Call<Context>;
  readonly sentAt: Mono;
}

/** A peer repeats what it sent last; one that pipelines has as many under way as may wait. */
const answeredKept = 16;
/** No peer repeats anything after this time on the same socket; it uses the id anew. */
const answeredMs = 600_000;
/** The slot is free again at once, so more than one may be late. */
const overdueKept = 4;
/** Some stations answer after minutes (Q33); later than this nobody means it any more. */
const overdueMs = 300_000;

/** CALLs of one peer that may wait for an answer at once; more is no station but an attack (F077). */
export const maxHandling = 16;
/** CALLs of ours that may wait for one peer; the oldest of the last lane gives way. */
export const maxWaiting = 256;

export const openSession = <Context>(): Session<Context> => ({
  current: undefined,
  waiting: [],
  handling: new Map(),
  answered: new Map(),
  overdue: new Map(),
});

/** The answer to the CALL with this id and mark, when it was given a short while ago on this socket. */
export function answeredBefore<Context>(session: Session<Context>, repeat: Repeat, now: Mono): string | undefined {
  const before = session.answered.get(repeat.id);
  return before?.mark === repeat.mark && now - before.at < answeredMs ? before.text : undefined;
}

export function keepAnswer<Context>(session: Session<Context>, repeat: Repeat, text: string, now: Mono): void {
  const { answered } = session;
  if (answered.has(repeat.id)) answered.delete(repeat.id);
  answered.set(repeat.id, { mark: repeat.mark, text, at: now });
  dropOldest(answered, answeredKept);
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  if (map.size <= most) return;
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}

/** Puts a CALL in line. Returns one that had to give way, if the line was full. */
export function enqueue<Context>(session: Session<Context>, call: Call<Context>): Call<Context> | undefined {
  const before = session.waiting.findIndex((other) => other.lane > call.lane);
  if (before < 0) session.waiting.push(call);
  else session.waiting.splice(before, 0, call);
  return session.waiting.length > maxWaiting ? session.waiting.pop() : undefined;
}

export const isFree = <Context>(session: Session<Context>): boolean => session.current === undefined;

/** Takes the next CALL into the slot, when the slot is free. The caller sends it and sets its barrier. */
export function takeNext<Context>(session: Session<Context>, now: Mono): InFlight<Context> | undefined {
  if (session.current !== undefined) return undefined;
  const call = session.waiting.shift();
  if (call === undefined) return undefined;
  session.current = { call, deadline: after(now, call.timeoutMs), barrier: 0 as Row };
  return session.current;
}

/** The answer to `id` came: frees the slot. Undefined for a late, repeated or unknown answer. */
export function settle<Context>(session: Session<Context>, id: string): Call<Context> | undefined {
  const current = session.current;
  if (current?.call.id !== id) return undefined;
  session.current = undefined;
  return current.call;
}

/**
 * The CALL whose time ran out, if any; frees the slot. One that has not left yet, because the disk is slow, gets its time
 * anew: nobody has heard it, and it may leave any moment.
 */
export function expire<Context>(session: Session<Context>, now: Mono, durable: Row): Call<Context> | undefined {
  const current = session.current;
  if (current === undefined || now < current.deadline) return undefined;
  const { call, deadline, barrier } = current;
  if (barrier > durable) {
    session.current = { ...current, deadline: after(now, call.timeoutMs) };
    return undefined;
  }
  session.current = undefined;
  session.overdue.set(call.id, { call, sentAt: (deadline - call.timeoutMs) as Mono });
  dropOldest(session.overdue, overdueKept);
  return call;
}

/** The answer to a CALL whose time had run out: the CALL, and how long it took. Each is answered once. */
export function settleOverdue<Context>(
  session: Session<Context>,
  id: string,
  now: Mono,
): { readonly call: Call<Context>; readonly tookMs: number } | undefined {
  const late = session.overdue.get(id);
  if (late === undefined) return undefined;
  session.overdue.delete(id);
  const tookMs = now - late.sentAt;
  return tookMs < overdueMs ? { call: late.call, tookMs } : undefined;
}

export const deadlineOf = <Context>(session: Session<Context>): Mono => session.current?.deadline ?? never;

/**
 * Makes way for a CALL that lowers a limit. Waiting CALLs that `obsolete` names are dropped; a CALL in the slot that has
 * not left yet is recalled: dropped when obsolete, else back in line. Returns what was dropped, and the id to recall.
 */
export function makeWay<Context>(
  session: Session<Context>,
  durable: Row,
  obsolete: (call: Call<Context>) => boolean,
): { dropped: Call<Context>[]; recalled: string | undefined } {
  const dropped = session.waiting.filter(obsolete);
  for (const call of dropped) session.waiting.splice(session.waiting.indexOf(call), 1);
  const current = session.current;
  if (current === undefined || current.barrier <= durable) return { dropped, recalled: undefined };
  session.current = undefined;
  if (obsolete(current.call)) dropped.push(current.call);
  else session.waiting.unshift(current.call);
  return { dropped, recalled: current.call.id };
}

/** The link closed: every CALL that was in flight or in line, and whether it may have left. */
export function closeSession<Context>(
  session: Session<Context>,
  durable: Row,
): { call: Call<Context>; left: boolean }[] {
  const inFlight = session.current;
  const lost = session.waiting.map((call) => ({ call, left: false }));
  if (inFlight !== undefined) lost.unshift({ call: inFlight.call, left: inFlight.barrier <= durable });
  session.current = undefined;
  session.waiting.length = 0;
  session.handling.clear();
  session.answered.clear();
  session.overdue.clear();
  return lost;
}
