// Stations that share one limit out and fall back by themselves when they do not hear of us (another Busbar with `onLoss`). Once
// they must have, others may have the difference; when they are back they are told anew, because they wait for that.

import type { Load } from '../../control/envelope.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { StationId } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import { mostOf } from '../../site/limits.ts';
import { slotLive, stationLive } from '../../site/live.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';

/**
 * It notices, tells its own chargers, and their vehicles follow within this time: 3 s for one that does not answer, 12 s for a
 * vehicle, and the clocks and timers of two computers.
 */
const settleSeconds = 30;

const lapsesMs = ({ station: { fallbackAfterSeconds } }: Load): number =>
  1000 * ((fallbackAfterSeconds ?? Infinity) + settleSeconds);

/** Only one with a limit for all of it; its single EVSE has the same place. */
const mayLapse = ({ station, hold }: Load): boolean =>
  station.fallbackAfterSeconds !== undefined && station.sharedLimit === true && hold.rung === 'max';

const loadOf = (state: State, station: StationId): Load | undefined =>
  state.loadsOfStation.get(station)?.find((load) => mayLapse(load));

/** Its connection was lost. */
export function lapseLater(state: State, station: StationId, now: Now): void {
  const load = loadOf(state, station);
  if (load !== undefined) wakeBy(state, after(now.mono, lapsesMs(load)));
}

/** It is back, and may have fallen back meanwhile. */
export function tellAnew(state: State, station: StationId): void {
  if (loadOf(state, station) === undefined) return;
  slotLive(stationLive(state.live, station), 'max', 0).isStuck = true;
  state.reallocate = true;
}

/** Those that have been away for so long that they must have fallen back. */
export function lapseLimits(state: State, facts: Fact[], now: Now): void {
  // What was away before this process began was away at least since then.
  const from = (state.lapsesFrom ??= now.mono);
  for (const load of state.loads) {
    if (!mayLapse(load)) continue;
    const { id } = load.station;
    const live = state.live.stations.get(id);
    const held = state.ledger.stations.get(id)?.limits.max.get(0);
    const amps = state.fallback.get(load.key);
    if (live?.connected === true || amps === undefined || mostOf(held) <= amps) continue;
    const lapsedAt = after(live?.goneAt ?? from, lapsesMs(load));
    if (now.mono < lapsedAt) wakeBy(state, lapsedAt);
    else facts.push({ kind: 'LimitLapsed', station: id, amps, happenedAt: now.utc });
  }
}
