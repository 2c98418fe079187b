// When room is shared out again. That takes time with the number of loads: where all stations speak at once, as their answers do
// after a limit of all of them, it is done once for what many of them said.

import type { Mono } from '../../model/time.ts';
import { after } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

/** Up to so many loads it takes about as long as a message. */
const fewLoads = 100;
/**
 * Milliseconds between two of them for each load, and the most: some two hundred times what it takes, so that hardly a message
 * in a hundred ever waits for one. What has to be lowered is not among what waits.
 */
const msPerLoad = 4;
const mostMs = 1000;

/** Less room for chargers than a moment ago, or an order from outside: nothing waits for others. */
export function shareNow(state: State): void {
  state.reallocate = true;
  state.sharesNow = true;
}

const isSmall = ({ loads }: State): boolean => loads.length <= fewLoads;

/** Whether it is done in this step, if there is anything to be done. */
export const isItsTurn = (state: State): boolean => state.sharesNow || isSmall(state);

/** When it is done, with a wake-up: whatever came by then has been read. */
export const nextTurn = (state: State, now: Now): Mono =>
  isSmall(state)
    ? now.mono
    : (Math.max(now.mono, after(state.sharedAt, Math.min(mostMs, msPerLoad * state.loads.length))) as Mono);

/** The gateway was woken: it has read what had come by then. */
export function takeTurn(state: State, now: Now): void {
  if (nextTurn(state, now) <= now.mono) state.sharesNow = true;
}
