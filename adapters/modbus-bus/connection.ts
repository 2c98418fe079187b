// The connection of a line: when it is opened, when it may be used, and what is done so that no answer comes too late.

import type { BusTiming, WantedLine } from '../../src/model/bus.ts';
import type { Channel } from './channel.ts';
import { openChannel } from './channel.ts';
import type { Conversation } from './conversation.ts';
import { createConversation } from './conversation.ts';
import { createTransactions } from './transactions.ts';

/** Whether a request may leave. */
export type Readiness =
  /** From this moment on; `silentUntil` is 0 where no silence is kept, or it was ended. */
  | { readonly kind: 'open'; readonly from: number; readonly silentUntil: number }
  /** It is being opened; an event or `overdueAt` says more. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'closed'; readonly mayOpenAt: number }
  /** Nobody should wait for it. */
  | { readonly kind: 'shut'; readonly detail: string };

export interface ConnectionEvents {
  /** It is open, or may be opened again. */
  changed(): void;
  heard(bytes: Buffer): void;
  /** It was open. */
  closed(why: string): void;
  /** It could not be opened so many times in a row. */
  unreachable(why: string, times: number): void;
}

export interface Connection {
  readiness(now: number): Readiness;
  open(): void;
  /** Only while it is open. */
  talk(): Conversation;
  /** How often it was opened. */
  count(): number;
  /** Something was answered; returns true where the connection before had failed. */
  answered(): boolean;
  /**
   * The last answer did not come, or was none. Before another request leaves, the connection is a new one, or the line was
   * silent for long enough. Returns for how many milliseconds nobody is served.
   */
  distrust(now: number, timing: BusTiming): number;
  /** Everything was heard that came until now. */
  endSilence(now: number): void;
  /** Bytes came that nobody asked for. False where they fell into a silence that is kept for them. */
  surprise(now: number, timing: BusTiming): boolean;
  /** Gives up an opening that takes too long. */
  check(now: number): void;
  overdueAt(): number;
  close(): Promise<void>;
}

/** Some wall boxes need ten seconds for it (Alfen). */
const openWithinMs = 10_000;
const firstBackOffMs = 1000;
const longestBackOffMs = 30_000;
/** What has to wait longer than this for a connection is told at once that there is none. */
const longestWaitMs = 1000;
/** After the last byte that fell into a silence. */
const quietMs = 50;
/** A kept connection on which nothing comes any more is none: after so many silences it is opened anew. */
const mostSilencesKept = 3;

