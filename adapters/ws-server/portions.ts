// What a socket has to say reaches ws a little at a time: a station that is not read on is not looked at either, and nobody
// waits for what lay in its buffer (I5). The kernel gives 64 KiB at once, which are two thousand messages of a flood.

import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** What a station says that waits for its answers comes as it is. Whoever says more at once has a backlog, or floods. */
const wholeBytes = 8 * 1024;
/** Of a flood it is some thirty messages. */
const portionBytes = 1024;
/** Whoever was told to go is read until it says so too, a portion each time: it has hardly more than that under way. */
const goingMs = 8;

export interface Portions {
  /** It speaks by this from now on. */
  to(peer: Pick<WebSocket, 'readyState'>): void;
}

/**
 * From now on this socket gives portions, and stops between any two of them when it is paused. `head`: what came with the
 * handshake; the first that it gives.
 */
export function inPortions(socket: Duplex, head: Buffer): Portions {
  for (const portion of portionsOf(head).reverse()) socket.unshift(portion);
  const push = socket.push.bind(socket);
  socket.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (!Buffer.isBuffer(chunk) || chunk.length <= wholeBytes) return push(chunk, encoding);
    let wantsMore = true;
    for (const portion of portionsOf(chunk)) wantsMore = push(portion);
    return wantsMore;
  };
  // What a station that was not read on has left behind is thrown away with what it waited for, before ws looks at it.
  socket.prependListener('close', () => {
    if (socket.isPaused()) socket.read();
  });
  return {
    to(peer) {
      socket.on('data', () => {
        if (peer.readyState === open) return;
        socket.pause();
        setTimeout(() => socket.resume(), goingMs);
      });
    },
  };
}

/** As `WebSocket.OPEN`. */
const open = 1;

function portionsOf(bytes: Buffer): Buffer[] {
  const portions: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += portionBytes) portions.push(bytes.subarray(at, at + portionBytes));
  return portions;
}
