// A central system without its sockets: it serves many links, each in its own version, takes a repeated message for what it
// is, and keeps books of everything.

import { canonical, callText, errorText, readFrame, resultText } from './frame.ts';
import type { Payload } from './frame.ts';
import type { Books, ReceivedCall } from './csms/books.ts';
import { newBooks, trim } from './csms/books.ts';
import type { Desk, Registration, Verdict } from './csms/effects.ts';
import { effect } from './csms/effects.ts';
import { effect2 } from './csms/effects-v2.ts';
import type { Faults } from './csms/faults.ts';
import { planFaults } from './csms/faults.ts';
import type { FrameCheck } from './frame-check.ts';
import { newFrameCheck } from './frame-check.ts';
import { newMemories } from './csms/memory.ts';
import { faultsOf, isKnown } from './csms/rules.ts';
import type { Version } from './station/words.ts';

interface At {
  readonly mono: number;
  readonly utc: number;
}

export type CsmsEvent =
  | { readonly kind: 'opened'; readonly link: string; readonly identity: string; readonly version?: Version }
  | { readonly kind: 'closed'; readonly link: string }
  | { readonly kind: 'frame'; readonly link: string; readonly text: string }
  | { readonly kind: 'wake' };

export type CsmsAction =
  | { readonly kind: 'send'; readonly link: string; readonly text: string }
  | { readonly kind: 'close'; readonly link: string };

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
  /** By its own number of the transaction (1.6) or by the id that the station gave (2.x). */
  remoteStop(transactionId: number | string, now: At): CsmsAction[];
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
  readonly version: Version;
  /** Looks at every frame of a peer of 2.x. */
  readonly check: FrameCheck | undefined;
  /** The peer's CALL that waits for its answer. */
  waiting: { readonly messageId: string; readonly since: number } | undefined;
  /** Answers on their way, in order. */
  due: { readonly at: number; readonly messageId: string; readonly text: string }[];
  calls: { readonly messageId: string; readonly action: string; readonly payload: Payload }[];
  current: { readonly messageId: string; readonly deadline: number } | undefined;
}

const callTimeoutMs = 30_000;

