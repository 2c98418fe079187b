// What a device's registers say, taken in with its time and quality. What cannot be is dropped, and there is always a way
// back: what is said often enough is believed.

import type { Mono } from '../model/time.ts';
import { mono } from '../model/time.ts';
import { decodeValue } from './decode.ts';
import { scopeOf } from './device-scope.ts';
import type { Device, Quality, Reading } from './device-state.ts';
import { find, takeBack } from './device-state.ts';
import type { Computed, Point } from './driver.ts';
import { energyVerdict } from './energy-step.ts';
import { isMains } from './mains.ts';
import type { Read } from './plan.ts';
import type { Value } from './value.ts';

/** Stale after so many periods without a good answer. */
export const stalePeriods = 3;

const texts = new Set(['serial', 'model', 'firmware']);

/** What is measured: as old as the device says that its data is. */
const measured = /^(voltage|current|power|power_phase|energy_\w+|session_energy|reactive|frequency|power_factor)$/;

/** Takes in the words of an answer; the names of the points that said something. */
export function takeWords(device: Device, read: Read, words: readonly number[], now: Mono): string[] {
  const said = new Set<string>();
  // A power of ten that was read along is needed by those that it scales.
  const parts = read.points.toSorted(
    (a, b) => Number(hasExponent(device, a.name)) - Number(hasExponent(device, b.name)),
  );
  for (const { name, index, at } of parts) {
    const point = device.driver.points.get(name);
    if (point === undefined) continue;
    device.known.add(name);
    const own = words.slice(at, at + point.length);
    const value = valueOf(device, point, own);
    noteReadable(device, point, value, own, now);
    if (takeValue(device, point, index, value, now)) said.add(name);
  }
  return [...said];
}

const hasExponent = ({ driver }: Device, name: string): boolean => driver.points.get(name)?.exponent !== undefined;

function valueOf(device: Device, point: Point, words: readonly number[]): Value {
  const value = decodeValue(point, words, scopeOf(device));
  if (point.exponent === undefined || typeof value !== 'number') return value;
  const exponent = device.readings.get(point.exponent)?.value;
  if (typeof exponent !== 'number' || Math.abs(exponent) > mostExponent) return null;
  return Number((value * 10 ** exponent).toPrecision(15));
}

/** SunSpec: sunssf is -10 … 10. */
const mostExponent = 10;

/** False where the sample was dropped: what was before stays and grows old. */
function takeValue(device: Device, point: Point, index: number, said: Value, now: Mono): boolean {
  const value = plausible(device, point, said, now);
  if (value === undefined) return false;
  const known = device.parts.get(point.name) ?? { values: [], at: [] };
  device.parts.set(point.name, known);
  known.values[index] = value;
  known.at[index] = now;
  const isVector = point.addresses.length > 1;
  const values = isVector ? Array.from(counted(device, point, known.values), (one) => one ?? null) : [value];
  const isNothing = values.every((one) => one === null);
  device.readings.set(point.name, {
    value: isVector ? values : value,
    // A part that was never read has no time: the others are no older for it, and it is null.
    readAt: mono(Math.min(...known.at.filter((at) => at !== undefined))),
    quality: isNothing ? 'invalid' : 'good',
  });
  return true;
}

/** As many phases as the device says that it has. */
function counted(device: Device, point: Point, values: readonly Value[]): readonly Value[] {
  const count = point.count === undefined ? undefined : device.readings.get(point.count)?.value;
  const whole = Array.from(point.addresses, (_, at) => values[at] ?? null);
  return typeof count === 'number' && count >= 0 ? whole.slice(0, count) : whole;
}

/** Null where it says nothing; undefined where the sample is dropped. */
function plausible(device: Device, point: Point, value: Value, now: Mono): Value | undefined {
  if (value === null) return null;
  if (typeof value !== 'number') return value;
  if (point.plausible !== undefined && (value < point.plausible[0] || value > point.plausible[1])) return undefined;
  if (point.name === 'voltage') return isMains(value) ? value : null;
  return isTotal(point) ? plausibleTotal(device, point, value, now) : value;
}

export const isTotal = (point: Point): boolean => point.monotonic || /^energy_(total|import|export)$/.test(point.name);

/** A name that no person can read comes from a wrong map, unit or byte order: nothing is written to such a device. */
function noteReadable(device: Device, point: Point, value: Value, words: readonly number[], now: Mono): void {
  if (!texts.has(point.name)) return;
  // Nothing but ones is a name that nobody has given it.
  if (value !== null || words.every((word) => word === 0xffff))
    return takeBack(device, 'BB_MODBUS_UNREADABLE', point.name);
  const shown = words.slice(0, 4).map((word) => word.toString(16).padStart(4, '0'));
  const finding = {
    code: 'BB_MODBUS_UNREADABLE',
    point: point.name,
    message: `${device.config.id} says ${shown.join(' ')} as its ${point.name}, which is no text`,
    remedy: 'Check that the device file fits this product, its unit id and byte order. Nothing is written until then.',
  } as const;
  find(device, finding, now);
}

/** The largest charger that the gateway knows of, in watts. */
const largestWatts = 1_000_000;

