// Vans that come, charge for a while and go, at any number of stations.

import type { DepotEvent, SimDepot } from './depot.ts';
import type { Vehicle } from './electric-vehicle.ts';
import { createVehicle } from './electric-vehicle.ts';
import type { Chance } from './random.ts';
import { between } from './random.ts';
import type { At, SimStation } from './station/types.ts';
import type { Van } from './vans.ts';
import { newVan } from './vans.ts';

export interface TrafficOptions {
  readonly stations: readonly SimStation[];
  /** EVSEs a station. */
  readonly evses: number;
  readonly chance: Chance;
  /** The tokens of the vans, in turn; their own when none are given. */
  readonly tokens?: readonly string[];
  /** Means: how long a van stays, and how long its place is empty then. */
  readonly stayMs: number;
  readonly pauseMs: number;
  /** Mono ms at which the first van may come to each of the stations, once that was let in. */
  readonly opensAt: (station: number) => number;
}

/** Whoever starts a simulation wants to see something soon. */
const firstWithinMs = 10_000;
/** A driver who finds a station that was never let in yet looks again. */
const lookAgainMs = 500;

interface Place {
  readonly station: SimStation;
  readonly evse: number;
  readonly van: Van;
  readonly token: string;
  vehicle: Vehicle | undefined;
  /** Mono ms. */
  nextAt: number;
}

export function createTraffic(options: TrafficOptions): SimDepot {
  const { chance, stations, evses } = options;
  const places = stations.flatMap((station, number) =>
    Array.from({ length: evses }, (_, at): Place => {
      const van = newVan(number * evses + at, chance, 10_000 + chance.fraction() * 10_000);
      const token = options.tokens?.[(number * evses + at) % options.tokens.length] ?? van.token;
      const nextAt = options.opensAt(number) + 500 + chance.fraction() * Math.min(options.pauseMs, firstWithinMs);
      return { station, evse: at + 1, van, token, vehicle: undefined, nextAt };
    }),
  );
  let soonest = soonestOf(places);

  /** Half to one and a half times the mean. */
  const around = (meanMs: number): number => meanMs * (0.5 + chance.fraction());

  function move(place: Place, now: At): DepotEvent | undefined {
    const { station, evse, van, token } = place;
    if (place.vehicle !== undefined) {
      place.vehicle = undefined;
      place.nextAt = now.mono + around(options.pauseMs);
      return { station, event: { kind: 'unplug', evse } };
    }
    if (station.tally.boots === 0) {
      place.nextAt = now.mono + lookAgainMs;
      return undefined;
    }
    const vehicle = createVehicle({ ...van, soc: between(chance, 20, 70) / 100 });
    place.vehicle = vehicle;
    place.nextAt = now.mono + around(options.stayMs);
    return { station, event: { kind: 'plug', evse, vehicle, token } };
  }

  return {
    stations,
    vans: places.map(({ van, token }) => ({ ...van, token })),
    step(now) {
      if (now.mono < soonest) return [];
      const events = places.filter(({ nextAt }) => nextAt <= now.mono).map((place) => move(place, now));
      soonest = soonestOf(places);
      return events.filter((event) => event !== undefined);
    },
    wakeAt: () => soonest,
  };
}

const soonestOf = (places: readonly Place[]): number =>
  places.reduce((least, { nextAt }) => Math.min(least, nextAt), Infinity);
