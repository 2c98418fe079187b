// Which requests read some points of a device: as few as the device allows, and none that it might not answer.

import type { RegisterRange } from '../model/bus.ts';
import type { Driver, Point, Range, Table } from './driver.ts';
import type { Scope } from './expression-values.ts';
import type { Value } from './value.ts';

/** One request. */
export interface Read {
  readonly unit: number;
  readonly fn: 1 | 2 | 3 | 4;
  readonly address: number;
  readonly count: number;
  readonly points: readonly ReadPart[];
}

/** Where in the answer a value stands. */
export interface ReadPart {
  readonly name: string;
  /** Of a vector, which phase: 0, 1, 2. */
  readonly index: number;
  /** Words of the answer before it; the value has `length` of the point. */
  readonly at: number;
}

export interface PlannedDevice {
  /** From 1. */
  readonly connector: number;
  /** The unit id that the site file gives it. */
  readonly unit: number;
  readonly params: ReadonlyMap<string, Value>;
  /** False where the point, or its group, does not exist on this device now. */
  readonly has: (point: Point) => boolean;
  /** What its points say, for ranges that are forbidden to some models only. Unknown forbids. Nothing is known when absent. */
  readonly values?: Scope;
}

/** A value that is to be read: addresses as in the file, before the connector counts. */
interface Wanted extends ReadPart {
  readonly unit: number;
  readonly order: number;
  readonly fn: Read['fn'];
  readonly first: number;
  readonly last: number;
  readonly base: number;
}

/**
 * The requests for these points. Points that the driver does not have, that are not read, that the device has not, or that
 * must not be read on it are left out; each value of every other one is in exactly one request.
 *
 * A request stays inside one block, has at most `maxRegisters`, bridges at most `maxGapRegisters` that nobody wants and none
 * that is forbidden, and never holds a part of a value. Where the policy is `single-value` only values that lie in the very
 * same registers share one. Unit groups come in their order.
 */
export function planReads(driver: Driver, wanted: Iterable<string>, device: PlannedDevice): readonly Read[] {
  const forbidden = forbiddenOn(driver, device);
  const values = [...new Set(wanted)]
    .flatMap((name) => valuesOf(driver, name, device))
    .filter(({ fn, first, last }) => !forbidden(fn, first, last))
    .toSorted(
      (a, b) =>
        a.order - b.order || a.unit - b.unit || a.base - b.base || a.fn - b.fn || a.first - b.first || a.last - b.last,
    );
  const runs: Wanted[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run !== undefined && joins(driver, run, value, forbidden)) run.push(value);
    else runs.push([value]);
  }
  return runs.map(requestOf);
}

/** The unit id that a point of a device is asked under; undefined where its group does not say. */
export function unitOf(
  { connection, groups }: Driver,
  { group, scope }: Pick<Point, 'group' | 'scope'>,
  device: Pick<PlannedDevice, 'connector' | 'unit' | 'params'>,
): number | undefined {
  if (group !== undefined) {
    const unit = groups.get(group)?.unit.evaluate((name) => ofDevice(name, device));
    return typeof unit === 'number' && Number.isInteger(unit) && unit >= 0 && unit <= 255 ? unit : undefined;
  }
  const stride = scope === 'connector' ? connection.connectors.unit : undefined;
  return stride === undefined ? device.unit : stride.first + (device.connector - 1) * stride.stride;
}

/** What is added to the addresses of a point. */
export function baseOf({ connection }: Driver, { scope }: Pick<Point, 'scope'>, connector: number): number {
  const stride = scope === 'connector' ? connection.connectors.address : undefined;
  return stride === undefined ? 0 : stride.first + (connector - 1) * stride.stride;
}

function ofDevice(name: string, { connector, params }: Pick<PlannedDevice, 'connector' | 'params'>): Value {
  if (name === '$connector') return connector;
  return name.startsWith('$param.') ? (params.get(name.slice('$param.'.length)) ?? null) : null;
}

function valuesOf(driver: Driver, name: string, device: PlannedDevice): Wanted[] {
  const point = driver.points.get(name);
  if (point?.read === undefined || !device.has(point)) return [];
  const unit = unitOf(driver, point, device);
  if (unit === undefined) return [];
  const order = point.group === undefined ? 0 : (driver.groups.get(point.group)?.order ?? 0);
  const base = baseOf(driver, point, device.connector);
  const { fn } = point.read;
  return point.addresses.map((first, index) => {
    return { name, index, at: 0, unit, order, fn, base, first, last: first + point.length - 1 };
  });
}

const tables: Readonly<Record<Read['fn'], Table>> = { 1: 'coils', 2: 'discrete', 3: 'holding', 4: 'input' };

/** Whether the driver forbids to read any of these on this device, for any of its charging points. */
export function isForbidden(driver: Driver, device: PlannedDevice, { fn, address, count }: RegisterRange): boolean {
  const forbidden = forbiddenOn(driver, device);
  const { max, address: stride } = driver.connection.connectors;
  const bases = Array.from({ length: stride === undefined ? 0 : max }, (_, at) => stride!.first + at * stride!.stride);
  return [0, ...bases].some((base) => forbidden(fn, address - base, address - base + count - 1));
}

type Forbidden = (fn: Read['fn'], first: number, last: number) => boolean;

function forbiddenOn({ forbidden }: Driver, device: PlannedDevice): Forbidden {
  const scope: Scope = (name) => (name.startsWith('$') ? ofDevice(name, device) : (device.values?.(name) ?? null));
  const inForce = forbidden.filter(({ when }) => when === undefined || when.evaluate(scope) !== false);
  return (fn, first, last) =>
    inForce.some(
      ({ table, ranges }) => table === tables[fn] && ranges.some(([from, to]) => first <= to && last >= from),
    );
}

/** Whether a value goes with the ones of a request; it begins at or behind where the last one of them begins. */
function joins(driver: Driver, run: readonly Wanted[], value: Wanted, forbidden: Forbidden): boolean {
  const [head] = run;
  if (head === undefined || head.unit !== value.unit || head.fn !== value.fn || head.base !== value.base) return false;
  const end = lastOf(run);
  // The very same registers are one value on the wire, however many points look at its bits.
  if (run.every(({ first, last }) => first === value.first && last === value.last)) return true;
  const { policy, maxRegisters, maxGapRegisters } = driver.connection;
  if (policy === 'single-value') return false;
  const last = Math.max(end, value.last);
  const gap = value.first - end - 1;
  return (
    last - head.first + 1 <= maxRegisters &&
    gap <= maxGapRegisters &&
    !(gap > 0 && forbidden(head.fn, end + 1, value.first - 1)) &&
    blockOf(driver.blocks[tables[head.fn]], head.first, last)
  );
}

const blockOf = (blocks: readonly Range[], first: number, last: number): boolean =>
  blocks.some(([from, to]) => from <= first && last <= to);

const lastOf = (run: readonly Wanted[]): number => run.reduce((last, value) => Math.max(last, value.last), 0);

function requestOf(run: readonly Wanted[]): Read {
  const [{ unit, fn, base, first }] = run as [Wanted];
  return {
    unit,
    fn,
    address: base + first,
    count: lastOf(run) - first + 1,
    points: run.map(({ name, index, first: from }) => ({ name, index, at: from - first })),
  };
}
