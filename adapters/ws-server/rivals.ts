// Two sockets that both proved to be one station (G11). The old one is asked whether it lives: if it answers, the newcomer
// goes; if it does not, its end is only not known yet, and the newcomer takes its place.

import type { WebSocket } from 'ws';

/** What the server knows of the socket that was there first. */
export interface Incumbent {
  readonly socket: WebSocket;
  /** Its frames are kept back, so that it cannot be heard answering. */
  readonly isPaused: boolean;
}

/** A station that lives answers a ping within this time (F047). */
const answerWithinMs = 5000;

/** The newcomer is not read before it is decided. Calls `lives` or `gone` once; neither when the newcomer leaves meanwhile. */
export function contest(
  { socket: old, isPaused }: Incumbent,
  newcomer: WebSocket,
  decided: { readonly lives: () => void; readonly gone: () => void; readonly left: () => void },
  withinMs = answerWithinMs,
): void {
  if (isPaused) return decided.lives();
  newcomer.pause();
  const timer = setTimeout(() => end(dead), withinMs);
  const onLife = (): void => end(decided.lives);
  const onEnd = (): void => end(decided.gone);
  const onLeave = (): void => end(decided.left);
  const dead = (): void => {
    old.terminate();
    decided.gone();
  };
  function end(then: () => void): void {
    clearTimeout(timer);
    old.off('pong', onLife).off('message', onLife).off('close', onEnd);
    newcomer.off('close', onLeave);
    newcomer.resume();
    then();
  }
  old.on('pong', onLife).on('message', onLife).on('close', onEnd);
  newcomer.on('close', onLeave);
  old.ping();
}
