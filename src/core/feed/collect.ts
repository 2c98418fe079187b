// An interval of telemetry while it lasts: each figure counts for as long as it held, and energy is what registers rose by.

import type { EvseKey, StationId } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { EvseFigures, Interval } from '../../uplink/mqtt/interval.ts';
import type { Span } from '../../uplink/mqtt/span.ts';
import { joined, spanOf } from '../../uplink/mqtt/span.ts';
import type { EvseSeen, Figures } from './seen.ts';

export interface Collecting {
  readonly from: Utc;
  readonly evses: Map<EvseKey, { amps: Span | undefined; powerW: Span | undefined; energyWh: number }>;
  readonly circuits: Map<string, (Span | undefined)[]>;
  powerW: Span | undefined;
  gridPowerW: Span | undefined;
  gridImportWh: number | undefined;
}

export const newCollecting = (from: Utc): Collecting => ({
  from,
  evses: new Map(),
  circuits: new Map(),
  powerW: undefined,
  gridPowerW: undefined,
  gridImportWh: undefined,
});

/** Whom this uplink is told of. */
export type Serves = (station: StationId) => boolean;

/** What was seen held for so long. */
export function collect(into: Collecting, seen: Figures, ms: number, serves: Serves): void {
  let site: number | undefined;
  for (const { key, station, amps, powerW } of seen.evses) {
    if (!serves(station) || (amps === undefined && powerW === undefined)) continue;
    const one = evseIn(into, key);
    if (amps !== undefined) one.amps = joined(one.amps, spanOf(amps, ms));
    if (powerW === undefined) continue;
    one.powerW = joined(one.powerW, spanOf(powerW, ms));
    site = (site ?? 0) + powerW;
  }
  if (site !== undefined) into.powerW = joined(into.powerW, spanOf(site, ms));
  for (const { id, amps } of seen.circuits) {
    if (amps === undefined) continue;
    const lines = into.circuits.get(id) ?? [];
    into.circuits.set(
      id,
      amps.map((one, line) => joined(lines[line], spanOf(one, ms))),
    );
  }
  if (seen.grid.powerW !== undefined) into.gridPowerW = joined(into.gridPowerW, spanOf(seen.grid.powerW, ms));
}

function evseIn({ evses }: Collecting, key: EvseKey) {
  let one = evses.get(key);
  if (one === undefined) evses.set(key, (one = { amps: undefined, powerW: undefined, energyWh: 0 }));
  return one;
}

/**
 * What registers rose by since the look before; of an EVSE that has none, what it drew meanwhile. A register that falls is
 * another one, and begins anew.
 */
export function collectEnergy(
  into: Collecting,
  registers: Map<EvseKey | 'grid', number>,
  seen: Figures,
  before: { readonly evses: readonly EvseSeen[]; readonly ms: number } | undefined,
  serves: Serves,
): void {
  const drew = new Map(before?.evses.map(({ key, powerW }) => [key, powerW]));
  for (const { key, station, registerWh } of seen.evses) {
    if (!serves(station)) continue;
    const energyWh =
      registerWh === undefined
        ? Math.max(0, ((drew.get(key) ?? 0) * (before?.ms ?? 0)) / 3_600_000)
        : risenBy(registers, key, registerWh);
    if (energyWh > 0) evseIn(into, key).energyWh += energyWh;
  }
  forgetOthers(registers, seen);
  const { importWh } = seen.grid;
  if (importWh !== undefined) into.gridImportWh = (into.gridImportWh ?? 0) + risenBy(registers, 'grid', importWh);
}

/** EVSEs that the site has no more. */
function forgetOthers(registers: Map<EvseKey | 'grid', number>, { evses }: Figures): void {
  if (registers.size <= evses.length + 1) return;
  const here = new Set(evses.map(({ key }) => key));
  for (const key of registers.keys()) if (key !== 'grid' && !here.has(key)) registers.delete(key);
}

function risenBy(registers: Map<EvseKey | 'grid', number>, key: EvseKey | 'grid', now: number): number {
  const before = registers.get(key);
  if (before !== now) registers.set(key, now);
  return before === undefined ? 0 : Math.max(0, now - before);
}

/** Less is what an empty outlet may show. */
const nothingAmps = 0.5;
const nothingWatts = 100;

/** What it comes to. Whoever drew nothing has nothing to say. */
export function intervalOf(open: Collecting, to: Utc): Interval {
  const evses = new Map<EvseKey, EvseFigures>();
  let energyWh = 0;
  for (const [key, one] of open.evses) {
    energyWh += one.energyWh;
    const says = one.energyWh > 0 || reaches(one.amps, nothingAmps) || reaches(one.powerW, nothingWatts);
    if (says) evses.set(key, knownOf(one));
  }
  return {
    from: open.from,
    to,
    merged: 1,
    evses,
    circuits: open.circuits,
    site: {
      ...(open.powerW !== undefined && { powerW: open.powerW }),
      energyWh,
      ...(open.gridPowerW !== undefined && { gridPowerW: open.gridPowerW }),
      ...(open.gridImportWh !== undefined && { gridImportWh: open.gridImportWh }),
    },
  };
}

const reaches = (span: Span | undefined, least: number): boolean =>
  span !== undefined && (span.max >= least || span.min <= -least);

const knownOf = ({
  amps,
  powerW,
  energyWh,
}: {
  amps: Span | undefined;
  powerW: Span | undefined;
  energyWh: number;
}) => ({
  ...(amps !== undefined && { amps }),
  ...(powerW !== undefined && { powerW }),
  energyWh,
});
