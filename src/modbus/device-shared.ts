// A device that others read through the gateway: what they may ask of it, and what that means for the device.

import type { BusResult, RegisterRange } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import { planned } from './device-codec.ts';
import { cyclePeriod, stalePeriods } from './device-readings.ts';
import type { Asked, Device } from './device-state.ts';
import { isForbidden, unitOf } from './plan.ts';

/** Exceptions of Modbus, with the words of its specification. */
export const exceptions = {
  illegalFunction: 1,
  illegalAddress: 2,
  illegalValue: 3,
  busy: 6,
  pathUnavailable: 10,
  targetSilent: 11,
} as const;

/** Addresses are 16 bits. */
const mostAddress = 65_536;
/** The most that the protocol carries: bits, registers. */
const mostOf = (fn: RegisterRange['fn']): number => (fn <= 2 ? 2000 : 125);

/** Why nobody may read this of the device, whether it was read already or not. */
export function refusalOf(device: Device, range: RegisterRange): number | undefined {
  const { fn, address, count } = range;
  if (count < 1 || count > mostOf(fn)) return exceptions.illegalValue;
  if (address < 0 || address + count > mostAddress) return exceptions.illegalAddress;
  if (!device.driver.connection.functions.includes(fn)) return exceptions.illegalFunction;
  return isForbidden(device.driver, planned(device), range) ? exceptions.illegalAddress : undefined;
}

/** Why the device is not asked for this now: it takes no such read, or it is silent or not ready. */
export function hindranceOf({ driver, reach, stage }: Device, { count }: RegisterRange): number | undefined {
  if (count > driver.connection.maxRegisters) return exceptions.illegalValue;
  return reach.kind === 'unreachable' || stage === 'first' ? exceptions.targetSilent : undefined;
}

/** The unit ids that the device has on its line. */
export function unitsOf(device: Device): ReadonlySet<number> {
  const { unit, ...others } = planned(device);
  const units = new Set([unit]);
  for (const point of device.driver.points.values()) {
    const one = unitOf(device.driver, point, { unit, ...others });
    if (one !== undefined) units.add(one);
  }
  return units;
}

/** The unit id that most of its points have, on its line. */
export function mainUnitOf(device: Device): number {
  const plan = planned(device);
  const counts = new Map<number, number>();
  for (const point of device.driver.points.values()) {
    const unit = unitOf(device.driver, point, plan);
    if (unit !== undefined) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  const [first] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return first?.[0] ?? plan.unit;
}

/** How long the answer to a poll may be shown: as long as its values count as fresh. */
export function freshForMs(device: Device, asked: Asked): number {
  const cycle = asked.kind === 'read' ? (asked.cycle ?? 'fast') : 'fast';
  return stalePeriods * cyclePeriod(device, cycle);
}

/** How long what others asked for is kept for the next who asks: as long as a value that is read slowly stands. */
export const keptForMs = (device: Device): number => cyclePeriod(device, 'slow');

/** What somebody else reads through us keeps the watchdog of a device quiet like any other read. */
export function overhear(device: Device, result: BusResult, now: Mono): void {
  if (result.kind === 'lost' && ['unreachable', 'resting', 'replaced', 'refused'].includes(result.why)) return;
  if (device.driver.heartbeats.some(({ kind }) => kind === 'any-read')) device.reach = { ...device.reach, fedAt: now };
}
