// How long a sudden step of other load may last on a measured circuit, until all chargers below have followed it.

import type { Meter, Site } from '../model/config/site.ts';
import type { StationId } from '../model/ids.ts';
import type { Load } from './envelope.ts';
import { reactionChain } from './reserve.ts';

export interface Exposure {
  readonly seconds: number;
  /** Stations that go on the longest without a gateway; none where seeing the step and acting on it takes longer. */
  readonly becauseOf: readonly StationId[];
}

/** How often a meter really says something: no more often than the station that it is, or the slowest that is added up. */
export function periodMsOf(site: Pick<Site, 'meters' | 'stations'>, meter: Meter, depth = 0): number {
  const { source, periodMs } = meter;
  // A sum of itself says nothing, at any time.
  if (depth > 4) return periodMs;
  if (source.kind === 'station') {
    const station = site.stations.find(({ id }) => id === source.station);
    return Math.max(periodMs, (station?.sampleSeconds ?? 0) * 1000);
  }
  if (source.kind !== 'sum') return periodMs;
  const parts = source.of.flatMap((one) => site.meters?.find(({ id }) => id === one) ?? []);
  return Math.max(periodMs, ...parts.map((part) => periodMsOf(site, part, depth + 1)));
}

/** Of a circuit whose meter says something so often, with these loads below. */
export function exposureOf(periodMs: number, loads: readonly Load[]): Exposure {
  const reaction = reactionChain(periodMs / 1000);
  const longest = Math.max(0, ...loads.map(outlivesSeconds));
  if (longest <= reaction) return { seconds: reaction, becauseOf: [] };
  const those = loads.filter((load) => outlivesSeconds(load) === longest).map(({ station }) => station.id);
  return { seconds: longest, becauseOf: [...new Set(those)] };
}

/** How long it may go on above its fallback when the gateway is gone. */
const outlivesSeconds = ({ hold, station }: Load): number =>
  hold.holding === 'watchdog' ? (station.watchdogSeconds ?? 0) : 0;