export function createCsms(options: CsmsOptions = {}): SimCsms {
  const tokens = new Map(options.tokens ?? []);
  const desk = newDesk(tokens, options);
  const { books } = desk;
  const patienceMs = options.patienceMs ?? 30_000;
  const links = new Map<string, Link>();
  const memoryOf = newMemories();
  const { faults, refusal, crash } = planFaults();
  let orders = 0;
  let calls = 0;
  let orderNumbers = 0;

  function step(event: CsmsEvent, now: At): CsmsAction[] {
    const actions: CsmsAction[] = [];
    if (event.kind === 'opened') open(event.link, event.identity, event.version ?? '1.6');
    else if (event.kind === 'closed') close(event.link);
    else if (event.kind === 'frame') {
      const link = links.get(event.link);
      if (link !== undefined) actions.push(...hear(link, event.text, now));
    }
    for (const link of links.values()) actions.push(...flush(link, now));
    if (options.mostBooked !== undefined) trim(books, options.mostBooked);
    return actions;
  }

  function open(id: string, identity: string, version: Version): void {
    books.connections += 1;
    const find = (fault: string): void => void books.violations.push(`${identity}: a frame ${fault}`);
    // What 1.6 says of payloads is written down by hand in csms/rules.ts.
    const check = version === '1.6' ? undefined : newFrameCheck('station', find, version);
    links.set(id, { id, identity, version, check, waiting: undefined, due: [], calls: [], current: undefined });
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
      const text = callText(next.messageId, next.action, next.payload);
      link.check?.heard(text);
      actions.push({ kind: 'send', link: link.id, text });
    }
    return actions;
  }

  const violate = (link: Link, text: string): void => void books.violations.push(`${link.identity}: ${text}`);

  function hear(link: Link, text: string, now: At): CsmsAction[] {
    link.check?.said(text);
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
    for (const breach of breachesOf(frame, desk.booted.has(link.identity), unanswered(link, now), link.version))
      violate(link, breach);
    link.waiting = { messageId: id, since: now.mono };
    const content = `${action} ${canonical(payload)}`;
    const memory = memoryOf(link.identity);
    const before = memory.answerTo(id, content);
    const isRepeat = before !== undefined;
    if (!isRepeat && memory.knows(id))
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
    const payloadOut = before !== undefined && isKept.has(action) ? before : effectOf(link)(desk, call);
    memory.remember(id, content, payloadOut);
    if (crash(action)) {
      close(link.id);
      return [{ kind: 'close', link: link.id }];
    }
    answer(link, id, resultText(id, payloadOut), now);
    return [];
  }

  /** The CALL that the peer has to wait for before it says another. */
  const unanswered = ({ waiting }: Link, now: At): string | undefined =>
    waiting !== undefined && now.mono - waiting.since < patienceMs ? waiting.messageId : undefined;

  const answer = (link: Link, messageId: string, text: string, now: At): void =>
    void link.due.push({ at: now.mono + faults.answerAfterMs, messageId, text });

  function refusalOf(link: Link, action: string): string | undefined {
    if (!desk.booted.has(link.identity) && action !== 'BootNotification') return 'SecurityError';
    if (link.version === '1.6' && !isKnown(action)) return 'NotImplemented';
    return refusal(action);
  }

  const linkOf = (identity: string): Link | undefined =>
    [...links.values()].findLast((one) => one.identity === identity);

  function call(identity: string, action: string, payload: Payload, now: At) {
    const messageId = `csms-${(calls += 1)}`;
    const link = linkOf(identity);
    if (link === undefined) books.answers.set(messageId, 'closed');
    else link.calls.push({ messageId, action, payload });
    return { messageId, actions: link === undefined ? [] : flush(link, now) };
  }

  function remoteStart(identity: string, place: number, token: string, now: At): CsmsAction[] {
    if (linkOf(identity)?.version === '1.6')
      return call(identity, 'RemoteStartTransaction', { connectorId: place, idTag: token }, now).actions;
    const idToken = { idToken: token, type: 'Central' };
    const payload = { evseId: place, remoteStartId: (orderNumbers += 1), idToken };
    return call(identity, 'RequestStartTransaction', payload, now).actions;
  }

  function remoteStop(transactionId: number | string, now: At): CsmsAction[] {
    const known = books.transactions.get(transactionId);
    const action = typeof transactionId === 'number' ? 'RemoteStopTransaction' : 'RequestStopTransaction';
    return known === undefined ? [] : call(known.identity, action, { transactionId }, now).actions;
  }

  return {
    step,
    wakeAt: () => nextMoment(links.values()),
    call,
    remoteStart,
    remoteStop,
    tokens,
    register: (registration) => void (desk.registration = registration),
    faults,
    books,
  };
}

/** Answers that a repeat gets again. */
const isKept: ReadonlySet<string> = new Set(['StartTransaction', 'StopTransaction', 'MeterValues', 'TransactionEvent']);

const effectOf = ({ version }: Link) => (version === '1.6' ? effect : effect2);

const newDesk = (tokens: ReadonlyMap<string, Verdict>, options: CsmsOptions): Desk => ({
  books: newBooks(),
  tokens,
  registration: options.registration ?? { status: 'Accepted', interval: 300 },
  lastId: (options.firstTransaction ?? 5000) - 1,
  booted: new Set(),
});

/** When an answer is due or a CALL has waited too long; Infinity when nothing is to come. */
function nextMoment(links: Iterable<Link>): number {
  let at = Infinity;
  for (const { due, current } of links) at = Math.min(at, due[0]?.at ?? Infinity, current?.deadline ?? Infinity);
  return at;
}

/** The rules that a CALL breaks; in 2.x another looks at its payload. */
function breachesOf(
  { id, action, payload }: { id: string; action: string; payload: Payload },
  isBooted: boolean,
  unanswered: string | undefined,
  version: Version,
): string[] {
  const breaches: string[] = [];
  if (unanswered !== undefined) breaches.push(`${action} came while ${unanswered} was not answered`);
  if (id.length > 36 && version === '1.6') breaches.push(`the id ${id} is longer than 36 characters`);
  if (!isBooted && action !== 'BootNotification') breaches.push(`${action} came before the boot was accepted`);
  if (version !== '1.6') return breaches;
  if (!isKnown(action)) breaches.push(`${action} is no action of 1.6`);
  else breaches.push(...faultsOf(action, payload).map((fault) => `${action}: ${fault}`));
  return breaches;
}
