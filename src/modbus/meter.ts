// A meter behind a bus: readings in the words of the site (import is positive, lines are those of the site), each with its age
// and quality. What looks right and cannot be is not passed on (E29–E34, F092–F094).

import type { MeterValues } from '../model/meter-values.ts';
import type { Mono } from '../model/time.ts';
import { mono } from '../model/time.ts';
import { cyclePeriod, readingOf, stalePeriods, worstOf } from './device-readings.ts';
import type { Device, DeviceConfig, Quality } from './device-state.ts';
import { find, newDevice, takeBack } from './device-state.ts';
import type { Behind, Freeze } from './meter-freeze.ts';
import { frozenText, isFrozen, newFreeze, noteBehind, noteSaid, settledAt } from './meter-freeze.ts';
import type { Mount } from './meter-mount.ts';
import { asMounted, directed } from './meter-mount.ts';
import type { Value } from './value.ts';

export interface MeterConfig extends DeviceConfig, Mount {
  readonly role: 'site' | 'pv' | 'battery';
}

export interface Meter {
  readonly config: MeterConfig;
  readonly device: Device;
  readonly freeze: Freeze;
  /** Readings in a row whose phases do not add up. */
  mismatches: number;
}

/** In the orientation and on the lines of the site. */
export interface MeterReading extends MeterValues {
  /** Of a battery that says it: how full it is. */
  readonly socPercent?: number;
  readonly readAt: Mono;
  readonly ageMs: number;
  readonly quality: Quality;
}

export const newMeter = (config: MeterConfig): Meter => ({
  config,
  device: newDevice(config),
  freeze: newFreeze(),
  mismatches: 0,
});

/** After each answer: true where it said something of what flows. */
export function watchMeter(meter: Meter, said: readonly string[], now: Mono): boolean {
  const { device, freeze } = meter;
  const isReading = said.some((name) => live.has(name));
  if (isReading) {
    const values = [...live].flatMap((name) => device.readings.get(name)?.value ?? null);
    noteSaid(
      freeze,
      values.map((one) => (typeof one === 'number' ? one : null)),
      now,
    );
    countMismatch(meter, now);
  }
  sayFrozen(meter, now);
  return isReading;
}

const live = new Set(['current', 'power', 'power_phase', 'voltage', 'pv_power']);

/** What stations draw from then on is not in its last new reading. */
export const meterSettledAt = ({ device, freeze }: Meter): Mono => settledAt(freeze, cyclePeriod(device, 'fast'));

/** After a reading: what stations draw behind it. */
export function holdAgainst(meter: Meter, behind: Behind, now: Mono): void {
  noteBehind(meter.freeze, behind, now);
  sayFrozen(meter, now);
}

function sayFrozen({ device, freeze }: Meter, now: Mono): void {
  if (!isFrozen(freeze)) return takeBack(device, 'BB_MODBUS_FROZEN');
  const text = frozenText(device.config.id, freeze, now);
  find(device, { code: 'BB_MODBUS_FROZEN', point: undefined, ...text }, now);
}

/** Phases and total of one moment differ by rounding only; so much is another thing. */
const mismatchShare = 0.1;
const mismatchWatts = 500;
const mismatchesUntilStale = 3;

