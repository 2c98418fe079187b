// What control and people look at, out of the meter values of any version; and meter values of our own.

import type { MeterValue, SampledValue } from '../model/sampled-value.ts';
import type { Readings, Stamped } from './heard.ts';
import { stampOf } from './stamp.ts';

/** A value as any version writes it: control looks at these without writing them anew. */
export interface Sampled {
  readonly value: string | number;
  readonly format?: string;
  readonly context?: string;
  readonly measurand?: string;
  readonly phase?: string;
  readonly unit?: string;
  readonly multiplier?: number;
  /** 2.x. */
  readonly unitOfMeasure?: { readonly unit?: string; readonly multiplier?: number };
}

interface Timed<Sample> {
  readonly timestamp: string;
  readonly sampledValue: readonly Sample[];
}

/** How many values there are, at all times together. */
export function countOf(values: readonly Timed<unknown>[]): number {
  let count = 0;
  for (const one of values) count += one.sampledValue.length;
  return count;
}

/** The transaction ids of 1.6 that mean one: neither 0 nor negative, nor beyond int32 (Q1, Q2). */
export const isTransactionNumber = (number: number): boolean => number > 0 && number <= 0x7fffffff;

/** The values of the newest time, which some stations spread over an entry each (Q46). */
export function newestOf<Sample>(values: readonly Timed<Sample>[]): { stamp: Stamped; samples: readonly Sample[] } {
  const [first] = values;
  if (first === undefined) return { stamp: {}, samples: [] };
  let stamp = stampOf(first.timestamp);
  let samples = first.sampledValue;
  if (values.length === 1) return { stamp, samples };
  for (const { timestamp, sampledValue } of values.slice(1)) {
    const other = stampOf(timestamp);
    if ((other.at ?? 0) < (stamp.at ?? 0)) continue;
    samples = other.at === stamp.at ? [...samples, ...sampledValue] : sampledValue;
    stamp = other;
  }
  return { stamp, samples };
}

/** The newest values of one meter value. Defaults when absent: energy register, Wh. Signed data say nothing here. */
export function readingsOf(samples: readonly Sampled[]): Readings {
  let energyWh: number | undefined;
  let powerW: number | undefined;
  const amps: [number?, number?, number?] = [];
  const fedIn: number[] = [];
  for (const sample of samples) {
    if (sample.format === 'SignedData') continue;
    const value = valueOf(sample);
    if (!Number.isFinite(value)) continue;
    const unit = sample.unit ?? sample.unitOfMeasure?.unit;
    switch (sample.measurand) {
      case undefined:
      case 'Energy.Active.Import.Register':
        if (sample.phase === undefined) energyWh = value * scaleOf(unit);
        break;
      case 'Power.Active.Import':
        if (sample.phase === undefined) powerW = value * scaleOf(unit);
        break;
      case 'Current.Import':
        for (const line of linesOf(sample.phase)) amps[line] = value;
        break;
      case 'Current.Export':
        for (const line of linesOf(sample.phase)) fedIn[line] = value;
        break;
    }
  }
  // It flows one way or the other.
  fedIn.forEach((value, line) => (amps[line] = (amps[line] ?? 0) - value));
  return {
    ...(energyWh !== undefined && { energyWh }),
    ...(powerW !== undefined && { powerW }),
    ...(amps.length > 0 && { amps }),
  };
}

/** The energy register at the begin of a transaction, where one of its values says that it is that. */
export function beganAtWh(values: readonly Timed<Sampled>[]): number | undefined {
  const atBegin = values.flatMap(({ sampledValue }) =>
    sampledValue.filter(({ context }) => context === 'Transaction.Begin'),
  );
  return atBegin.length === 0 ? undefined : readingsOf(atBegin).energyWh;
}

const currentOf = (amps: number) => (amps < 0 ? 'Current.Export' : 'Current.Import');

/** What was measured last, as a meter value that was asked for or is due; undefined where nothing was. */
export function meterValueOf(
  readings: Readings,
  timestamp: string,
  context: 'Trigger' | 'Sample.Periodic' = 'Trigger',
): MeterValue | undefined {
  const { energyWh, powerW, amps = [] } = readings;
  const sampledValue: SampledValue[] = [
    ...(energyWh === undefined
      ? []
      : [{ value: String(energyWh), context, measurand: 'Energy.Active.Import.Register', unit: 'Wh' }]),
    ...(powerW === undefined ? [] : [{ value: String(powerW), context, measurand: 'Power.Active.Import', unit: 'W' }]),
    ...amps.flatMap((one, at) =>
      one === undefined
        ? []
        : [{ value: String(Math.abs(one)), context, measurand: currentOf(one), phase: `L${at + 1}`, unit: 'A' }],
    ),
  ];
  return sampledValue.length === 0 ? undefined : { timestamp, sampledValue };
}

function valueOf({ value, multiplier, unitOfMeasure }: Sampled): number {
  const power = multiplier ?? unitOfMeasure?.multiplier ?? 0;
  const number = typeof value === 'number' ? value : numberOf(value);
  return power === 0 ? number : number * 10 ** power;
}

/** Not a number where the text is none: an empty one is no zero. A comma is a point in half of Europe. */
function numberOf(text: string): number {
  const value = Number(text);
  if (value === 0) return /\d/.test(text) ? 0 : Number.NaN;
  return Number.isNaN(value) ? Number(text.replace(',', '.')) : value;
}

/** Each sample has its own unit (Q45). */
const scaleOf = (unit: string | undefined): number => (unit?.startsWith('k') === true ? 1000 : 1);

function linesOf(phase: string | undefined): readonly number[] {
  switch (phase) {
    case 'L1':
    case 'L1-N':
      return [0];
    case 'L2':
    case 'L2-N':
      return [1];
    case 'L3':
    case 'L3-N':
      return [2];
    case undefined:
      return [0, 1, 2];
    default:
      return [];
  }
}
