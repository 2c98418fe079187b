// Asks a socket for a sign of life while another one waits that proved to be the same station (G11).

import type { WebSocket } from 'ws';
import type { Sign } from '../../src/core/ports/door.ts';

/** What the server knows of the socket that was there first. */
export interface Incumbent {
  readonly socket: WebSocket;
  /** Its frames are kept back, so that it cannot be heard answering. */
  readonly isPaused: boolean;
}

/** The newcomer is not read before `report` is called, once. */
export function askForSign(
  incumbent: Incumbent | undefined,
  newcomer: WebSocket,
  withinMs: number,
  report: (sign: Sign) => void,
): void {
  if (incumbent === undefined || incumbent.socket.readyState !== incumbent.socket.OPEN) return report('gone');
  if (incumbent.isPaused) return report('held');
  const old = incumbent.socket;
  newcomer.pause();
  const timer = setTimeout(() => end('silent'), withinMs);
  const onLife = (): void => end('answered');
  const onEnd = (): void => end('gone');
  const onLeave = (): void => end('left');
  function end(sign: Sign): void {
    clearTimeout(timer);
    old.off('pong', onLife).off('message', onLife).off('close', onEnd);
    newcomer.off('close', onLeave);
    newcomer.resume();
    report(sign);
  }
  old.on('pong', onLife).on('message', onLife).on('close', onEnd);
  newcomer.on('close', onLeave);
  old.ping();
}
