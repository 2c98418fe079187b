import type { MeterValueType, SampledValueType } from 'typed-ocpp/dist/ocpp20/types.js';
import type { MeterValue, SampledValue, SignedMeterValue } from '../../model/sampled-value.ts';
import type { SamplesHeard, Wording } from '../heard.ts';
import { countOf, newestOf, readingsOf } from '../readings.ts';
import type { Lose } from '../loss.ts';
import { collectLosses, withLosses } from '../loss.ts';
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
export function sayMeterValues(evseId: number, values: readonly MeterValue[], times: TimeFrame, words: Words): Wording {
  const { losses, lose } = collectLosses();
  const payload = { evseId, meterValue: strictMeterValues(values, times, words, lose) };
  return withLosses({ action: 'MeterValues', payload }, losses);
}

/** The energy register in Wh, where the station wrote only signed data; by the context of those. */
export type RegisterAt = (context: string | undefined) => number | undefined;

/**
 * Keeps what the version knows. Entries without a sample (Q16) are left out, and so is what is no number; neighbours of one
 * time become one entry (Q46).
 */
export function strictMeterValues(
  values: readonly MeterValue[],
  times: TimeFrame,
  words: Words,
  lose: Lose,
  registerAt?: RegisterAt,
): MeterValueType[] {
  const newest = values.reduce((last, { timestamp }) => Math.max(last, parseTime(timestamp) ?? last), 0);
  const strict: { timestamp: string; sampledValue: SampledValueType[] }[] = [];
  for (const { timestamp, sampledValue } of joined(values, registerAt)) {
    const said = sampledValue.flatMap((sample) => saySample(sample, words, lose) ?? []);
    if (said.length === 0) continue;
    const time = strictTime(timestamp, { ...times, newest });
    const last = strict.at(-1);
    if (last?.timestamp === time) last.sampledValue.push(...said);
    else strict.push({ timestamp: time, sampledValue: said });
  }
  return strict;
}

/**
 * 1.6 has signed data as a sample of its own, 2.x as part of the sample that it signs: it goes to the one of the same kind
 * that has none yet, and makes one of its own where there is none.
 */
function joined(values: readonly MeterValue[], registerAt: RegisterAt | undefined): readonly MeterValue[] {
  if (!values.some(({ sampledValue }) => sampledValue.some(isSigned))) return values;
  const all = values.map(({ timestamp, sampledValue }) => ({
    timestamp,
    sampledValue: sampledValue.filter((one) => !isSigned(one)),
  }));
  for (const [at, { sampledValue }] of values.entries())
    for (const sample of sampledValue.filter(isSigned)) {
      const signed = dataIn(sample.value);
      const near = [
        all[at]!,
        ...all.filter((one) => parseTime(one.timestamp) === parseTime(all[at]!.timestamp)),
        ...all.slice(-1),
      ];
      const holder = near.find((one) => one.sampledValue.some((other) => isOfSame(other, sample)));
      const index = holder?.sampledValue.findIndex((other) => isOfSame(other, sample)) ?? -1;
      if (holder !== undefined) holder.sampledValue[index] = { ...holder.sampledValue[index]!, signed };
      else all[at]!.sampledValue.push(aloneWith(sample, signed, registerAt));
    }
  return all;
}

const isSigned = ({ format }: SampledValue): boolean => format === 'SignedData';

const register = 'Energy.Active.Import.Register';

const isOfSame = (one: SampledValue, signed: SampledValue): boolean =>
  one.signed === undefined &&
  (one.measurand ?? register) === (signed.measurand ?? register) &&
  one.phase === signed.phase &&
  (one.location ?? 'Outlet') === (signed.location ?? 'Outlet') &&
  (signed.context === undefined || one.context === signed.context);

/** Of a register that nobody wrote as a number, the number is the one that is known; of anything else there is none. */
function aloneWith(sample: SampledValue, signed: SignedMeterValue, registerAt: RegisterAt | undefined): SampledValue {
  const { format: _, unit: __, multiplier: ___, ...same } = sample;
  const isRegister = (sample.measurand ?? register) === register && sample.phase === undefined;
  const wh = isRegister ? registerAt?.(sample.context) : undefined;
  return { ...same, value: wh === undefined ? '' : String(wh), ...(wh !== undefined && { unit: 'Wh' }), signed };
}

/** What 1.6 has in one text: the four fields of 2.x as JSON, or the data alone. Never encoded anew. */
export function dataIn(text: string): SignedMeterValue {
  if (text.startsWith('{'))
    try {
      const { signedMeterData, encodingMethod, signingMethod, publicKey, ...more } = JSON.parse(text) as Record<
        string,
        unknown
      >;
      const all = { signedMeterData, encodingMethod, signingMethod, publicKey };
      if (Object.keys(more).length === 0 && areTexts(all)) return all;
    } catch {
      // Data that begins like an object and is none.
    }
  return { signedMeterData: text, encodingMethod: '' };
}

const areTexts = (all: Record<string, unknown>): all is Record<keyof typeof all, string> & SignedMeterValue =>
  Object.values(all).every((one) => typeof one === 'string');

/** `Celcius` is a word of 1.6; a temperature and what turns have no measurand in 2.x. */
function saySample(sample: SampledValue, words: Words, lose: Lose): SampledValueType | undefined {
  const { context, measurand, phase, location, unit, multiplier } = sample;
  if (measurand !== undefined && !words.measurands.has(measurand)) return void lose('measurand', 'noSuchWord');
  const signed = signedOf(sample, words, lose);
  const number = numberOf(sample.value);
  if (!Number.isFinite(number)) lose('value', 'notANumber');
  // What was signed is not left out for the want of its number.
  if (!Number.isFinite(number) && signed === undefined) return undefined;
  if (location !== undefined && !words.locations.has(location)) lose('location', 'noSuchWord');
  return {
    value: Number.isFinite(number) ? number : 0,
    ...(context !== undefined && { context: context as NonNullable<SampledValueType['context']> }),
    ...(measurand !== undefined && { measurand: measurand as NonNullable<SampledValueType['measurand']> }),
    ...(phase !== undefined && { phase: phase as NonNullable<SampledValueType['phase']> }),
    ...(location !== undefined && {
      location: (words.locations.has(location) ? location : 'Inlet') as NonNullable<SampledValueType['location']>,
    }),
    ...(signed !== undefined && { signedMeterValue: signed }),
    ...((unit !== undefined || multiplier !== undefined) && {
      unitOfMeasure: {
        ...(unit !== undefined && { unit: unit === 'Celcius' ? 'Celsius' : unit }),
        ...(multiplier !== undefined && { multiplier }),
      },
    }),
  };
}

/** The bytes that were signed, as they came. 2.0.1 requires what 2.1 leaves out. */
function signedOf({ signed }: SampledValue, { longestSignedData }: Words, lose: Lose) {
  if (signed === undefined) return undefined;
  if (signed.signedMeterData.length > longestSignedData) return void lose('signedMeterValue', 'tooLong');
  return { signingMethod: '', publicKey: '', ...signed };
}

const numberOf = (text: string): number => {
  const value = Number(text.replace(',', '.'));
  return text.trim() === '' ? Number.NaN : value;
};
