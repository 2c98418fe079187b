// Liveness of all sockets with one timer. Whoever said nothing and answered no ping for two rounds is gone; whoever does not
// read what it is told is let go before it costs more memory.

import type { StationSocket } from './station-socket.ts';

const pingEveryMs = 30_000;
const mostMissed = 2;
/** A ping for so many looks at what a peer has not read. */
const looksPerPing = 3;

/** Starts pinging; returns what ends it. */
export function startPings(sockets: ReadonlyMap<unknown, StationSocket>, everyMs = pingEveryMs): () => void {
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    for (const station of sockets.values()) {
      if (!isReading(station)) station.leave(1013, 'reads too slowly');
      else if (looks % looksPerPing === 0) ping(station);
    }
  }, everyMs / looksPerPing);
  timer.unref();
  return () => clearInterval(timer);
}

function ping(station: StationSocket): void {
  // What waits in a link that is not read on says nothing about its peer.
  if (station.kept.length > 0) station.alive = true;
  station.missed = station.alive ? 0 : station.missed + 1;
  station.alive = false;
  if (station.missed >= mostMissed) station.socket.terminate();
  else station.socket.ping();
}

/** False when nothing of what waits for this peer went on since the last look. */
export function isReading(station: StationSocket): boolean {
  const { bufferedAmount } = station.socket;
  const isStuck = station.unread > 0 && bufferedAmount >= station.unread;
  station.unread = bufferedAmount;
  return !isStuck;
}
