// A depot for the demo: stations, and vans that come and go by a seeded plan. Several charge within 30 s of the start.

import type { Vehicle } from './electric-vehicle.ts';
import { createVehicle } from './electric-vehicle.ts';
import type { Chance } from './random.ts';
import { between } from './random.ts';
import { createStation } from './station.ts';
import type { At, SimStation, StationEvent, StationOptions } from './station/types.ts';
import type { Version } from './station/words.ts';
import type { Van } from './vans.ts';
import { newVan } from './vans.ts';

export interface DepotOptions {
  /** 12 to 60. */
  readonly stations: number;
  readonly chance: Chance;
  /** The id of a station by its number from 1; `CP-01` and so on by default. */
  readonly idOf?: (number: number) => string;
  /** What a station speaks by its number; 1.6 by default. */
  readonly versionOf?: (number: number) => Version;
  readonly station?: Partial<Omit<StationOptions, 'id' | 'chance'>>;
  /** Vans at the door when it opens; a third by default. */
  readonly early?: number;
  /** So many of the last stations are left free, for whoever wants them. */
  readonly kept?: number;
  /** Everything goes so many times as fast; the vans draw no more for it. */
  readonly hurry?: number;
}

/** What is to be told to a station. */
export interface DepotEvent {
  readonly station: SimStation;
  readonly event: StationEvent;
}

export interface SimDepot {
  readonly stations: readonly SimStation[];
  readonly vans: readonly Van[];
  /** Arrivals and departures that are due. */
  step(now: At): DepotEvent[];
  /** Mono ms of the next one. */
  wakeAt(): number;
}

const fewest = 12;
const most = 60;
const minuteMs = 60_000;

interface Trip {
  readonly van: Van;
  soc: number;
  /** Where it stands, while it is here. */
  place: { readonly station: SimStation; readonly evse: number; readonly vehicle: Vehicle } | undefined;
  /** When it comes or goes, mono ms from the first step. */
  nextAt: number;
}

/** The first step starts its clock. Throws a RangeError for a depot of another size. */
export function createDepot(options: DepotOptions): SimDepot {
  const { chance, kept = 0, hurry = 1 } = options;
  if (!(options.stations >= fewest && options.stations <= most))
    throw new RangeError(`a depot has ${fewest} to ${most} stations, not ${options.stations}`);
  const idOf = options.idOf ?? ((number: number) => `CP-${String(number).padStart(2, '0')}`);
  const versionOf = options.versionOf ?? (() => '1.6');
  const stations = Array.from({ length: options.stations }, (_, at) => {
    const own = { id: idOf(at + 1), version: versionOf(at + 1), chance };
    return createStation({ evses: 1, sampleSeconds: 10, mostRecords: 2000, ...options.station, ...own });
  });
  const places = stations
    .slice(0, stations.length - kept)
    .flatMap((station) => Array.from({ length: options.station?.evses ?? 1 }, (_, at) => ({ station, evse: at + 1 })));
  const early = options.early ?? Math.ceil(places.length / 3);
  const trips = places.map((_, at) => newTrip(at, at < early, hurry, chance));
  const taken = new Set<(typeof places)[number]>();
  let startedAt: number | undefined;

  function step(now: At): DepotEvent[] {
    startedAt ??= now.mono;
    const events: DepotEvent[] = [];
    for (const trip of trips) {
      if (now.mono < startedAt + trip.nextAt) continue;
      trip.nextAt = now.mono - startedAt;
      const event = trip.place === undefined ? arrive(trip) : leave(trip);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  function arrive(trip: Trip): DepotEvent | undefined {
    const free = places.filter((one) => !taken.has(one));
    const place = free[Math.floor(chance.fraction() * free.length)];
    // A full yard is tried again.
    trip.nextAt += place === undefined ? (5 * minuteMs) / hurry : (between(chance, 60, 300) * minuteMs) / hurry;
    if (place === undefined) return undefined;
    taken.add(place);
    const vehicle = createVehicle({ ...trip.van, soc: trip.soc });
    trip.place = { ...place, vehicle };
    return { station: place.station, event: { kind: 'plug', evse: place.evse, vehicle, token: trip.van.token } };
  }

  function leave(trip: Trip): DepotEvent {
    const { station, evse, vehicle } = trip.place!;
    taken.delete(places.find((one) => one.station === station && one.evse === evse)!);
    trip.place = undefined;
    trip.soc = Math.max(0.05, vehicle.soc() - between(chance, 20, 60) / 100);
    trip.nextAt += (between(chance, 30, 240) * minuteMs) / hurry;
    return { station, event: { kind: 'unplug', evse } };
  }

  return {
    stations,
    vans: trips.map(({ van }) => van),
    step,
    wakeAt: () => (startedAt ?? 0) + (startedAt === undefined ? 0 : Math.min(...trips.map(({ nextAt }) => nextAt))),
  };
}

function newTrip(at: number, isEarly: boolean, hurry: number, chance: Chance): Trip {
  const startDelayMs = 10_000 + chance.fraction() * (isEarly ? 5000 : 30_000);
  const nextAt = isEarly ? 3000 + chance.fraction() * 5000 : 20_000 + chance.fraction() * 90 * minuteMs;
  const van = newVan(at, chance, startDelayMs / hurry);
  return { van, soc: between(chance, 20, 70) / 100, place: undefined, nextAt: nextAt / hurry };
}
