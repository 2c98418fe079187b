// What is learned of the vehicle of a session by what it draws: that it takes less than it may, that it sleeps or is full, and
// which of its phases it uses. All of it is forgotten when the session ends.

import type { TransactionId } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';

export interface Vehicle {
  readonly transaction: TransactionId;
  /** It takes less than it may since then. */
  belowSince: Mono | undefined;
  /** What it is offered: as much as it takes, and room to take more, by which it shows that it wants more. */
  offerAmps: number | undefined;
  /** It takes nothing since then, although it may. */
  asleepSince: Mono | undefined;
  /** It draws something now. */
  draws: boolean;
  /** It has drawn something before. */
  hasDrawn: boolean;
  /** Phases of the EVSE that it draws on, once that is known. */
  phases: readonly boolean[] | undefined;
  /** The reading from which on its phases are looked at. */
  drawsSince: Mono | undefined;
}

/** What was read, with the limit that it has followed. */
export interface Draw {
  readonly amps: readonly number[];
  /** All of its phases were read: a phase of which nothing is said may carry anything (P16). */
  readonly isWhole: boolean;
  readonly limitAmps: number;
  readonly minAmps: number;
  readonly readAt: Mono;
}

/** Vehicles wait up to 40 s before they draw; what lasts longer is how they are. */
export const learnMs = 60_000;
const marginAmps = 3;
/** Near its offer a vehicle may want more. */
const wantsMoreAmps = 1.5;
const nothingAmps = 1;
/** Below it, a phase may be anything. */
const surelyDrawsAmps = 5;

export const newVehicle = (transaction: TransactionId): Vehicle => ({
  transaction,
  belowSince: undefined,
  offerAmps: undefined,
  asleepSince: undefined,
  draws: false,
  hasDrawn: false,
  phases: undefined,
  drawsSince: undefined,
});

/** Its EVSE uses other lines from now on: what it takes of each has to be seen anew. */
export function forgetLines(vehicle: Vehicle): void {
  vehicle.belowSince = undefined;
  vehicle.offerAmps = undefined;
  vehicle.asleepSince = undefined;
  vehicle.phases = undefined;
  vehicle.drawsSince = undefined;
}

/** Whether it draws anything, whatever limit it follows by now; true when that changed. */
export function noteDraws(vehicle: Vehicle, amps: readonly number[]): boolean {
  const before = vehicle.draws;
  vehicle.draws = amps.some((one) => one >= nothingAmps);
  return vehicle.draws !== before;
}

/**
 * A phase that was taken for unused and is used counts at once, whatever limit it follows by now; so does one of which nothing
 * is said. True when that changed.
 */
export function noteUsed(vehicle: Vehicle, { amps, isWhole }: Pick<Draw, 'amps' | 'isWhole'>): boolean {
  const { phases } = vehicle;
  if (phases === undefined) return false;
  if (isWhole && !amps.some((one, phase) => one >= nothingAmps && phases[phase] === false)) return false;
  vehicle.phases = undefined;
  vehicle.drawsSince = undefined;
  return true;
}

/** Takes in a reading; true when something about it changed. */
export function learn(vehicle: Vehicle, draw: Draw): boolean {
  const before = JSON.stringify([vehicle.offerAmps, vehicle.phases, isAsleep(vehicle, draw.readAt)]);
  const most = Math.max(0, ...draw.amps);
  noteSleep(vehicle, draw, most);
  learnOffer(vehicle, draw, most);
  learnPhases(vehicle, draw, most);
  return before !== JSON.stringify([vehicle.offerAmps, vehicle.phases, isAsleep(vehicle, draw.readAt)]);
}

export const isAsleep = ({ asleepSince }: Vehicle, now: Mono): boolean =>
  asleepSince !== undefined && now - asleepSince >= learnMs;

function noteSleep(vehicle: Vehicle, { limitAmps, minAmps, readAt }: Draw, most: number): void {
  if (most >= nothingAmps) vehicle.hasDrawn = true;
  if (most >= nothingAmps || limitAmps < minAmps) vehicle.asleepSince = undefined;
  else vehicle.asleepSince ??= readAt;
}

function learnOffer(vehicle: Vehicle, { limitAmps, minAmps, readAt }: Draw, most: number): void {
  const { offerAmps } = vehicle;
  if (offerAmps !== undefined && most > offerAmps - wantsMoreAmps) vehicle.offerAmps = undefined;
  const isBelow = most >= nothingAmps && most < Math.min(limitAmps, offerAmps ?? Infinity) - marginAmps - 0.5;
  if (!isBelow) {
    vehicle.belowSince = undefined;
    return;
  }
  vehicle.belowSince ??= readAt;
  if (readAt - vehicle.belowSince >= learnMs) vehicle.offerAmps = Math.max(minAmps, Math.ceil(most + marginAmps));
}

function learnPhases(vehicle: Vehicle, { amps, isWhole, readAt }: Draw, most: number): void {
  const draws = amps.map((one) => one >= nothingAmps);
  if (most < surelyDrawsAmps || !isWhole) vehicle.drawsSince = undefined;
  else vehicle.drawsSince ??= readAt;
  if (vehicle.drawsSince !== undefined && readAt - vehicle.drawsSince >= learnMs) vehicle.phases ??= draws;
}
