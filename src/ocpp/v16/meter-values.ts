import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { FromStation, Readings, Wording } from '../heard.ts';
import { parseTime } from '../time.ts';

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
export function readMeterValues(payload: MeterValuesReq): FromStation {
  const last = payload.meterValue.at(-1);
  const at = last === undefined ? undefined : parseTime(last.timestamp);
  const number = payload.transactionId;
  return {
    kind: 'samples',
    evse: payload.connectorId,
    readings: last === undefined ? {} : readingsOf(last.sampledValue),
    ...(number !== undefined && isTransactionNumber(number) && { number }),
    ...(at !== undefined && { at: at as Utc }),
  };
}

export const isTransactionNumber = (number: number): boolean => number > 0 && number <= 0x7fffffff;

/** The newest values of one meter value. Defaults of 1.6 when absent: energy register, Wh. Signed data say nothing here. */
export function readingsOf(samples: readonly SampledValue[]): Readings {
  let energyWh: number | undefined;
  let powerW: number | undefined;
  const amps: [number?, number?, number?] = [];
  for (const sample of samples) {
    if (sample.format === 'SignedData') continue;
    const value = Number(sample.value);
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
    }
  }
  return {
    ...(energyWh !== undefined && { energyWh }),
    ...(powerW !== undefined && { powerW }),
    ...(amps.length > 0 && { amps }),
  };
}

/** What was measured last, as a meter value that was asked for; undefined where nothing was. */
export function meterValueOf(readings: Readings, timestamp: string): MeterValue | undefined {
  const { energyWh, powerW, amps = [] } = readings;
  const context = 'Trigger';
  const sampledValue: SampledValue[] = [
    ...(energyWh === undefined
      ? []
      : [{ value: String(energyWh), context, measurand: 'Energy.Active.Import.Register', unit: 'Wh' }]),
    ...(powerW === undefined ? [] : [{ value: String(powerW), context, measurand: 'Power.Active.Import', unit: 'W' }]),
    ...amps.flatMap((one, at) =>
      one === undefined
        ? []
        : [{ value: String(one), context, measurand: 'Current.Import', phase: `L${at + 1}`, unit: 'A' }],
    ),
  ];
  return sampledValue.length === 0 ? undefined : { timestamp, sampledValue };
}

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

/** MeterValues.req upstream, from one or several that were received for one transaction. */
export function sayMeterValues(
  connectorId: number,
  transactionId: number | undefined,
  received: readonly MeterValuesReq[],
): Wording {
  return {
    action: 'MeterValues',
    payload: {
      connectorId,
      ...(transactionId !== undefined && { transactionId }),
      meterValue: received.flatMap((one) => one.meterValue).map(cleanMeterValue),
    },
  };
}

/** The time as the CSMS must take it; one that is in order stays as the station wrote it. */
export function strictTime(text: string, otherwise?: Utc): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !text.includes('T24')) return text;
  const at = parseTime(text) ?? otherwise;
  return at === undefined ? text : isoOf(at as Utc);
}

/** Keeps what 1.6 knows and writes it as the station wrote it; what a station added of its own is left out. */
export function cleanMeterValue(value: MeterValue): object {
  return {
    timestamp: strictTime(value.timestamp),
    sampledValue: value.sampledValue.map(({ value, context, format, measurand, phase, location, unit }) => ({
      value,
      ...(context !== undefined && { context }),
      ...(format !== undefined && { format }),
      ...(measurand !== undefined && { measurand }),
      ...(phase !== undefined && { phase }),
      ...(location !== undefined && { location }),
      ...(unit !== undefined && { unit }),
    })),
  };
}
