// A day in the depot, quickened: vans come back, plug in, charge and leave again.

import type { Random } from '../../src/core/ports.ts';
import type { SimStation, StationEvent } from './station-types.ts';

interface Depot {
  event(station: SimStation, event: StationEvent): void;
}

const firstArrivalMs = 2000;
const spreadMs = 20_000;
const stayMs = { least: 60_000, more: 240_000 };
const awayMs = { least: 10_000, more: 60_000 };

/** Lets a van come to each station again and again. Returns what ends it. */
export function planDay(stations: readonly SimStation[], depot: Depot, random: Random): () => void {
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, what: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      what();
    }, ms);
    timers.add(timer);
  };
  const some = ({ least, more }: { least: number; more: number }): number => least + more * random.fraction();

  function arrive(station: SimStation, at: number): void {
    const vehicle = {
      name: `Van ${at + 1}`,
      token: `VAN${String(at + 1).padStart(4, '0')}`,
      phases: at % 4 === 3 ? 1 : 3,
      maxAmps: at % 3 === 0 ? 32 : 16,
      wantedWh: 5000 + 45_000 * random.fraction(),
    } as const;
    depot.event(station, { kind: 'plug', evse: 1, vehicle: { ...vehicle } });
    after(some(stayMs), () => {
      depot.event(station, { kind: 'unplug', evse: 1 });
      after(some(awayMs), () => arrive(station, at));
    });
  }

  stations.forEach((station, at) => after(firstArrivalMs + spreadMs * random.fraction(), () => arrive(station, at)));
  return () => timers.forEach((timer) => clearTimeout(timer));
}
