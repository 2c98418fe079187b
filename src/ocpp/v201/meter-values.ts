import type { MeterValueType, SampledValueType } from 'typed-ocpp/dist/ocpp20/types.js';
import type { MeterValue, SampledValue } from '../../model/sampled-value.ts';
import type { SamplesHeard, Wording } from '../heard.ts';
import { countOf, newestOf, readingsOf } from '../readings.ts';
import type { TimeFrame } from '../stamp.ts';
import { strictTime } from '../stamp.ts';
import { parseTime } from '../time.ts';
import type { Words } from './words.ts';

/** MeterValues: values of no transaction. EVSE 0 is the main meter of the station. */
export function readMeterValues(payload: { evseId: number; meterValue: readonly MeterValueType[] }): SamplesHeard {
  const values = meterValuesOf(payload.meterValue);
  const { stamp, samples } = newestOf(values);
  return { kind: 'samples', evse: payload.evseId, values: countOf(values), readings: readingsOf(samples), ...stamp };
}

/** In the words that all versions share. */
export const meterValuesOf = (values: readonly MeterValueType[]): MeterValue[] =>
  values.map(({ timestamp, sampledValue }) => ({ timestamp, sampledValue: sampledValue.map(sampleOf) }));

function sampleOf({ value, unitOfMeasure, signedMeterValue, ...same }: SampledValueType): SampledValue {
  const { context, measurand, phase, location } = same;
  return {
    value: String(value),
    ...(context !== undefined && { context }),
    ...(measurand !== undefined && { measurand }),
    ...(phase !== undefined && { phase }),
    ...(location !== undefined && { location }),
    ...(unitOfMeasure?.unit !== undefined && { unit: unitOfMeasure.unit }),
    ...(unitOfMeasure?.multiplier !== undefined && { multiplier: unitOfMeasure.multiplier }),
    ...(signedMeterValue !== undefined && { signed: signedMeterValue }),
  };
}

/** MeterValues upstream. */
export const sayMeterValues = (
  evseId: number,
  values: readonly MeterValue[],
  times: TimeFrame,
  words: Words,
): Wording => ({
  action: 'MeterValues',
  payload: { evseId, meterValue: strictMeterValues(values, times, words) },
});

/**
 * Keeps what the version knows. Entries without a sample (Q16) are left out, and so is what is no number; neighbours of one
 * time become one entry (Q46).
 */
export function strictMeterValues(values: readonly MeterValue[], times: TimeFrame, words: Words): MeterValueType[] {
  const newest = values.reduce((last, { timestamp }) => Math.max(last, parseTime(timestamp) ?? last), 0);
  const strict: { timestamp: string; sampledValue: SampledValueType[] }[] = [];
  for (const { timestamp, sampledValue } of values) {
    const said = sampledValue.flatMap((sample) => saySample(sample, words) ?? []);
    if (said.length === 0) continue;
    const time = strictTime(timestamp, { ...times, newest });
    const last = strict.at(-1);
    if (last?.timestamp === time) last.sampledValue.push(...said);
    else strict.push({ timestamp: time, sampledValue: said });
  }
  return strict;
}

/** `Celcius` is a word of 1.6; a temperature and what turns have no measurand in 2.x. */
function saySample(sample: SampledValue, words: Words): SampledValueType | undefined {
  const { context, measurand, phase, location, unit, multiplier } = sample;
  if (measurand !== undefined && !words.measurands.has(measurand)) return undefined;
  const isSigned = sample.format === 'SignedData';
  const value = isSigned ? 0 : numberOf(sample.value);
  if (!Number.isFinite(value)) return undefined;
  const signed = signedOf(sample, words);
  if (isSigned && signed === undefined) return undefined;
  return {
    value,
    ...(context !== undefined && { context: context as NonNullable<SampledValueType['context']> }),
    ...(measurand !== undefined && { measurand: measurand as NonNullable<SampledValueType['measurand']> }),
    ...(phase !== undefined && { phase: phase as NonNullable<SampledValueType['phase']> }),
    ...(location !== undefined && {
      location: (words.locations.has(location) ? location : 'Inlet') as NonNullable<SampledValueType['location']>,
    }),
    ...(signed !== undefined && { signedMeterValue: signed }),
    ...((unit !== undefined || multiplier !== undefined) && {
      unitOfMeasure: { ...(unit !== undefined && { unit }), ...(multiplier !== undefined && { multiplier }) },
    }),
  };
}

/** The bytes that were signed, as they came. 1.6 has a text, perhaps with the data of 2.x in it. */
function signedOf({ signed, format, value }: SampledValue, { longestSignedData }: Words) {
  const data = signed ?? (format === 'SignedData' ? { signedMeterData: value, encodingMethod: '' } : undefined);
  if (data === undefined || data.signedMeterData.length > longestSignedData) return undefined;
  return { signingMethod: '', publicKey: '', ...data };
}

const numberOf = (text: string): number => {
  const value = Number(text.replace(',', '.'));
  return text.trim() === '' ? Number.NaN : value;
};
