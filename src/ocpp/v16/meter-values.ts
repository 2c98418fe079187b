import type { Utc } from '../../model/time.ts';
import type { Readings, SamplesHeard, Stamped, Wording } from '../heard.ts';
import { parseTime } from '../time.ts';
import type { TimeFrame } from './stamp.ts';
import { stampOf, strictTime } from './stamp.ts';

interface SampledValue {
  readonly value: string;
  readonly context?: string;
  readonly format?: string;
  readonly measurand?: string;
  readonly phase?: string;
  readonly location?: string;
  readonly unit?: string;
}

export interface MeterValue {
  readonly timestamp: string;
  readonly sampledValue: readonly SampledValue[];
}

export interface MeterValuesReq {
  readonly connectorId: number;
  readonly transactionId?: number;
  readonly meterValue: readonly MeterValue[];
}

/** MeterValues.req. Transaction ids that mean nothing (0, negative, beyond int32) count as absent (Q1, Q2). */
export function readMeterValues({ connectorId, transactionId, meterValue }: MeterValuesReq): SamplesHeard {
  const { stamp, samples } = newestOf(meterValue);
  let values = 0;
  for (const one of meterValue) values += one.sampledValue.length;
  return {
    kind: 'samples',
    evse: connectorId,
    values,
    readings: readingsOf(samples),
    ...(transactionId !== undefined && isTransactionNumber(transactionId) && { number: transactionId }),
    ...stamp,
  };
}

export const isTransactionNumber = (number: number): boolean => number > 0 && number <= 0x7fffffff;

/** The values of the newest time, which some stations spread over an entry each (Q46). */
function newestOf(values: readonly MeterValue[]): { stamp: Stamped; samples: readonly SampledValue[] } {
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

/** The newest values of one meter value. Defaults of 1.6 when absent: energy register, Wh. Signed data say nothing here. */
function readingsOf(samples: readonly SampledValue[]): Readings {
  let energyWh: number | undefined;
  let powerW: number | undefined;
  const amps: [number?, number?, number?] = [];
  const fedIn: number[] = [];
  for (const sample of samples) {
    if (sample.format === 'SignedData') continue;
    const value = numberOf(sample.value);
    if (!Number.isFinite(value)) continue;
    switch (sample.measurand) {
      case undefined:
      case 'Energy.Active.Import.Register':
        if (sample.phase === undefined) energyWh = value * scaleOf(sample.unit);
        break;
      case 'Power.Active.Import':
        if (sample.phase === undefined) powerW = value * scaleOf(sample.unit);
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

/** One message that was received, and how its times are to be understood. */
export interface Received<Payload> {
  readonly payload: Payload;
  readonly times: TimeFrame;
}

/** MeterValues.req upstream, from one or several that were received for one transaction. */
export function sayMeterValues(
  connectorId: number,
  transactionId: number | undefined,
  received: readonly Received<MeterValuesReq>[],
): Wording {
  return {
    action: 'MeterValues',
    payload: {
      connectorId,
      ...(transactionId !== undefined && { transactionId }),
      meterValue: received.flatMap(({ payload, times }) => strictMeterValues(payload.meterValue, times)),
    },
  };
}

interface StrictMeterValue {
  readonly timestamp: string;
  readonly sampledValue: object[];
}

/**
 * Keeps what 1.6 knows and writes it as the station wrote it. What a station added of its own and entries without a sample
 * (Q16) are left out; neighbours of one time become one entry (Q46).
 */
export function strictMeterValues(values: readonly MeterValue[], times: TimeFrame): StrictMeterValue[] {
  const frame = { ...times, newest: newestTime(values) };
  const strict: StrictMeterValue[] = [];
  for (const { timestamp, sampledValue } of values) {
    if (sampledValue.length === 0) continue;
    const time = strictTime(timestamp, frame);
    const last = strict.at(-1);
    if (last?.timestamp === time) last.sampledValue.push(...sampledValue.map(strictSample));
    else strict.push({ timestamp: time, sampledValue: sampledValue.map(strictSample) });
  }
  return strict;
}

const newestTime = (values: readonly MeterValue[]): number =>
  values.reduce((newest, { timestamp }) => Math.max(newest, parseTime(timestamp) ?? newest), 0);

/** `Celcius` is how every central system of 1.6 knows it (Q10). */
const strictSample = ({ value, context, format, measurand, phase, location, unit }: SampledValue): object => ({
  value,
  ...(context !== undefined && { context }),
  ...(format !== undefined && { format }),
  ...(measurand !== undefined && { measurand }),
  ...(phase !== undefined && { phase }),
  ...(location !== undefined && { location }),
  ...(unit !== undefined && { unit: unit === 'Celsius' ? 'Celcius' : unit }),
});

/** The moment that a fact has beyond its raw payload. */
export const timesOf = (fact: { readonly happenedAt: Utc; readonly clockOffsetSeconds?: number }): TimeFrame => ({
  happenedAt: fact.happenedAt,
  offsetMs: (fact.clockOffsetSeconds ?? 0) * 1000,
});
