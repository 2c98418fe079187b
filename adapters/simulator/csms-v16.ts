// An OCPP 1.6J central system without its sockets: it serves many links, takes a repeated message for what it is, and
// keeps books of everything.

import { canonical, callText, errorText, readFrame, resultText } from './frame-v16.ts';
import type { Payload } from './frame-v16.ts';
import type { Books, ReceivedCall } from './csms/books.ts';
import { newBooks, trim } from './csms/books.ts';
import type { Desk, Registration, Verdict } from './csms/effects.ts';
import { effect } from './csms/effects.ts';
import { faultsOf, isKnown } from './csms/rules.ts';

interface At {
  readonly mono: number;
  readonly utc: number;
}

export type CsmsEvent =
  | { readonly kind: 'opened'; readonly link: string; readonly identity: string }
  | { readonly kind: 'closed'; readonly link: string }
  | { readonly kind: 'frame'; readonly link: string; readonly text: string }
  | { readonly kind: 'wake' };

export type CsmsAction =
  | { readonly kind: 'send'; readonly link: string; readonly text: string }
  | { readonly kind: 'close'; readonly link: string };

/** What may go wrong, to be switched at any time. */
export interface Faults {
  /** Hears nothing and says nothing. */
  silent: boolean;
  /** Without a wait it cannot tell that a peer says a second CALL before the answer to the first. */
  answerAfterMs: number;
  /** Answers this action with a CALLERROR so many times, without any effect. */
  refuse(action: string, code: string, times: number): void;
  /** Takes the effect of so many CALLs and dies before the answer: the link closes. Of any action if none is named. */
  crashAfterEffect(times: number, action?: string): void;
}

export interface CsmsOptions {
  readonly tokens?: Iterable<readonly [string, Verdict]>;
  /** The transaction before the first one; they count from 5000 by default. */
  readonly firstTransaction?: number;
  readonly registration?: Registration;
  /** Keeps so many rows of each book at most; all of them when absent. */
  readonly mostBooked?: number;
  /** After so long without an answer a peer may say something else on the same link; 30 s by default. */
  readonly patienceMs?: number;
}

export interface SimCsms {
  step(event: CsmsEvent, now: At): CsmsAction[];
  /** Mono ms; Infinity when nothing is to come. */
  wakeAt(): number;
  /** Queues a CALL to a peer; the answer is booked in `answers` under `messageId`. One CALL is under way per link. */
  call(identity: string, action: string, payload: Payload, now: At): { messageId: string; actions: CsmsAction[] };
  remoteStart(identity: string, connectorId: number, idTag: string, now: At): CsmsAction[];
  /** By its own number of the transaction. */
  remoteStop(transactionId: number, now: At): CsmsAction[];
  /** Verdicts may change at any time; a token that is missing is Invalid. */
  readonly tokens: Map<string, Verdict>;
  /** What the next BootNotification gets. */
  register(registration: Registration): void;
  readonly faults: Faults;
  readonly books: Books;
}

interface Link {
  readonly id: string;
  readonly identity: string;
  /** The peer's CALL that waits for its answer. */
  waiting: { readonly messageId: string; readonly since: number } | undefined;
  /** Answers on their way, in order. */
  due: { readonly at: number; readonly messageId: string; readonly text: string }[];
  calls: { readonly messageId: string; readonly action: string; readonly payload: Payload }[];
  current: { readonly messageId: string; readonly deadline: number } | undefined;
}

/** What one peer said, so that a repeat is known. */
interface Memory {
  /** Message id and content → the answer. */
  readonly answers: Map<string, Payload>;
  readonly ids: Map<string, true>;
}

/** Messages of one peer that are remembered so that a repeat is known. */
const mostRemembered = 10_000;
const callTimeoutMs = 30_000;

