// What may stand in a limit register. Every limit that a device is told passes here, whoever wants it.

import { nominalVolts } from '../model/electric.ts';
import type { Control, Driver } from './driver.ts';
import type { Value } from './value.ts';

/** IEC 61851: below it there is no charging with a vehicle on AC, and devices do what they like. */
export const leastAmps = 6;

export interface LimitFrame {
  /** The smallest of what hardware and cable bear, where the device says it. */
  readonly hwMaxAmps: number | undefined;
  /** Lines that the vehicle uses, or may use. */
  readonly phases: number;
  /** Watts from amps, where the driver says how. */
  readonly wattsOf: ((amps: number) => Value) | undefined;
}

/** What is written: `amount` in the unit of the register, and the amps that it stands for. */
export interface LimitAmount {
  readonly kind: 'limit' | 'pause';
  readonly amps: number;
  /** Undefined where a pause is not a matter of the limit register. */
  readonly amount: number | undefined;
}

/** Never above what is asked; below the least, or rounded below it, it is a pause. */
export function limitAmount({ limit }: Control, asked: number, frame: LimitFrame): LimitAmount {
  const amps = Math.min(asked, frame.hwMaxAmps ?? Infinity);
  const pause: LimitAmount = { kind: 'pause', amps: 0, amount: undefined };
  if (!(amps > 0)) return pause;
  if (limit.quantity === 'current') {
    const amount = stepDown(Math.min(amps, limit.max), limit.step);
    return amount >= Math.max(limit.min, leastAmps) ? { kind: 'limit', amps: amount, amount } : pause;
  }
  const perAmp = wattsPerAmp(frame);
  const amount = stepDown(Math.min(amps * perAmp, limit.max), limit.step);
  if (amount < limit.min || amount <= 0) return pause;
  return { kind: 'limit', amps: amount / perAmp, amount };
}

/** Watts of one amp; transforms of devices go through zero. */
export function wattsPerAmp({ phases, wattsOf }: Pick<LimitFrame, 'phases' | 'wattsOf'>): number {
  const said = wattsOf?.(1);
  return typeof said === 'number' && said > 0 ? said : nominalVolts * phases;
}

/** 8.1 is 8.1, whatever binary makes of it divided by 0.1; and what is below a step by anything else is the step below. */
const stepDown = (amount: number, step: number): number =>
  step > 0 ? Number((Math.floor(Number((amount / step).toPrecision(15))) * step).toPrecision(12)) : amount;

/** What pauses when it stands in the limit register; undefined where nothing there does (6.1). */
export function pauseAmount({ control, points }: Driver): number | undefined {
  if (control === undefined) return undefined;
  const { pauseValue, zero, point } = control.limit;
  if (pauseValue === undefined) return zero === 'pause' ? 0 : undefined;
  const write = points.get(point)?.write;
  return pauseValue * (write?.scale ?? 1) + (write?.offset ?? 0);
}

/**
 * The last gate before a register that means amps: 0, what pauses, or at least 6 A. What lies between becomes the pause, and so
 * does a 0 that would release the charger. Undefined where there is nothing that may be written.
 */
export function mayBeWritten(driver: Driver, point: string, value: Value): Value | undefined {
  const { control, failsafe } = driver;
  if (control === undefined || typeof value !== 'number') return value;
  const inAmps = driver.points.get(point)?.unit === 'A';
  if (point === control.limit.point) {
    const isAmps = inAmps || control.limit.quantity === 'current';
    return fit(value, isAmps ? leastAmps : 0, pauseAmount(driver));
  }
  if (point !== failsafe?.current || !inAmps) return value;
  // A failsafe of 0 stops the vehicle, but where 0 means that everybody may charge.
  const { zero, quantity } = control.limit;
  const stop = quantity === 'current' ? pauseAmount(driver) : undefined;
  return fit(value, leastAmps, stop ?? (zero === 'no-limit' ? undefined : 0));
}

const fit = (value: number, least: number, pause: number | undefined): number | undefined =>
  value > 0 && value >= least ? value : pause;
