// What the names in a driver's expressions stand for, on this device and now.

import type { Device } from './device-state.ts';
import type { Computed, IecState } from './driver.ts';
import { iecStates } from './driver.ts';
import type { Expression } from './expression.ts';
import type { Scope } from './expression-values.ts';
import type { Value } from './value.ts';

type Named = ReturnType<Scope>;

/** How deep computed values may stand on one another; a circle says nothing. */
const deepest = 8;

/** A scope with some names more, such as `$arg` of a sequence or `raw` of a repair. */
export function scopeOf(device: Device, more: Readonly<Record<string, Value>> = {}): Scope {
  return (name) => (Object.hasOwn(more, name) ? more[name]! : named(device, name, 0));
}

export const evaluate = (device: Device, of: Expression, more?: Readonly<Record<string, Value>>): Value =>
  of.evaluate(scopeOf(device, more));

/** True only where the expression says so: what is unknown does not hold. */
export const holds = (device: Device, of: Expression | undefined, more?: Readonly<Record<string, Value>>): boolean =>
  of !== undefined && Boolean(evaluate(device, of, more));

function named(device: Device, name: string, depth: number): Named {
  if (name.startsWith('$')) return dollar(device, name);
  // A rule of the state speaks of the register; everybody else speaks of the letter.
  if (name === 'state' && device.driver.state !== undefined) return iecStateAt(device, depth);
  const computed = device.driver.computed.get(name);
  if (computed !== undefined) return computedValue(device, name, computed, depth);
  return read(device, name);
}

const read = (device: Device, name: string): Named => {
  const reading = device.readings.get(name);
  return reading?.quality === 'good' ? reading.value : null;
};

function dollar(device: Device, name: string): Named {
  const { config } = device;
  if (name.startsWith('$param.')) return parameter(device, name.slice(7));
  if (name.startsWith('$before.')) return device.previous.get(name.slice(8)) ?? null;
  switch (name) {
    case '$last.limit':
      return device.lastLimit;
    case '$fallback.current':
      return device.fallbackAmps;
    case '$connector':
      return config.connector;
    case '$phases':
      return phasesOf(device);
    default:
      return null;
  }
}

/** What the installer set, else what the driver says. */
export const parameter = ({ config, driver }: Device, name: string): Value =>
  config.params.get(name) ?? driver.params.get(name)?.default ?? null;

/** More than this flows on a line that a vehicle uses. */
const usedAmps = 1;

/** Lines that the vehicle is seen to use, whatever the device says of its relay; else those that it may use. */
export const phasesOf = (device: Device): number => usedLines(device) ?? linesLeft(device);

/** Undefined while nothing flows, or nobody knows. */
export function usedLines(device: Device): number | undefined {
  const current = read(device, 'current');
  const used = Array.isArray(current) ? (current as readonly Value[]).filter(isUsed).length : 0;
  return used > 0 ? used : undefined;
}

/** The fewest of what is wired, what it was switched to, and what it says: watts for three lines are too many for one. */
function linesLeft({ config, switchedTo, driver, readings }: Device): number {
  const wired = config.phases ?? 3;
  if (driver.control?.phases === undefined) return wired;
  const said = readings.get('phases');
  const lines = said?.quality === 'good' && typeof said.value === 'number' ? said.value : wired;
  return Math.max(1, Math.min(wired, switchedTo === 'unknown' ? 1 : (switchedTo ?? wired), lines));
}

const isUsed = (amps: Value): boolean => typeof amps === 'number' && Math.abs(amps) > usedAmps;

function computedValue(device: Device, name: string, computed: Computed, depth: number): Named {
  if (computed.kind === 'delta') return device.deltas.get(name)?.value ?? null;
  if (depth >= deepest) return null;
  return computed.of.evaluate((inner) => named(device, inner, depth + 1));
}

/** The state of IEC 61851 that the registers say; `unknown` where they say nothing that the driver knows. */
export const iecStateOf = (device: Device): IecState => iecStateAt(device, 0);

function iecStateAt(device: Device, depth: number): IecState {
  const rule = device.driver.state;
  if (rule === undefined || depth >= deepest) return 'unknown';
  if (rule.kind === 'table') return rule.map.get(String(read(device, rule.of))) ?? 'unknown';
  const said = rule.of.evaluate((name) => (name === 'state' ? read(device, name) : named(device, name, depth + 1)));
  return iecStates.find((state) => state === said) ?? 'unknown';
}

/** What the state is made of: its age and quality are those of these points. */
export function statePoints({ driver }: Device): readonly string[] {
  if (driver.state === undefined) return [];
  return driver.state.kind === 'table'
    ? [driver.state.of]
    : driver.state.of.names.filter((name) => driver.points.has(name));
}

/** What the recovery sequences go by: the register of a table, or the first point of an expression. */
export function rawState(device: Device): Value {
  const [first] = statePoints(device);
  const value = first === undefined ? null : read(device, first);
  return typeof value === 'object' ? null : value;
}

/** After an answer was taken in: computed differences move on, and `$before` is what is now. */
export function lookBack(device: Device): void {
  for (const [name, computed] of device.driver.computed)
    if (computed.kind === 'delta') moveDelta(device, name, computed);
  for (const name of watched(device)) {
    const value = named(device, name, 0);
    // A gap in what is known is no edge: what was before it is compared with what comes after it.
    if (value !== null && value !== 'unknown' && typeof value !== 'object') device.previous.set(name, value);
  }
}

function watched({ driver }: Device): readonly string[] {
  const known = watchedNames.get(driver);
  if (known !== undefined) return known;
  const names = [...driver.computed.values()]
    .flatMap((computed) => (computed.kind === 'delta' ? computed.resetOn.names : computed.of.names))
    .filter((name) => name.startsWith('$before.'))
    .map((name) => name.slice(8));
  const found = [...new Set(names)];
  watchedNames.set(driver, found);
  return found;
}

/** Looked up once for a driver, because it is asked at every answer. */
const watchedNames = new WeakMap<object, readonly string[]>();

function moveDelta(device: Device, name: string, computed: Extract<Computed, { kind: 'delta' }>): void {
  const total = read(device, computed.of);
  const delta = device.deltas.get(name) ?? { base: null, value: null, was: false };
  device.deltas.set(name, delta);
  const isReset = holds(device, computed.resetOn);
  if (typeof total !== 'number') return;
  if (isReset && !delta.was) delta.base = total;
  delta.was = isReset;
  if (delta.base !== null) delta.value = Math.max(0, total - delta.base);
}