export function createCsms(options: CsmsOptions = {}): SimCsms {
  const books = newBooks();
  const tokens = new Map(options.tokens ?? []);
  const desk: Desk = {
    books,
    tokens,
    registration: options.registration ?? { status: 'Accepted', interval: 300 },
    lastId: (options.firstTransaction ?? 5000) - 1,
    booted: new Set(),
  };
  const links = new Map<string, Link>();
  const memories = new Map<string, Memory>();
  const refusals: { action: string; code: string; times: number }[] = [];
  const crashes: { action: string | undefined; times: number }[] = [];
  const faults: Faults = {
    silent: false,
    answerAfterMs: 0,
    refuse: (action, code, times) => void refusals.push({ action, code, times }),
    crashAfterEffect: (times, action) => void crashes.push({ action, times }),
  };
  let orders = 0;
  let calls = 0;

  function step(event: CsmsEvent, now: At): CsmsAction[] {
    const actions: CsmsAction[] = [];
    if (event.kind === 'opened') open(event.link, event.identity);
    else if (event.kind === 'closed') close(event.link);
    else if (event.kind === 'frame') {
      const link = links.get(event.link);
      if (link !== undefined) actions.push(...hear(link, event.text, now));
    }
    for (const link of links.values()) actions.push(...flush(link, now));
    if (options.mostBooked !== undefined) trim(books, options.mostBooked);
    return actions;
  }

  function open(id: string, identity: string): void {
    books.connections += 1;
    links.set(id, { id, identity, waiting: undefined, due: [], calls: [], current: undefined });
  }

  function close(id: string): void {
    const link = links.get(id);
    links.delete(id);
    if (link === undefined) return;
    for (const { messageId } of [...(link.current === undefined ? [] : [link.current]), ...link.calls])
      books.answers.set(messageId, 'closed');
  }

  /** Sends the answers that are due, then the next CALL. */
  function flush(link: Link, now: At): CsmsAction[] {
    const actions: CsmsAction[] = [];
    while (link.due[0] !== undefined && link.due[0].at <= now.mono) {
      const { messageId, text } = link.due.shift()!;
      if (link.waiting?.messageId === messageId) link.waiting = undefined;
      actions.push({ kind: 'send', link: link.id, text });
    }
    if (link.current !== undefined && now.mono >= link.current.deadline) {
      books.answers.set(link.current.messageId, 'timeout');
      link.current = undefined;
    }
    const next = link.current === undefined ? link.calls.shift() : undefined;
    if (next !== undefined) {
      link.current = { messageId: next.messageId, deadline: now.mono + callTimeoutMs };
      actions.push({ kind: 'send', link: link.id, text: callText(next.messageId, next.action, next.payload) });
    }
    return actions;
  }

  const violate = (link: Link, text: string): void => void books.violations.push(`${link.identity}: ${text}`);

  function hear(link: Link, text: string, now: At): CsmsAction[] {
    const frame = readFrame(text);
    if (frame.kind === 'broken') violate(link, `a frame that is no OCPP: ${frame.why}`);
    else if (frame.kind === 'call') return hearCall(link, frame, now);
    else if (link.current?.messageId !== frame.id) violate(link, `an answer to ${frame.id}, which waits for none`);
    else {
      link.current = undefined;
      books.answers.set(frame.id, frame.kind === 'result' ? frame.payload : frame.code);
    }
    return [];
  }

  function hearCall(link: Link, frame: { id: string; action: string; payload: Payload }, now: At): CsmsAction[] {
    const { id, action, payload } = frame;
    judge(link, frame, now);
    link.waiting = { messageId: id, since: now.mono };
    const content = `${action} ${canonical(payload)}`;
    const memory = memoryOf(link.identity);
    // A station that counts anew after a boot reuses ids; the message it repeats meanwhile is still the same message.
    const key = `${id} ${content}`;
    const before = memory.answers.get(key);
    const isRepeat = before !== undefined;
    if (!isRepeat && memory.ids.has(id))
      violate(link, `the id ${id} was used before, for another message than ${content}`);
    const book = (done: ReceivedCall['effect']): ReceivedCall => {
      const { identity, id: linkId } = link;
      const call = {
        order: (orders += 1),
        at: now.utc,
        identity,
        link: linkId,
        messageId: id,
        action,
        payload,
        isRepeat,
        effect: done,
      };
      books.calls.push(call);
      return call;
    };
    const code = faults.silent ? undefined : refusalOf(link, action);
    if (faults.silent || code !== undefined) {
      book('none');
      if (code !== undefined) answer(link, id, errorText(id, code, 'not now'), now);
      return [];
    }
    const call = book(isRepeat ? 'repeated' : 'new');
    // What has no lasting effect is answered anew each time: the time of an old heartbeat helps nobody.
    const isKept = action === 'StartTransaction' || action === 'StopTransaction' || action === 'MeterValues';
    const payloadOut = before !== undefined && isKept ? before : effect(desk, call);
    remember(memory.answers, key, payloadOut);
    remember(memory.ids, id, true);
    if (takes(crashes, (one) => one.action === undefined || one.action === action) === undefined)
      answer(link, id, resultText(id, payloadOut), now);
    else {
      close(link.id);
      return [{ kind: 'close', link: link.id }];
    }
    return [];
  }

  const answer = (link: Link, messageId: string, text: string, now: At): void =>
    void link.due.push({ at: now.mono + faults.answerAfterMs, messageId, text });

  /** Writes down which rules of 1.6-J a CALL breaks. */
  function judge(link: Link, { id, action, payload }: { id: string; action: string; payload: Payload }, now: At): void {
    const { waiting } = link;
    if (waiting !== undefined && now.mono - waiting.since < (options.patienceMs ?? 30_000))
      violate(link, `${action} came while ${waiting.messageId} was not answered`);
    if (id.length > 36) violate(link, `the id ${id} is longer than 36 characters`);
    if (!desk.booted.has(link.identity) && action !== 'BootNotification')
      violate(link, `${action} came before the boot was accepted`);
    if (!isKnown(action)) violate(link, `${action} is no action of 1.6`);
    for (const fault of faultsOf(action, payload)) if (isKnown(action)) violate(link, `${action}: ${fault}`);
  }

  function refusalOf(link: Link, action: string): string | undefined {
    if (!desk.booted.has(link.identity) && action !== 'BootNotification') return 'SecurityError';
    if (!isKnown(action)) return 'NotImplemented';
    return takes(refusals, (one) => one.action === action)?.code;
  }

  function memoryOf(identity: string): Memory {
    const known = memories.get(identity) ?? { answers: new Map(), ids: new Map() };
    memories.set(identity, known);
    return known;
  }

  function call(identity: string, action: string, payload: Payload, now: At) {
    const messageId = `csms-${(calls += 1)}`;
    const link = [...links.values()].findLast((one) => one.identity === identity);
    if (link === undefined) books.answers.set(messageId, 'closed');
    else link.calls.push({ messageId, action, payload });
    return { messageId, actions: link === undefined ? [] : flush(link, now) };
  }

  function remoteStop(transactionId: number, now: At): CsmsAction[] {
    const known = books.transactions.get(transactionId);
    return known === undefined ? [] : call(known.identity, 'RemoteStopTransaction', { transactionId }, now).actions;
  }

  function wakeAt(): number {
    let at = Infinity;
    for (const { due, current } of links.values())
      at = Math.min(at, due[0]?.at ?? Infinity, current?.deadline ?? Infinity);
    return at;
  }

  return {
    step,
    wakeAt,
    call,
    remoteStart: (identity, connectorId, idTag, now) =>
      call(identity, 'RemoteStartTransaction', { connectorId, idTag }, now).actions,
    remoteStop,
    tokens,
    register: (registration) => void (desk.registration = registration),
    faults,
    books,
  };
}

/** Uses up one of the first that fits. */
function takes<One extends { times: number }>(some: One[], fits: (one: One) => boolean): One | undefined {
  const found = some.find((one) => one.times > 0 && fits(one));
  if (found !== undefined) found.times -= 1;
  return found;
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > mostRemembered) map.delete(map.keys().next().value!);
}
