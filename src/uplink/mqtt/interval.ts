// What telemetry tells of one stretch of time. Stretches that follow each other are joined into longer ones, where there are too
// many of them to be kept or to be sent: the energy stays the same, and so do the least, the most and the mean.

import type { EvseKey } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { Span } from './span.ts';
import { joined } from './span.ts';

export interface Interval {
  readonly from: Utc;
  readonly to: Utc;
  /** How many stretches of `sampleSeconds` it is made of. */
  readonly merged: number;
  /** Those that had something to say. */
  readonly evses: ReadonlyMap<EvseKey, EvseFigures>;
  /** By circuit, the amps on each of its lines; absent where they are not known. */
  readonly circuits: ReadonlyMap<string, readonly (Span | undefined)[]>;
  readonly site: SiteFigures;
}

export interface EvseFigures {
  /** On its fullest line. */
  readonly amps?: Span;
  readonly powerW?: Span;
  readonly energyWh: number;
}

export interface SiteFigures {
  /** All EVSEs together. */
  readonly powerW?: Span;
  readonly energyWh: number;
  /** What the meter of the grid connection shows; import is positive. */
  readonly gridPowerW?: Span;
  readonly gridImportWh?: number;
}

/** The first one is the earlier one. */
export const mergeIntervals = (one: Interval, other: Interval): Interval => ({
  from: one.from,
  to: other.to,
  merged: one.merged + other.merged,
  evses: mergeMaps(one.evses, other.evses, mergeEvses),
  circuits: mergeMaps(one.circuits, other.circuits, mergeLines),
  site: mergeSites(one.site, other.site),
});

function mergeMaps<Key, Value>(
  one: ReadonlyMap<Key, Value>,
  other: ReadonlyMap<Key, Value>,
  merge: (one: Value, other: Value) => Value,
): Map<Key, Value> {
  const both = new Map(one);
  for (const [key, value] of other) {
    const before = both.get(key);
    both.set(key, before === undefined ? value : merge(before, value));
  }
  return both;
}

const mergeEvses = (one: EvseFigures, other: EvseFigures): EvseFigures => ({
  ...spans({ amps: joined(one.amps, other.amps), powerW: joined(one.powerW, other.powerW) }),
  energyWh: one.energyWh + other.energyWh,
});

const mergeLines = (one: readonly (Span | undefined)[], other: readonly (Span | undefined)[]): (Span | undefined)[] =>
  Array.from({ length: Math.max(one.length, other.length) }, (_, line) => joined(one[line], other[line]));

const mergeSites = (one: SiteFigures, other: SiteFigures): SiteFigures => ({
  ...spans({ powerW: joined(one.powerW, other.powerW), gridPowerW: joined(one.gridPowerW, other.gridPowerW) }),
  energyWh: one.energyWh + other.energyWh,
  ...((one.gridImportWh !== undefined || other.gridImportWh !== undefined) && {
    gridImportWh: (one.gridImportWh ?? 0) + (other.gridImportWh ?? 0),
  }),
});

/** Without those that are not known. */
function spans<Key extends string>(all: Record<Key, Span | undefined>): Partial<Record<Key, Span>> {
  const known: Partial<Record<Key, Span>> = {};
  for (const key of Object.keys(all) as Key[]) if (all[key] !== undefined) known[key] = all[key];
  return known;
}

/** An interval in memory, and about as much again as a message. */
const bytesOfOne = 120;
const weightOf = ({ evses, circuits }: Interval): number => bytesOfOne * (1 + evses.size + circuits.size);

/**
 * No more than `most` and about no more than `mostBytes`: two neighbours that are the shortest together become one, the oldest
 * first. So the oldest are thinned out, none is lost, and the last one stays as it is as long as there are others.
 */
export function thinOut(kept: Interval[], most: number, mostBytes: number): void {
  let bytes = kept.reduce((sum, one) => sum + weightOf(one), 0);
  while (kept.length > 1 && (kept.length > most || bytes > mostBytes)) {
    const at = shortestPair(kept);
    const [one, other] = [kept[at]!, kept[at + 1]!];
    const both = mergeIntervals(one, other);
    kept.splice(at, 2, both);
    bytes += weightOf(both) - weightOf(one) - weightOf(other);
  }
}

function shortestPair(kept: readonly Interval[]): number {
  let [found, shortest] = [0, Infinity];
  // The last one is the newest: it is joined only where nothing else is left.
  for (let at = 0; at + 2 < kept.length || at === 0; at += 1) {
    const merged = kept[at]!.merged + kept[at + 1]!.merged;
    if (merged < shortest) [found, shortest] = [at, merged];
  }
  return found;
}
