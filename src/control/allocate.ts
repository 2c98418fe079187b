// Who gets how much: everybody keeps what it falls back to, and those that charge share the rest in equal steps.
// A function of the site and of who charges; it knows nothing of what was commanded before.

import type { Circuit } from '../model/config/site.ts';
import type { EvseKey } from '../model/ids.ts';
import type { Reason } from '../model/reason.ts';
import type { Load } from './envelope.ts';
import { roomFor, roomIn, take } from './envelope.ts';

export interface Allocation {
  readonly load: Load;
  amps: number;
  reason: Reason;
}

/** Vehicles take whole amps well; a finer step is lost in the car. */
const stepAmps = 1;

/**
 * An allocation for every EVSE. `fallback` is what each EVSE draws when it is alone and fits every circuit together;
 * `charging` are those that want more, the longest first.
 */
export function allocate(
  loads: readonly Load[],
  fallback: ReadonlyMap<EvseKey, number>,
  charging: ReadonlySet<EvseKey>,
): Allocation[] {
  const all = loads.map((load): Allocation => {
    const amps = fallback.get(load.key) ?? 0;
    return { load, amps, reason: charging.has(load.key) ? { kind: 'fallback' } : { kind: 'idle' } };
  });
  const amps = new Map(all.map((one) => [one.load.key, one.amps]));
  const room = roomIn(loads, (load) => amps.get(load.key) ?? 0);
  const started = all.filter((one) => charging.has(one.load.key)).filter((one) => start(one, room));
  share(started, room);
  return all;
}

/** Gives the minimum, below which an AC vehicle cannot charge, or nothing at all. */
function start(one: Allocation, room: Map<Circuit['id'], number>): boolean {
  const missing = one.load.evse.minAmps - one.amps;
  if (missing <= 0) return true;
  if (roomFor(room, one.load) < missing) {
    one.reason = { kind: 'waiting', circuit: tightest(one.load, room).id };
    return false;
  }
  take(room, one.load, missing);
  one.amps += missing;
  return true;
}

/** One step to each in turn until a circuit or the rating ends it: the smallest share is as large as it can be. */
function share(started: readonly Allocation[], room: Map<Circuit['id'], number>): void {
  let growing = [...started];
  while (growing.length > 0) {
    growing = growing.filter((one) => {
      if (one.amps + stepAmps > one.load.evse.maxAmps) {
        one.reason = { kind: 'rating' };
        return false;
      }
      if (roomFor(room, one.load) < stepAmps) {
        one.reason = { kind: 'circuit', circuit: tightest(one.load, room).id, sharedBy: started.length };
        return false;
      }
      take(room, one.load, stepAmps);
      one.amps += stepAmps;
      return true;
    });
  }
}

const tightest = (load: Load, room: ReadonlyMap<Circuit['id'], number>): Circuit =>
  load.path.reduce((least, circuit) => ((room.get(circuit.id) ?? 0) < (room.get(least.id) ?? 0) ? circuit : least));
