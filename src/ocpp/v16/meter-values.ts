import type { MeterValue, SampledValue, SignedMeterValue } from '../../model/sampled-value.ts';
import type { SamplesHeard, Wording } from '../heard.ts';
import { countOf, isTransactionNumber, newestOf, readingsOf } from '../readings.ts';
import type { Lose } from '../loss.ts';
import { collectLosses, withLosses } from '../loss.ts';
import { wordsAt } from '../schema-source.ts';
import type { TimeFrame } from '../stamp.ts';
import { strictTime } from '../stamp.ts';
import { parseTime } from '../time.ts';

export interface MeterValuesReq {
  readonly connectorId: number;
  readonly transactionId?: number;
  readonly meterValue: readonly MeterValue[];
}

/** MeterValues.req. Transaction ids that mean nothing (0, negative, beyond int32) count as absent (Q1, Q2). */
export function readMeterValues({ connectorId, transactionId, meterValue }: MeterValuesReq): SamplesHeard {
  const { stamp, samples } = newestOf(meterValue);
  return {
    kind: 'samples',
    evse: connectorId,
    values: countOf(meterValue),
    readings: readingsOf(samples),
    ...(transactionId !== undefined && isTransactionNumber(transactionId) && { number: transactionId }),
    ...stamp,
  };
}

/** Meter values as they came, and how their times are to be understood. */
export interface Received {
  readonly values: readonly MeterValue[];
  readonly times: TimeFrame;
}

/** MeterValues.req upstream, from one or several that were received for one transaction. */
export function sayMeterValues(
  connectorId: number,
  transactionId: number | undefined,
  received: readonly Received[],
  { losses, lose } = collectLosses(),
): Wording {
  const payload = {
    connectorId,
    ...(transactionId !== undefined && { transactionId }),
    meterValue: received.flatMap(({ values, times }) => strictMeterValues(values, times, lose)),
  };
  return withLosses({ action: 'MeterValues', payload }, losses);
}

interface StrictMeterValue {
  readonly timestamp: string;
  readonly sampledValue: object[];
}

/**
 * Keeps what 1.6 knows and writes it as the station wrote it. What a station added of its own and entries without a sample
 * (Q16) are left out; neighbours of one time become one entry (Q46).
 */
export function strictMeterValues(values: readonly MeterValue[], times: TimeFrame, lose: Lose): StrictMeterValue[] {
  const frame = { ...times, newest: newestTime(values) };
  const strict: StrictMeterValue[] = [];
  for (const { timestamp, sampledValue } of values) {
    const said = sampledValue.flatMap((sample) => saidOf(sample, lose));
    if (said.length === 0) continue;
    const time = strictTime(timestamp, frame);
    const last = strict.at(-1);
    if (last?.timestamp === time) last.sampledValue.push(...said);
    else strict.push({ timestamp: time, sampledValue: said });
  }
  return strict;
}

const newestTime = (values: readonly MeterValue[]): number =>
  values.reduce((newest, { timestamp }) => Math.max(newest, parseTime(timestamp) ?? newest), 0);

/** Measurands that only 2.x knows are left out; what was signed stands beside its number, in a sample of its own. */
function saidOf(sample: SampledValue, lose: Lose): object[] {
  const { measurand, signed } = sample;
  if (measurand !== undefined && !measurands.has(measurand)) {
    lose('measurand', 'noSuchWord');
    return [];
  }
  const plain = strictSample(sample, plainValue(sample), lose);
  if (signed === undefined) return [plain];
  const { unit: _, multiplier: __, ...same } = sample;
  return [plain, strictSample({ ...same, format: 'SignedData' }, textOf(signed), lose)];
}

/** The text that 1.6 has for the four fields of 2.x; data that came from 1.6 without them is the text itself. */
function textOf({ signedMeterData, signingMethod = '', encodingMethod, publicKey = '' }: SignedMeterValue): string {
  if (signingMethod === '' && encodingMethod === '' && publicKey === '') return signedMeterData;
  return JSON.stringify({ signedMeterData, signingMethod, encodingMethod, publicKey });
}

/** What 1.6 has names for, by its schema. */
export const measurands: ReadonlySet<string> = new Set(
  wordsAt('1.6', 'MeterValues', 'meterValue.sampledValue.measurand'),
);
const units: ReadonlySet<string> = new Set(wordsAt('1.6', 'MeterValues', 'meterValue.sampledValue.unit'));

/** `Celcius` is how every central system of 1.6 knows it (Q10). It has no Hz: the unit is left out (3.86 of the errata). */
function strictSample({ context, format, measurand, phase, location, unit }: SampledValue, value: string, lose: Lose) {
  const isKnown = unit === undefined || units.has(unit);
  if (!isKnown) lose('unit', 'noSuchWord');
  if (location === 'Upstream') lose('location', 'noSuchWord');
  return {
    value,
    ...(context !== undefined && { context }),
    ...(format !== undefined && { format }),
    ...(measurand !== undefined && { measurand }),
    ...(phase !== undefined && { phase }),
    ...(location !== undefined && { location: location === 'Upstream' ? 'Inlet' : location }),
    ...(unit !== undefined && isKnown && { unit: unit === 'Celsius' ? 'Celcius' : unit }),
  };
}

/** 1.6 has no multiplier: the value is written out. */
const plainValue = ({ value, multiplier = 0 }: SampledValue): string =>
  multiplier === 0 ? value : String(Number((Number(value) * 10 ** multiplier).toPrecision(15)));
