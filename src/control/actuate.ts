// From what each EVSE should have to what it is told: decreases first, and a raise only into room that is free already.

import type { DiskState } from '../model/disk.ts';
import type { EvseKey, StationId } from '../model/ids.ts';
import { evseOf } from '../model/ids.ts';
import type { Reason } from '../model/reason.ts';
import type { Mono } from '../model/time.ts';
import { after, never } from '../model/time.ts';
import type { Ledger } from '../site/ledger.ts';
import type { Held } from '../site/limits.ts';
import { leastHeldAmps, mostHeldAmps } from '../site/limits.ts';
import type { Live } from '../site/live.ts';
import type { Allocation } from './allocate.ts';
import { envelopeOf, roomFor, roomIn, take } from './envelope.ts';

/** An EVSE is to be told a new limit. */
export interface SetLimit {
  readonly kind: 'setLimit';
  readonly station: StationId;
  readonly evse: EvseKey;
  readonly amps: number;
  readonly reason: Reason;
  /** At or below everything that the EVSE may hold: may overtake the disk. */
  readonly lowers: boolean;
}

/** At most one raise per station in this time: many stations keep their profiles in flash. */
const raiseEveryMs = 10_000;

/** The limits to tell now, and when to look again at the latest. */
export function actuate(
  allocations: readonly Allocation[],
  fallback: ReadonlyMap<EvseKey, number>,
  ledger: Ledger,
  live: Live,
  now: Mono,
): { limits: SetLimit[]; wakeAt: Mono } {
  const callable = allocations.filter((one) => isCallable(live, one.load.station.id, now));
  const lowered = callable.flatMap((one) => lower(one, fallback, ledger, live, now));
  const raised = mayRaise(live.disk) ? raise(allocations, callable, ledger, live, now) : { limits: [], wakeAt: never };
  return { limits: [...lowered, ...raised.limits], wakeAt: raised.wakeAt };
}

const mayRaise = (disk: DiskState): boolean => disk === 'ok';

const isCallable = (live: Live, id: StationId, now: Mono): boolean => {
  const station = live.stations.get(id);
  return station !== undefined && station.connected && station.callableFrom <= now;
};

const heldBy = (ledger: Ledger, key: EvseKey): readonly Held[] => {
  const { station, evse } = evseOf(key);
  return ledger.stations.get(station)?.limits.get(evse) ?? [];
};

function lower(
  one: Allocation,
  fallback: ReadonlyMap<EvseKey, number>,
  ledger: Ledger,
  live: Live,
  now: Mono,
): SetLimit[] {
  const held = heldBy(ledger, one.load.key);
  const last = held.at(-1);
  if (last === undefined) {
    // Nobody knows what it holds, so it gets no more than what fits whatever the others hold, and after the disk.
    const amps = Math.min(one.amps, fallback.get(one.load.key) ?? 0);
    return mayRetry(live, one, now) ? [setLimit(one, amps, false)] : [];
  }
  if (one.amps < last.amps) return [setLimit(one, one.amps, one.amps <= leastHeldAmps(held))];
  if (last.state !== 'unknown' || !mayRetry(live, one, now)) return [];
  // What may or may not have arrived is told anew, within what is counted for it anyway.
  const most = mostHeldAmps(held) ?? fallback.get(one.load.key) ?? 0;
  const amps = Math.min(one.amps, most);
  return [setLimit(one, amps, amps <= leastHeldAmps(held))];
}

function mayRetry(live: Live, one: Allocation, now: Mono): boolean {
  const at = live.stations.get(one.load.station.id)?.limitRetryAt.get(one.load.evse.id);
  return at === undefined || now >= at;
}

function raise(
  allocations: readonly Allocation[],
  callable: readonly Allocation[],
  ledger: Ledger,
  live: Live,
  now: Mono,
): { limits: SetLimit[]; wakeAt: Mono } {
  const room = roomIn(
    allocations.map((one) => one.load),
    (load) => envelopeOf(ledger, load),
  );
  const limits: SetLimit[] = [];
  let wakeAt = never;
  for (const one of callable) {
    const held = heldBy(ledger, one.load.key);
    const last = held.at(-1);
    // The first limit of an EVSE lowers its rating; and one doubt at a time is enough.
    if (last === undefined || last.state === 'pending' || one.amps <= last.amps) continue;
    const envelope = envelopeOf(ledger, one.load);
    const amps = Math.min(one.amps, envelope + Math.floor(roomFor(room, one.load)));
    if (amps <= last.amps || amps < one.load.evse.minAmps) continue;
    const station = live.stations.get(one.load.station.id)!;
    const dueAt = after(station.raisedAt, raiseEveryMs);
    if (now < dueAt || !mayRetry(live, one, now)) {
      wakeAt = Math.min(wakeAt, Math.max(dueAt, station.limitRetryAt.get(one.load.evse.id) ?? dueAt)) as Mono;
      continue;
    }
    take(room, one.load, Math.max(0, amps - envelope));
    limits.push(setLimit(one, amps, false));
  }
  return { limits, wakeAt };
}

const setLimit = (one: Allocation, amps: number, lowers: boolean): SetLimit => ({
  kind: 'setLimit',
  station: one.load.station.id,
  evse: one.load.key,
  amps,
  reason: one.reason,
  lowers,
});
