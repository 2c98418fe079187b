// The rules of the reference tables on the depots: known algorithms that need no planner, written from their description.

import type { DepotCar, DepotRoom, DepotRule } from './depot-plant.ts';
import { cellsOf, kWPerAmp, slotsPerHour } from './depot-plant.ts';

const grain = 1e-9;

/** Slots that a car could wait and still be full in time, at its full current. */
export const laxityOf = ({ session, remainingKWh }: DepotCar, slot: number): number =>
  session.departure - slot - (remainingKWh * slotsPerHour) / (kWPerAmp * session.lines.length * session.maxAmps);

const roomFor = (room: DepotRoom, cells: readonly number[]): number =>
  cells.reduce((least, cell) => Math.min(least, room[cell]!), Infinity);

function take(room: DepotRoom, cells: readonly number[], amps: number): void {
  for (const cell of cells) room[cell]! -= amps;
}

/** In an order, each as much as fits. */
const inOrder =
  (key: (car: DepotCar, slot: number) => number): DepotRule =>
  (cars, room, slot) => {
    const given = cars.map(() => 0);
    const keys = cars.map((car) => key(car, slot));
    const order = cars.map((_, place) => place).sort((a, b) => keys[a]! - keys[b]!);
    for (const place of order) {
      const { session } = cars[place]!;
      const cells = cellsOf(session);
      const amps = Math.floor(Math.min(session.maxAmps, roomFor(room, cells)) + grain);
      if (amps < session.minAmps) continue;
      take(room, cells, amps);
      given[place] = amps;
    }
    return given;
  };

/** As many as could all have their minimum; then the same for everybody, what is left over to nobody. */
const equal: DepotRule = (cars, room) => {
  const counts = new Float64Array(room.length);
  const isIn = cars.map(({ session }) => {
    const cells = cellsOf(session);
    if (!cells.every((cell) => (counts[cell]! + 1) * session.minAmps <= room[cell]!)) return false;
    for (const cell of cells) counts[cell]! += 1;
    return true;
  });
  return cars.map(({ session }, place) => {
    if (!isIn[place]) return 0;
    const share = Math.min(...cellsOf(session).map((cell) => Math.floor(room[cell]! / counts[cell]!)));
    const amps = Math.min(session.maxAmps, share);
    return amps < session.minAmps ? 0 : amps;
  });
};

/** Everybody whose minimum fits, then an amp each in turn. */
const roundRobin: DepotRule = (cars, room) => {
  const given = cars.map(() => 0);
  const cells = cars.map(({ session }) => cellsOf(session));
  let growing = cars.flatMap(({ session }, place) => {
    if (roomFor(room, cells[place]!) < session.minAmps) return [];
    take(room, cells[place]!, session.minAmps);
    given[place] = session.minAmps;
    return [place];
  });
  while (growing.length > 0)
    growing = growing.filter((place) => {
      if (given[place]! >= cars[place]!.session.maxAmps || roomFor(room, cells[place]!) < 1) return false;
      take(room, cells[place]!, 1);
      given[place]! += 1;
      return true;
    });
  return given;
};

/** By the names of the reference tables. */
export const depotRules: Readonly<Record<string, DepotRule>> = {
  'equal-share': equal,
  'round-robin': roundRobin,
  fcfs: inOrder(({ session }) => session.arrival),
  edf: inOrder(({ session }) => session.departure),
  llf: inOrder(laxityOf),
};