/** `after`: somebody may hold the endpoint until then. */
export function createConnection(wanted: WantedLine, events: ConnectionEvents, after?: Promise<void>): Connection {
  const { endpoint, connectDelayMs, reconnectHoldoffMs } = wanted;
  const framing = endpoint.kind === 'tcp' ? 'tcp' : 'rtu';
  const transactions = createTransactions();
  let channel: Channel | undefined;
  let closing: Promise<void> | undefined;
  let conversation: Conversation | undefined;
  let isOver = false;
  let opened = 0;
  let answers = 0;
  let silencesKept = 0;
  let failures = 0;
  let closedUnheard = 0;
  let failedWith = '';
  let openingSince = Infinity;
  let mayOpenAt = 0;
  let usableFrom = 0;
  let silentUntil = 0;
  let silentAtMost = 0;

  function waitFor(end: Promise<void>, then: () => void): void {
    const gone = end.then(() => {
      if (closing === gone) closing = undefined;
      if (!isOver) then();
    });
    closing = gone;
  }

  function open(): void {
    openingSince = performance.now();
    channel = openChannel(endpoint, { opened: isOpen, heard: events.heard, ended });
  }

  function isOpen(): void {
    openingSince = Infinity;
    opened += 1;
    answers = 0;
    silencesKept = 0;
    usableFrom = performance.now() + connectDelayMs;
    // What the other end still holds for us comes now, and must find the line silent.
    if (silentUntil !== 0) {
      silentUntil = Math.max(silentUntil, performance.now() + quietMs);
      silentAtMost = Math.max(silentAtMost, silentUntil + longestWaitMs);
    }
    conversation = createConversation(framing, (bytes) => channel?.write(bytes), transactions);
    events.changed();
  }

  function ended(why: string): void {
    const wasOpen = conversation !== undefined;
    forget();
    // One that nothing was heard on is no better than none: a device that takes one client closes the second one's at once. But
    // a request that makes a device close may be the first by chance.
    closedUnheard = wasOpen && answers === 0 ? closedUnheard + 1 : 0;
    if (!wasOpen || closedUnheard > 1) backOff(why);
    else mayOpenAt = performance.now() + reconnectHoldoffMs;
    if (wasOpen) events.closed(why);
    else events.unreachable(why, failures);
  }

  function backOff(why: string): void {
    failures += 1;
    failedWith = why;
    mayOpenAt = performance.now() + Math.min(longestBackOffMs, firstBackOffMs * 2 ** (failures - 1));
  }

  function forget(): void {
    conversation?.giveUp();
    conversation = undefined;
    channel = undefined;
    openingSince = Infinity;
  }

  function drop(then: () => void = events.changed): void {
    const old = channel;
    forget();
    if (old !== undefined) waitFor(old.close(), then);
  }

  function distrust(now: number, timing: BusTiming): number {
    conversation?.giveUp();
    const isKept = timing.afterTimeout === 'drain' && endpoint.kind !== 'rtu' && silencesKept < mostSilencesKept;
    const silence = framing === 'tcp' && !isKept ? 0 : timing.timeoutMs * (timing.afterTimeout === 'drain' ? 2 : 1);
    silentUntil = silence === 0 ? 0 : now + silence;
    silentAtMost = now + 2 * silence + longestWaitMs;
    if (isKept && channel !== undefined) {
      silencesKept += 1;
      conversation = createConversation(framing, (bytes) => channel?.write(bytes), transactions);
      return silence;
    }
    mayOpenAt = now + reconnectHoldoffMs;
    // A serial line is opened again at once, so that what comes late is heard and thrown away.
    drop(silence > 0 && reconnectHoldoffMs === 0 ? open : undefined);
    return Math.max(silence, reconnectHoldoffMs + connectDelayMs);
  }

  if (after !== undefined) waitFor(after, events.changed);
  return {
    readiness(now) {
      if (conversation !== undefined) return { kind: 'open', from: usableFrom, silentUntil };
      if (channel !== undefined || closing !== undefined) return { kind: 'opening' };
      if (mayOpenAt > now && (failures > 0 || mayOpenAt - now > longestWaitMs))
        return {
          kind: 'shut',
          detail: shutFor(mayOpenAt - now, failures > 0 ? failedWith : 'the device needs a pause'),
        };
      return { kind: 'closed', mayOpenAt };
    },
    open,
    talk: () => conversation!,
    count: () => opened,
    answered() {
      const wasBad = failures > 0;
      answers += 1;
      silencesKept = 0;
      failures = 0;
      return wasBad;
    },
    distrust,
    endSilence(now) {
      if (silentUntil <= now) silentUntil = 0;
    },
    surprise(now, timing) {
      if (silentUntil !== 0 && now < silentAtMost) {
        silentUntil = Math.min(silentAtMost, Math.max(silentUntil, now + quietMs));
        return false;
      }
      const isStranger = answers === 0;
      distrust(now, timing);
      // Whoever talks unasked before he has answered once is no Modbus device, or another master is on the line.
      if (isStranger) backOff('bytes came that nobody had asked for');
      return true;
    },
    check(now) {
      if (now < openingSince + openWithinMs) return;
      const why = `not open within ${openWithinMs / 1000} s`;
      drop();
      backOff(why);
      events.unreachable(why, failures);
    },
    overdueAt: () => openingSince + openWithinMs,
    async close() {
      isOver = true;
      drop();
      await closing;
    },
  };
}

const shutFor = (ms: number, why: string): string => `${why}; tried again in ${(ms / 1000).toFixed(1)} s`;