function plausibleTotal(device: Device, point: Point, value: number, now: Mono): Value | undefined {
  const before = device.readings.get(point.name);
  const total = typeof before?.value === 'number' ? before.value : device.totals.get(point.name);
  const elapsedMs = before === undefined ? Infinity : now - before.readAt;
  const suspects = device.suspects.get(point.name) ?? 0;
  const maxWatts = device.config.maxWatts ?? largestWatts;
  const verdict = energyVerdict({ before: total, value, elapsedMs, maxWatts, stepWh: Math.abs(point.scale), suspects });
  device.suspects.set(point.name, verdict.suspects);
  if (verdict.kind === 'drop') return undefined;
  device.totals.set(point.name, value);
  if (verdict.kind === 'changed') {
    device.counterChanges.set(point.name, (device.counterChanges.get(point.name) ?? 0) + 1);
    find(
      device,
      {
        code: 'BB_MODBUS_COUNTER_CHANGED',
        point: point.name,
        message: `${device.config.id} counts ${value} Wh as ${point.name} after ${total ?? 0} Wh, three times in a row`,
        remedy:
          'The meter was changed or reset. The gateway counts on from what it had; check the register if nobody did.',
      },
      now,
    );
  }
  return value;
}

/** What a point said, as good as it is by now. */
export function readingOf(device: Device, name: string, now: Mono): Reading {
  const computed = device.driver.points.has(name) ? undefined : device.driver.computed.get(name);
  if (computed !== undefined) return computedReading(device, name, computed, now);
  const reading = device.readings.get(name);
  if (reading === undefined) return { value: null, readAt: mono(Number.NEGATIVE_INFINITY), quality: 'comm' };
  const ageOfData = measured.test(name) ? dataAge(device) : 0;
  const readAt = mono(reading.readAt - ageOfData);
  return { value: reading.value, readAt, quality: qualityOf(device, name, reading, now, ageOfData) };
}

/** As old as the oldest, and as good as the worst, of what it is made of. */
function computedReading(device: Device, name: string, computed: Computed, now: Mono): Reading {
  const parts = operandsOf(device, computed).map((operand) => readingOf(device, operand, now));
  const value = scopeOf(device)(name);
  const found = worstOf(parts.map(({ quality }) => quality));
  return {
    value,
    readAt: mono(
      Math.min(...parts.map(({ readAt }) => readAt), parts.length === 0 ? Number.NEGATIVE_INFINITY : Infinity),
    ),
    quality: found === 'good' && value === null ? 'invalid' : found,
  };
}

/** The points that a computed value is made of. */
export const operandsOf = ({ driver }: Device, computed: Computed): readonly string[] =>
  (computed.kind === 'delta' ? [computed.of] : computed.of.names).filter((name) => driver.points.has(name));

const fromGood: readonly Quality[] = ['good', 'stale', 'invalid', 'comm'];

/** Of nothing: it could not be read. */
export const worstOf = (qualities: readonly Quality[]): Quality =>
  qualities.length === 0 ? 'comm' : fromGood[Math.max(...qualities.map((one) => fromGood.indexOf(one)))]!;

/** Whether an answer that said these points has anything new of a value. */
export function isSaid(device: Device, name: string, said: readonly string[]): boolean {
  if (said.includes(name)) return true;
  const computed = device.driver.points.has(name) ? undefined : device.driver.computed.get(name);
  return computed !== undefined && operandsOf(device, computed).some((operand) => said.includes(operand));
}

function qualityOf(device: Device, name: string, reading: Reading, now: Mono, ageOfData: number): Quality {
  if (reading.quality !== 'good') return reading.quality;
  if (device.reach.kind === 'unreachable') return 'comm';
  const maxAge = device.driver.freshness?.maxMs ?? Infinity;
  if (ageOfData > maxAge) return 'stale';
  return now - reading.readAt > stalePeriods * periodOf(device, name) ? 'stale' : 'good';
}

/** The device's own word on how old its values are; 0 where it has none. */
function dataAge(device: Device): number {
  const { freshness } = device.driver;
  const reading = freshness === undefined ? undefined : device.readings.get(freshness.point);
  return reading?.quality === 'good' && typeof reading.value === 'number' ? Math.max(0, reading.value) : 0;
}

/** Points that are read once hold until the device may have another value. */
export function periodOf(device: Device, name: string): number {
  const poll = device.driver.points.get(name)?.poll;
  return poll === 'fast' || poll === 'slow' ? cyclePeriod(device, poll) : Infinity;
}

export function cyclePeriod({ config, driver }: Device, cycle: 'fast' | 'slow' | 'once'): number {
  const fast = config.periodMs ?? driver.poll.fastMs;
  return cycle === 'fast' ? fast : Math.max(fast, driver.poll.slowMs);
}

/** A number that is good now, else undefined. */
export function numberOf(device: Device, name: string | undefined, now: Mono): number | undefined {
  if (name === undefined) return undefined;
  const { value, quality } = readingOf(device, name, now);
  return quality === 'good' && typeof value === 'number' ? value : undefined;
}

/** The last number that a setting was read with, however long ago; milliseconds of a point that says a time. */
export function millisecondsOf(device: Device, name: string | undefined): number | undefined {
  const value = name === undefined ? undefined : device.readings.get(name)?.value;
  if (typeof value !== 'number') return undefined;
  return device.driver.points.get(name!)?.unit === 'ms' ? value : value * 1000;
}

/** A read that the device refused: nothing is known of its points, and that is not 0. */
export function takeRefusal(device: Device, read: Read): void {
  for (const { name } of read.points) {
    const readAt = device.readings.get(name)?.readAt ?? mono(Number.NEGATIVE_INFINITY);
    device.parts.delete(name);
    device.readings.set(name, { value: null, readAt, quality: 'comm' });
  }
}
