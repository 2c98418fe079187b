// What the planner of the product is asked about a depot: the cars that are there as they are known, and the room of now for
// all the time to come.

import type { PlanRequest, PlanSession } from '../../../src/control/plan/request.ts';
import { utc } from '../../../src/model/time.ts';
import type { DepotCar, DepotRoom } from './depot-plant.ts';
import { cellsOf, kWPerAmp } from './depot-plant.ts';
import type { Forecast } from './forecast.ts';

export interface Asking {
  readonly forecast: Forecast;
  readonly margins: PlanRequest['margins'];
  readonly favour: PlanRequest['favour'];
}

const minutesOfSlot = 5;
/** Quarter hours first, then longer: what is far away is not known so well. */
const lengths = [
  { minutes: 15, until: 6 * 60 },
  { minutes: 30, until: 18 * 60 },
  { minutes: 60, until: 96 * 60 },
];

export function requestOf(cars: readonly DepotCar[], room: DepotRoom, slot: number, asking: Asking): PlanRequest {
  const { forecast, margins, favour } = asking;
  const minutesLeft = cars.map(({ session }) => (forecast.departure(session, slot) - slot) * minutesOfSlot);
  const slotMinutes = slotsUntil(Math.max(...minutesLeft));
  return {
    startsAt: utc(slot * minutesOfSlot * 60_000),
    slotMinutes,
    rows: [...room].map((amps) => ({ limit: slotMinutes.map(() => amps) })),
    sessions: cars.map((car, place): PlanSession => {
      const { session, remainingKWh, amps } = car;
      return {
        key: String(car.at),
        on: cellsOf(session).map((row) => ({ row, per: 1 })),
        kWPerAmp: kWPerAmp * session.lines.length,
        minAmps: session.minAmps,
        maxAmps: session.maxAmps,
        stepAmps: 1,
        needKWh: forecast.remainingKWh(car),
        deliveredKWh: session.kWh - remainingKWh,
        departsInMinutes: minutesLeft[place]!,
        priority: 1,
        isOn: amps > 0,
        noPause: false,
      };
    }),
    favour,
    margins,
    floorKWh: 0,
    stayMinutes: 8 * 60,
  };
}

function slotsUntil(minutes: number): number[] {
  const slots: number[] = [];
  let end = 0;
  for (const { minutes: length, until } of lengths)
    while (end < Math.min(minutes, until)) {
      slots.push(length);
      end += length;
    }
  return slots;
}
