// What flows through the grid connection of a simulated depot: its chargers of both kinds, and the house.

import type { At, SimStation } from '../station/types.ts';
import type { OnLines, Wallbox } from './wallbox.ts';

/** Amps on L1, L2 and L3 at rest, and how much the house swings around them. */
const house: OnLines = [9, 6, 7];
const swingAmps = 2;
/** From one coffee to the next. */
const swingMs = 90_000;

/** What everything but the chargers draws: at most 11 A, and seldom the same for long. */
export const houseAmps = ({ mono }: At): OnLines => {
  const [first, second, third] = house;
  const swing = (part: number): number => swingAmps * Math.sin(2 * Math.PI * (mono / swingMs + part / 3));
  return [first + swing(0), second + swing(1), third + swing(2)];
};

/** What else is switched on in the house, on each line, and whether the meter of the grid connection answers. */
export interface Building {
  ovenAmps: OnLines;
  isMeterSilent: boolean;
}

export const newBuilding = (): Building => ({ ovenAmps: [0, 0, 0], isMeterSilent: false });

export function siteAmps(
  { ovenAmps }: Building,
  stations: readonly SimStation[],
  boxes: readonly Wallbox[],
  now: At,
): OnLines {
  const sum: [number, number, number] = [...houseAmps(now)];
  const add = (amps: OnLines): void => amps.forEach((one, line) => void (sum[line as 0 | 1 | 2] += one));
  add(ovenAmps);
  for (const station of stations) for (const { drawnAmps } of station.evses(now)) add(drawnAmps);
  for (const box of boxes) add(box.drawnAmps(now));
  return sum;
}
