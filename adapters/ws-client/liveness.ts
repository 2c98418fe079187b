// A connection whose other end is gone without a word is found out by asking: after a time without any traffic a ping, and
// when nothing has come for nearly as long again, it is over.

import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

export interface Liveness {
  /** Seconds without traffic until a ping; 0 are none. */
  set(seconds: number): void;
  stop(): void;
}

/** What is left of the second interval is for the timer itself: the loss is known within two of them. */
const patience = 0.9;

/** Watches an open connection over `tcp`; `lost` is called once. */
export function watchLiveness(socket: WebSocket, tcp: Socket, seconds: number, lost: () => void): Liveness {
  let everyMs = 0;
  let heardAt = performance.now();
  let bytes = tcp.bytesRead;
  let hasPinged = false;
  let timer: NodeJS.Timeout | undefined;
  const hear = (): void => {
    heardAt = performance.now();
    bytes = tcp.bytesRead;
    hasPinged = false;
  };
  for (const event of ['message', 'ping', 'pong'] as const) socket.on(event, hear);

  function look(): void {
    // A long message on a slow line is traffic before it is a message.
    if (tcp.bytesRead !== bytes) hear();
    const silentMs = performance.now() - heardAt;
    if (hasPinged && silentMs >= everyMs * (1 + patience)) return lost();
    if (!hasPinged && silentMs >= everyMs) {
      hasPinged = true;
      socket.ping();
    }
    const dueMs = hasPinged ? everyMs * (1 + patience) : everyMs;
    timer = setTimeout(look, Math.max(1, dueMs - silentMs));
    timer.unref();
  }

  const liveness: Liveness = {
    set(next) {
      if (next * 1000 === everyMs) return;
      everyMs = next * 1000;
      clearTimeout(timer);
      if (everyMs > 0) look();
    },
    stop: () => clearTimeout(timer),
  };
  liveness.set(seconds);
  return liveness;
}
