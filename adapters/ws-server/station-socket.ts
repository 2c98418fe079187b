// One open socket of a station: frames both ways, and an end with a reason.

import type { WebSocket } from 'ws';
import type { Door } from '../../src/core/ports.ts';
import type { WriteTrace } from '../../src/core/ports/trace.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { Flood } from './turns.ts';
import { createTurns, isToTell } from './turns.ts';

export interface StationSocket {
  readonly socket: WebSocket;
  /** Frames that the core could not take yet, in order; while there are any, nothing more is read. */
  readonly kept: string[];
  /** Something came since the last ping. */
  alive: boolean;
  missed: number;
  /** Bytes that it had not read at the last look. */
  unread: number;
  send(text: string): void;
  /** Offers what was kept back, and reads on. */
  resume(): void;
  /** Tells the core that this is over, and closes. */
  leave(code: number, reason: string): void;
}

/** A station that does not read its answers is cut off before it costs more memory than this. */
const maxUnreadBytes = 1024 * 1024;
/** `flood`: of this station over all its connections. `write`: hears everything that is said here, as it is on the wire. */
export function openStation(
  socket: WebSocket,
  link: LinkId,
  door: Door,
  flood: Flood,
  gone: () => void,
  write?: WriteTrace,
): StationSocket {
  const turns = createTurns(flood, performance.now());
  let isOver = false;
  let isResting = false;

  write?.('in', 'It has connected.', undefined, true);
  const station: StationSocket = {
    socket,
    kept: [],
    alive: true,
    missed: 0,
    unread: 0,
    send(text) {
      if (socket.bufferedAmount > maxUnreadBytes) station.leave(1013, 'reads too slowly');
      else {
        // As bytes: a text would be copied once more on its way to the kernel, which costs a tenth of a message.
        const bytes = Buffer.from(text);
        write?.('out', text, bytes);
        socket.send(bytes, { binary: false });
      }
    },
    resume() {
      const frames = station.kept.splice(0);
      let taken = 0;
      while (taken < frames.length && take(frames[taken]!)) taken += 1;
      // Whoever left meanwhile has nothing to say any more.
      if (!isOver) station.kept.push(...frames.slice(taken));
      if (station.kept.length === 0) socket.resume();
      else socket.pause();
    },
    leave(code, reason) {
      over(code, reason);
      // A paused socket would not hear the peer's own close.
      socket.resume();
      socket.close(code, reason);
    },
  };

  /** Once, whatever ends it first. */
  function over(code: number, reason: string): void {
    if (isOver) return;
    isOver = true;
    station.kept.length = 0;
    gone();
    write?.('in', `The connection is over (${code}${reason === '' ? '' : `: ${reason}`}).`, undefined, true);
    door.offer({ kind: 'linkDown', link, code, reason });
  }

  /** What was read already still comes after a pause: it is kept in its order. */
  function give(text: string): void {
    if (isOver || (station.kept.length === 0 && take(text))) return;
    if (station.kept.push(text) === 1) socket.pause();
  }

  /** False when it has to wait: for the core, or for its next turn. */
  function take(text: string): boolean {
    if (isOver) return true;
    const now = performance.now();
    const waitMs = turns.wait(now);
    if (waitMs > 0) {
      rest(waitMs);
      return false;
    }
    if (isToTell(flood, now)) door.offer({ kind: 'flooding', link });
    if (!door.offer({ kind: 'frame', link, text })) return false;
    turns.took(text.length, performance.now() - now);
    return true;
  }

  /** It is read on after that. */
  function rest(waitMs: number): void {
    if (isResting) return;
    isResting = true;
    setTimeout(() => {
      isResting = false;
      if (!isOver) station.resume();
    }, Math.ceil(waitMs));
  }

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    station.alive = true;
    // Whoever was told to go is not listened to any more.
    if (isOver) return;
    if (isBinary) station.leave(1003, 'text frames only');
    else {
      const text = data.toString();
      write?.('in', text, data);
      give(text);
    }
  });
  socket.on('pong', () => (station.alive = true));
  // ws has sent the close code that belongs to the fault: 1002, 1007 or 1009.
  socket.on('error', (error: Error & { code?: string }) => over(closeCodeOf(error.code), error.code ?? error.message));
  socket.on('close', (code: number, reason: Buffer) => over(code, reason.toString()));
  return station;
}

/** Faults of the protocol close with 1002, but for two. */
function closeCodeOf(fault: string | undefined): number {
  if (fault === 'WS_ERR_INVALID_UTF8') return 1007;
  if (fault === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return 1009;
  return fault?.startsWith('WS_ERR_') === true ? 1002 : 1006;
}
