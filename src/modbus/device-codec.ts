// Between a device and the codec of its driver: what reads the points of this very device, and what writes one.

import { holds, parameter, scopeOf } from './device-scope.ts';
import type { Addressed, Device } from './device-state.ts';
import type { Point } from './driver.ts';
import { encodePoint } from './encode.ts';
import type { PlannedDevice, Read } from './plan.ts';
import { baseOf, planReads, unitOf } from './plan.ts';
import type { Value } from './value.ts';

/** The fewest reads for these points; each of those that must be read alone is. */
export function readsOf(device: Device, names: readonly string[]): readonly Read[] {
  const asked = planned(device);
  const together = names.filter((name) => !device.alone.has(name));
  const alone = names.filter((name) => device.alone.has(name));
  return [
    ...planReads(device.driver, together, asked),
    ...alone.flatMap((name) => planReads(device.driver, [name], asked)),
  ];
}

export const planned = (device: Device): PlannedDevice => ({
  connector: device.config.connector,
  unit: device.config.unit ?? device.driver.connection.unit,
  params: new Map([...device.driver.params.keys()].map((name) => [name, parameter(device, name)])),
  has: (point) => exists(device, point),
  values: scopeOf(device),
});

/** A point whose condition is not known yet is not read yet. */
export function exists(device: Device, point: Point): boolean {
  if (device.refused.has(point.name)) return false;
  if (point.when !== undefined && !holds(device, point.when)) return false;
  const group = point.group === undefined ? undefined : device.driver.groups.get(point.group);
  return group?.when === undefined || holds(device, group.when);
}

/** What must be read before a part of a register is written; undefined where nothing must. */
export function readBefore(device: Device, point: Point): Addressed | undefined {
  const address = point.write?.rmw === undefined ? undefined : addressesOf(device, point)[0];
  if (address === undefined) return undefined;
  const { fn = 3 } = point.read ?? {};
  return { unit: unitFor(device, point), action: { kind: 'read', fn, address, count: point.write?.length ?? 1 } };
}

/**
 * The requests that write a value; a vector has the same in each of its registers. Undefined where the point cannot hold it.
 */
export function writesOf(
  device: Device,
  point: Point,
  value: Value,
  before?: readonly number[],
): readonly Addressed[] | undefined {
  const words = encodePoint(point, value, scopeOf(device), before);
  if (words === undefined || point.write === undefined) return undefined;
  const unit = unitFor(device, point);
  const addresses = addressesOf(device, point);
  const fn = point.write.fn === 6 && words.length > 1 ? 16 : point.write.fn;
  const isOneBlock = fn === 16 && addresses.every((address, at) => address === addresses[0]! + at * words.length);
  if (isOneBlock) {
    const all = addresses.flatMap(() => words);
    return [{ unit, action: { kind: 'write', fn, address: addresses[0]!, words: all } }];
  }
  return addresses.map((address) => ({ unit, action: { kind: 'write', fn, address, words } }));
}

function addressesOf({ driver, config }: Device, point: Point): readonly number[] {
  const base = baseOf(driver, point, config.connector);
  return (point.write?.addresses ?? point.addresses).map((address) => base + address);
}

const unitFor = (device: Device, point: Point): number =>
  unitOf(device.driver, point, planned(device)) ?? device.config.unit ?? device.driver.connection.unit;
