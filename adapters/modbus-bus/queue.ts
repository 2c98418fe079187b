// What waits for a line: by lane, first in first out inside of one.

import type { BusLane, BusRequest } from '../../src/model/bus.ts';
import { busLanes } from '../../src/model/bus.ts';

/** Every point of thirty devices once, and more than a line carries in the time for which an answer is of use. */
export const mostWaiting = 256;

export interface Queue {
  /** Returns what does not wait any more for it, and why. It may be the newcomer itself. */
  add(request: BusRequest): { readonly out: BusRequest; readonly why: 'replaced' | 'refused' } | undefined;
  /** Takes the first of the best lane that may leave now; else the earliest moment at which one may. */
  next(now: number, rules: QueueRules): { readonly request: BusRequest } | { readonly at: number };
  /** Takes out whatever it is true of. */
  takeAll(which: (request: BusRequest) => boolean): BusRequest[];
  length(): number;
}

export interface QueueRules {
  readonly from: (request: BusRequest) => number;
  readonly laneOf: (request: BusRequest) => number;
}

const places = new Map<BusLane, number>(busLanes.map((lane, place) => [lane, place]));
export const placeOf = (lane: BusLane): number => places.get(lane)!;

export function createQueue(): Queue {
  let waiting: BusRequest[] = [];

  function replace(request: BusRequest): BusRequest | undefined {
    if (request.replaces === undefined) return undefined;
    const at = waiting.findIndex((one) => one.unit === request.unit && one.replaces === request.replaces);
    const old = waiting[at];
    if (old === undefined) return undefined;
    // In its place if it has its lane: what is said again and again must get through.
    if (old.lane === request.lane) waiting[at] = request;
    else {
      waiting.splice(at, 1);
      waiting.push(request);
    }
    return old;
  }

  /** The newest of the last lane gives way. */
  function makeRoom(): BusRequest {
    let last = waiting.length - 1;
    for (let at = last; at >= 0; at -= 1) if (placeOf(waiting[at]!.lane) > placeOf(waiting[last]!.lane)) last = at;
    return waiting.splice(last, 1)[0]!;
  }

  return {
    add(request) {
      const old = replace(request);
      if (old !== undefined) return { out: old, why: 'replaced' };
      waiting.push(request);
      return waiting.length > mostWaiting ? { out: makeRoom(), why: 'refused' } : undefined;
    },
    next(now, { from, laneOf }) {
      let best = -1;
      let bestLane = Infinity;
      let at = Infinity;
      for (const [place, request] of waiting.entries()) {
        const ready = from(request);
        if (ready > now) at = Math.min(at, ready);
        else if (laneOf(request) < bestLane) [best, bestLane] = [place, laneOf(request)];
      }
      return best < 0 ? { at } : { request: waiting.splice(best, 1)[0]! };
    },
    takeAll(which) {
      const out = waiting.filter(which);
      waiting = waiting.filter((one) => !which(one));
      return out;
    },
    length: () => waiting.length,
  };
}
