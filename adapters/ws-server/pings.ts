// Liveness of all sockets with one timer: whoever said nothing and answered no ping for two rounds is gone.

import type { WebSocket } from 'ws';

interface Watched {
  readonly socket: WebSocket;
  alive: boolean;
  missed: number;
}

const pingEveryMs = 30_000;
const mostMissed = 2;

/** Starts pinging; returns what ends it. */
export function startPings(sockets: ReadonlyMap<unknown, Watched>, everyMs = pingEveryMs): () => void {
  const timer = setInterval(() => {
    for (const watched of sockets.values()) {
      watched.missed = watched.alive ? 0 : watched.missed + 1;
      watched.alive = false;
      if (watched.missed >= mostMissed) watched.socket.terminate();
      else watched.socket.ping();
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
