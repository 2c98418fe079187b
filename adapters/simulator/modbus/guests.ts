// Vans that come to chargers without OCPP and go again, by a seeded plan.

import { createVehicle } from '../electric-vehicle.ts';
import type { Chance } from '../random.ts';
import { between } from '../random.ts';
import type { At } from '../station/types.ts';
import type { Van } from '../vans.ts';
import type { Wallbox, WallboxEvent } from './wallbox.ts';

export interface Guest {
  readonly box: Wallbox;
  readonly van: Van;
  /** From the first step; it is there before that. */
  readonly leavesAtMs: number;
}

export interface GuestEvent {
  readonly box: Wallbox;
  readonly event: WallboxEvent;
}

export interface Guests {
  /** Arrivals and departures that are due. */
  step(now: At): GuestEvent[];
  /** Mono ms of the next one. */
  wakeAt(): number;
}

const minuteMs = 60_000;

/** Each comes back to its own charger. Everything goes `hurry` times as fast. The first step starts the clock. */
export function createGuests(guests: readonly Guest[], chance: Chance, hurry: number): Guests {
  const trips = guests.map(({ box, van, leavesAtMs }) => ({ box, van, isHere: true, nextAt: leavesAtMs / hurry }));
  let startedAt: number | undefined;

  function move(trip: (typeof trips)[number]): GuestEvent {
    const { box, van, isHere } = trip;
    trip.isHere = !isHere;
    trip.nextAt += ((isHere ? between(chance, 5, 60) : between(chance, 30, 180)) * minuteMs) / hurry;
    if (isHere) return { box, event: { kind: 'unplug' } };
    const vehicle = createVehicle({ ...van, soc: between(chance, 20, 70) / 100 });
    return { box, event: { kind: 'plug', vehicle, token: van.token } };
  }

  return {
    step(now) {
      const from = (startedAt ??= now.mono);
      return trips.filter(({ nextAt }) => now.mono >= from + nextAt).map(move);
    },
    wakeAt: () => (startedAt === undefined ? 0 : startedAt + Math.min(...trips.map(({ nextAt }) => nextAt))),
  };
}
