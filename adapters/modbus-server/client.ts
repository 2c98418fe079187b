// One client: one request at a time, at a bounded pace, and gone when it is idle, slow, or speaks something else.

import type { Socket } from 'node:net';
import type { RegistersRead } from '../../src/model/bus.ts';
import type { ClientRequest } from './frames.ts';
import { answerTo, takeRequest } from './frames.ts';

export interface ClientLimits {
  /** A client that asks nothing for so long goes; it comes back when it wants. */
  readonly idleMs: number;
  /** A frame that began, or an answer that is to be taken, has so long. */
  readonly slowMs: number;
  /** Between one request and the next. */
  readonly gapMs: number;
}

/** Masters that poll each minute stay; what is gone without a word does not hold a place for long. */
export const usualLimits: ClientLimits = { idleMs: 120_000, slowMs: 10_000, gapMs: 10 };

export interface ClientEvents {
  /** Resolves always, with what the client gets. */
  serve(request: ClientRequest): Promise<RegistersRead>;
  /** It was sent away: the end of a sentence. */
  dismissed(why: string): void;
}

/** What may wait of one client: a socket gives up to 64 KiB at once, and nothing is read beside it. */
const mostWaiting = 128 * 1024;

/** Serves until the socket closes. */
export function serveClient(socket: Socket, { idleMs, slowMs, gapMs }: ClientLimits, events: ClientEvents): void {
  let waiting: Buffer = Buffer.alloc(0);
  let isBusy = false;
  let isOver = false;
  let isHalf = false;
  let timer: NodeJS.Timeout | undefined;

  socket.setNoDelay(true);
  socket.setKeepAlive(true, idleMs / 2);
  socket.on('data', (bytes: Buffer) => {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    if (waiting.length > mostWaiting) return dismiss('it sends more than it waits for');
    next();
  });
  // What went wrong with the socket is said by its end.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isOver = true;
    clearTimeout(timer);
  });
  watch(idleMs, 'it asked nothing');

  function watch(ms: number, why: string): void {
    clearTimeout(timer);
    timer = setTimeout(() => dismiss(`${why} for ${ms / 1000} s`), ms);
  }

  function dismiss(why: string): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    socket.destroy();
    events.dismissed(why);
  }

  function next(): void {
    if (isBusy || isOver) return;
    const taken = takeRequest(waiting);
    if (taken.kind === 'broken') return dismiss(taken.why);
    if (taken.kind === 'more') {
      // A byte now and then does not put off the end of a frame.
      if (waiting.length === 0) watch(idleMs, 'it asked nothing');
      else if (!isHalf) watch(slowMs, 'half a frame came, and no more');
      isHalf = waiting.length > 0;
      socket.resume();
      return;
    }
    isHalf = false;
    isBusy = true;
    socket.pause();
    clearTimeout(timer);
    waiting = waiting.subarray(taken.bytes);
    void events.serve(taken.request).then((answer) => say(answerTo(taken.request, answer)));
  }

  function say(frame: Buffer): void {
    if (isOver) return;
    watch(slowMs, 'it took no answer');
    socket.write(frame, () => {
      if (isOver) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        isBusy = false;
        next();
      }, gapMs);
    });
  }
}
