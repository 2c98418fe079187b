// A depot for the demo: stations, and vans that come and go by a seeded plan. Several charge within 30 s of the start.

import type { Vehicle } from './electric-vehicle.ts';
import { createVehicle } from './electric-vehicle.ts';
import type { Chance } from './random.ts';
import { between } from './random.ts';
import { createStation } from './station-v16.ts';
import type { At, SimStation, StationEvent, StationOptions } from './station/types.ts';

export interface DepotOptions {
  /** 12 to 60. */
  readonly stations: number;
  readonly chance: Chance;
  /** The id of a station by its number from 1; `CP-01` and so on by default. */
  readonly idOf?: (number: number) => string;
  readonly station?: Partial<Omit<StationOptions, 'id' | 'chance'>>;
}

/** A van of the depot. Its token is as short and plain as careful stations want it (Q50). */
export interface Van {
  readonly name: string;
  readonly token: string;
  readonly batteryKwh: number;
  readonly phases: 1 | 3;
  readonly maxAmps: number;
  readonly startDelayMs: number;
  readonly needsWakeUp: boolean;
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
const birds = [
  'Avocet',
  'Bittern',
  'Crane',
  'Dunlin',
  'Egret',
  'Falcon',
  'Gannet',
  'Heron',
  'Ibis',
  'Jackdaw',
  'Kestrel',
  'Lapwing',
  'Merlin',
  'Nuthatch',
  'Osprey',
  'Plover',
  'Quail',
  'Redstart',
  'Siskin',
  'Teal',
  'Umbrette',
  'Vireo',
  'Wigeon',
  'Yaffle',
];

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
  const { chance } = options;
  if (!(options.stations >= fewest && options.stations <= most))
    throw new RangeError(`a depot has ${fewest} to ${most} stations, not ${options.stations}`);
  const idOf = options.idOf ?? ((number: number) => `CP-${String(number).padStart(2, '0')}`);
  const stations = Array.from({ length: options.stations }, (_, at) =>
    createStation({ evses: 1, sampleSeconds: 10, mostRecords: 2000, ...options.station, id: idOf(at + 1), chance }),
  );
  const places = stations.flatMap((station) =>
    Array.from({ length: options.station?.evses ?? 1 }, (_, at) => ({ station, evse: at + 1 })),
  );
  const trips = places.map((_, at) => newTrip(at, places.length, chance));
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
    trip.nextAt += place === undefined ? 5 * minuteMs : between(chance, 60, 300) * minuteMs;
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
    trip.nextAt += between(chance, 30, 240) * minuteMs;
    return { station, event: { kind: 'unplug', evse } };
  }

  return {
    stations,
    vans: trips.map(({ van }) => van),
    step,
    wakeAt: () => (startedAt ?? 0) + (startedAt === undefined ? 0 : Math.min(...trips.map(({ nextAt }) => nextAt))),
  };
}

function newTrip(at: number, vans: number, chance: Chance): Trip {
  // A third stands at the door when the depot opens.
  const isEarly = at < Math.ceil(vans / 3);
  const bird = birds[at % birds.length]!;
  const round = Math.floor(at / birds.length);
  const van: Van = {
    name: round === 0 ? `Van ${bird}` : `Van ${bird} ${round + 1}`,
    token: `B05BA${(at + 1).toString(16).toUpperCase().padStart(3, '0')}`,
    batteryKwh: [52, 60, 68, 79][between(chance, 0, 3)]!,
    phases: chance.fraction() < 0.25 ? 1 : 3,
    maxAmps: [16, 16, 32][between(chance, 0, 2)]!,
    startDelayMs: isEarly ? 10_000 + chance.fraction() * 5000 : 10_000 + chance.fraction() * 30_000,
    needsWakeUp: chance.fraction() < 0.1,
  };
  const nextAt = isEarly ? 3000 + chance.fraction() * 5000 : 20_000 + chance.fraction() * 90 * minuteMs;
  return { van, soc: between(chance, 20, 70) / 100, place: undefined, nextAt };
}
