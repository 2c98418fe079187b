// Everything that a device says, read once and never written: what to read next, and what came of it. No timers, no sockets.

import type { BusResult } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import { decodeValue } from './decode.ts';
import { checkIdentity } from './device-arrange.ts';
import { exists, readsOf } from './device-codec.ts';
import { takeWords } from './device-readings.ts';
import { scopeOf } from './device-scope.ts';
import type { Device, DeviceConfig } from './device-state.ts';
import { newDevice } from './device-state.ts';
import type { Read } from './plan.ts';
import type { FoundModel, Walk } from './sunspec.ts';
import { newWalk, nextRead, sunspecDriver, wasRead } from './sunspec.ts';
import type { Value } from './value.ts';

/** One value of a point: of a vector, one phase. */
export interface RawReading {
  readonly point: string;
  readonly index: number;
  readonly unit: number;
  readonly fn: Read['fn'];
  readonly address: number;
  readonly count: number;
  readonly outcome:
    | { readonly kind: 'words'; readonly words: readonly number[]; readonly value: Value }
    | { readonly kind: 'exception'; readonly code: number }
    | { readonly kind: 'lost'; readonly detail: string };
}

/** Plain state. `nextOf` says what to read, `heardOf` takes in what came of it. */
export interface ReadOnce {
  readonly device: Device;
  readonly readings: Map<string, RawReading>;
  /** Points that have had their chance. */
  readonly done: Set<string>;
  /** The last thing that went wrong on the line. */
  lost: Extract<BusResult, { kind: 'lost' }> | undefined;
  /** In a row, since something was heard. */
  losses: number;
  hasAnswered: boolean;
  walk: Walk | undefined;
  /** What a SunSpec device says that it has. */
  models: readonly FoundModel[] | undefined;
  isSettled: boolean;
  queue: Read[];
}

/** A device that says nothing to so many requests is not asked for everything else. */
const mostLosses = 3;

export const newReadOnce = (config: DeviceConfig): ReadOnce => ({
  device: newDevice(config),
  readings: new Map(),
  done: new Set(),
  lost: undefined,
  losses: 0,
  hasAnswered: false,
  walk: config.driver.hooks.includes('sunspec') ? newWalk() : undefined,
  models: undefined,
  isSettled: false,
  queue: [],
});

/** Undefined when everything was read that can be. */
export function nextOf(once: ReadOnce): Read | undefined {
  if (once.losses >= mostLosses) return undefined;
  const walked = nextOfWalk(once);
  if (walked !== undefined) return walked;
  if (once.queue.length === 0) once.queue = [...readsOf(once.device, wanted(once))];
  if (once.queue.length > 0) return once.queue[0];
  if (once.isSettled) return undefined;
  // What was read says which of its variants this is; what is described otherwise is read again.
  once.isSettled = true;
  settle(once);
  return nextOf(once);
}

function nextOfWalk(once: ReadOnce): Read | undefined {
  const { walk, device } = once;
  if (walk === undefined) return undefined;
  const read = nextRead(walk);
  if (read !== undefined) return { unit: device.config.unit ?? device.driver.connection.unit, points: [], ...read };
  const { class: kind } = device.driver;
  once.walk = undefined;
  once.models = walk.models;
  device.driver = (kind === 'charger' ? undefined : sunspecDriver(device.driver, walk.models, kind)) ?? device.driver;
  return undefined;
}

/** Those first that say what it is. */
function wanted({ device, done, isSettled }: ReadOnce): string[] {
  const names = [...device.driver.points.values()]
    .filter((point) => point.read !== undefined && exists(device, point) && !done.has(point.name))
    .filter(({ poll }) => isSettled || poll === 'once');
  return names.map(({ name }) => name);
}

function settle({ device, readings, done }: ReadOnce): void {
  const before = device.driver;
  const variant = before.variants.find(({ match }) => Boolean(match.evaluate(scopeOf(device))));
  if (variant === undefined) return;
  device.driver = variant.driver;
  for (const name of [...done]) if (before.points.get(name) !== variant.driver.points.get(name)) done.delete(name);
  for (const [key, { point }] of readings) if (!done.has(point)) readings.delete(key);
}

/** Of the last `nextOf`. */
export function heardOf(once: ReadOnce, result: BusResult, now: Mono): void {
  if (result.kind === 'lost') {
    once.lost = result;
    once.losses += 1;
  } else {
    once.losses = 0;
    once.hasAnswered = true;
  }
  if (once.walk !== undefined) {
    if (result.kind !== 'lost') wasRead(once.walk, result.kind === 'words' ? result.words : undefined);
    return;
  }
  const read = once.queue.shift();
  if (read !== undefined) note(once, read, result, now);
}

function note(once: ReadOnce, read: Read, result: BusResult, now: Mono): void {
  const { device, readings, done } = once;
  const names = new Set(read.points.map(({ name }) => name));
  if (result.kind === 'exception' && names.size > 1) {
    // One of them is not there: which one shows when each is read alone.
    for (const name of names) device.alone.add(name);
    once.queue = [];
    return;
  }
  if (result.kind === 'words') takeWords(device, read, result.words, now);
  for (const { name, index, at } of read.points) {
    done.add(name);
    const count = device.driver.points.get(name)?.length ?? 1;
    const { unit, fn, address } = read;
    const outcome = outcomeOf(device, name, at, count, result);
    readings.set(keyOf(name, index), { point: name, index, unit, fn, address: address + at, count, outcome });
  }
}

function outcomeOf(device: Device, name: string, at: number, count: number, result: BusResult): RawReading['outcome'] {
  const point = device.driver.points.get(name);
  switch (result.kind) {
    case 'words': {
      const words = result.words.slice(at, at + count);
      const value = point === undefined ? null : decodeValue(point, words, scopeOf(device));
      return { kind: 'words', words, value: scaledByDevice(device, name, value) };
    }
    case 'exception':
      return result;
    case 'lost':
      return { kind: 'lost', detail: result.detail };
    case 'written':
      return { kind: 'lost', detail: 'it answered as if it had been written to' };
  }
}

function scaledByDevice({ driver, readings }: Device, name: string, value: Value): Value {
  const exponent = driver.points.get(name)?.exponent;
  const by = exponent === undefined ? 0 : readings.get(exponent)?.value;
  return typeof value === 'number' && typeof by === 'number' ? Number((value * 10 ** by).toPrecision(15)) : value;
}

const keyOf = (point: string, index: number): string => `${point} ${index}`;

/** When everything was read: whether it is what its file says, among the findings of the device. */
export const finish = ({ device }: ReadOnce, now: Mono): void => checkIdentity(device, now);