function countMismatch(meter: Meter, now: Mono): void {
  const { device } = meter;
  const phases = device.readings.get('power_phase')?.value;
  const power = device.readings.get('power')?.value;
  if (!isNumbers(phases) || typeof power !== 'number') return;
  const sum = phases.reduce((total, one) => total + one, 0);
  const isFar = Math.abs(sum - power) > Math.max(mismatchWatts, Math.abs(power) * mismatchShare);
  meter.mismatches = isFar ? meter.mismatches + 1 : 0;
  if (meter.mismatches < mismatchesUntilStale) return takeBack(device, 'BB_MODBUS_PHASES_DO_NOT_ADD_UP');
  const finding = {
    code: 'BB_MODBUS_PHASES_DO_NOT_ADD_UP',
    point: 'power',
    message: `${device.config.id} says ${power} W and, phase by phase, ${Math.round(sum)} W`,
    remedy: 'Check its connection type (three-wire, four-wire) and the direction of each current transformer.',
  } as const;
  find(device, finding, now);
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number');

export function meterReading(meter: Meter, now: Mono): MeterReading {
  const { device, config } = meter;
  const power = scalar(device, powerName(device), now);
  const producing = config.role === 'pv' && powerName(device) === 'pv_power' ? -1 : 1;
  const current = vector(device, 'current', now);
  const phases = vector(device, 'power_phase', now);
  const volts = vector(device, 'voltage', now);
  const [into, out] = forward(device);
  const says: MeterValues = {
    amps: signed(current, phases, power.value, volts).map((one) => times(one, producing)),
    volts: volts.value,
    powerW: times(power.value, producing),
    energyImportWh: scalar(device, into, now).value,
    energyExportWh: scalar(device, out, now).value,
  };
  // Powers of phases are read for the direction only, where there are currents.
  const used = [power, current.isUsed ? current : phases].filter(({ isUsed }) => isUsed);
  const readAt = mono(Math.min(...used.map((one) => one.readAt), Infinity));
  const soc = scalar(device, 'soc', now);
  return {
    ...asMounted(says, config),
    ...(soc.quality === 'good' && soc.value !== null && { socPercent: soc.value }),
    readAt: Number.isFinite(readAt) ? readAt : mono(Number.NEGATIVE_INFINITY),
    ageMs: now - readAt >= 0 ? now - readAt : Infinity,
    quality: qualityOf(meter, used),
  };
}

const powerName = ({ driver }: Device): string =>
  !driver.points.has('power') && !driver.computed.has('power') ? 'pv_power' : 'power';

/** An inverter counts what it produced. */
const forward = ({ driver }: Device): readonly [string, string] =>
  driver.class === 'inverter' ? ['energy_import', 'energy_total'] : ['energy_import', 'energy_export'];

interface Part<T> {
  readonly value: T;
  readonly readAt: Mono;
  readonly quality: Quality;
  readonly isUsed: boolean;
}

function scalar(device: Device, name: string, now: Mono): Part<number | null> {
  const { value, readAt, quality } = readingOf(device, name, now);
  const number = typeof value === 'number' && quality !== 'comm' ? value : null;
  return { value: number, readAt, quality, isUsed: isThere(device, name) };
}

function isThere({ driver, refused }: Device, name: string): boolean {
  const point = driver.points.get(name);
  return point === undefined ? driver.computed.has(name) : point.poll !== 'manual' && !refused.has(name);
}

function vector(device: Device, name: string, now: Mono): Part<readonly (number | null)[]> {
  const { value, readAt, quality } = readingOf(device, name, now);
  const list = Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
  const lines = [0, 1, 2].map((line) => {
    const one = list[line];
    return typeof one === 'number' && quality !== 'comm' ? one : null;
  });
  return { value: lines, readAt, quality, isUsed: isThere(device, name) };
}

/**
 * Many meters give the size of a current only; its direction is that of the power of its phase, or of the whole. A meter
 * without currents shows them by the power of each phase.
 */
function signed(
  current: Part<readonly (number | null)[]>,
  phases: Part<readonly (number | null)[]>,
  power: number | null,
  volts: Part<readonly (number | null)[]>,
): (number | null)[] {
  const currents = directed(current.value, phases.value, power);
  return currents.map((amps, line) => {
    const watts = phases.value[line] ?? null;
    const tension = volts.value[line] ?? null;
    if (!current.isUsed) return watts === null || tension === null ? null : watts / tension;
    if (amps === null) return null;
    // A phase without voltage is broken or not connected: its current means nothing.
    if (volts.isUsed && volts.quality === 'good' && tension === null) return null;
    return amps;
  });
}

const times = (value: number | null, factor: number): number | null => (value === null ? null : value * factor);

function qualityOf(meter: Meter, used: readonly Part<unknown>[]): Quality {
  const found = worstOf(used.map(({ quality }) => quality));
  if (found !== 'good') return found;
  return isFrozen(meter.freeze) || meter.mismatches >= mismatchesUntilStale ? 'stale' : 'good';
}

/** A meter that is the sum of others is as old as the oldest and as good as the worst of them. */
export function sumOfReadings(readings: readonly MeterReading[], now: Mono): MeterReading {
  const sum = (of: (one: MeterReading) => number | null): number | null => {
    const all = readings.map(of);
    return all.length === 0 || all.includes(null) ? null : all.reduce<number>((total, one) => total + (one ?? 0), 0);
  };
  const readAt = mono(Math.min(...readings.map((one) => one.readAt)));
  return {
    amps: [0, 1, 2].map((line) => sum(({ amps }) => amps[line] ?? null)),
    volts: [0, 1, 2].map((line) => readings[0]?.volts[line] ?? null),
    powerW: sum(({ powerW }) => powerW),
    energyImportWh: sum(({ energyImportWh }) => energyImportWh),
    energyExportWh: sum(({ energyExportWh }) => energyExportWh),
    readAt: readings.length === 0 ? mono(Number.NEGATIVE_INFINITY) : readAt,
    ageMs: readings.length === 0 ? Infinity : now - readAt,
    quality: worstOf(readings.map(({ quality }) => quality)),
  };
}

/** When a reading of this meter stops being good, if nothing comes. */
export const staleAfterMs = ({ device }: Meter): number => stalePeriods * cyclePeriod(device, 'fast');
