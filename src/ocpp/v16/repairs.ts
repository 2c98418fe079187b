// Repairs of payloads of OCPP 1.6; `quirks.ts` says which of them is for whom.

import type { Draft, Repair } from '../draft.ts';
import { isDraft, itemsOf, keepOnly, mendEach } from '../draft.ts';
import type { Otherwise } from '../mending.ts';
import { leave, optionalTime, requiredTime, setTo, word as wordIn, wordOf as wordIn16 } from '../mending.ts';

/** The lists of meter values in a MeterValues or StopTransaction. */
const meterValuesIn = (payload: Draft): readonly Draft[] =>
  'transactionData' in payload
    ? [...itemsOf(payload, 'meterValue'), ...itemsOf(payload, 'transactionData')]
    : itemsOf(payload, 'meterValue');

const eachSample =
  (repair: Repair): Repair =>
  (payload) =>
    mendEach(meterValuesIn(payload), (value) => mendEach(itemsOf(value, 'sampledValue'), repair));

/** Drops the samples that `keep` does not want. */
const onlySamples =
  (keep: (sample: Draft) => boolean): Repair =>
  (payload) =>
    mendEach(meterValuesIn(payload), (value) =>
      keepOnly(value, 'sampledValue', (item) => !isDraft(item) || keep(item)),
    );

const word = (action: string, path: string, otherwise: Otherwise): Repair => wordIn('1.6', action, path, otherwise);
const wordOf = (action: string, path: string, text: string): string | undefined => wordIn16('1.6', action, path, text);

const sampleWord = (property: string): string => `meterValue.sampledValue.${property}`;

/** Q15: what no list has is Other. */
export const mendContexts: Repair = eachSample(word('MeterValues', sampleWord('context'), setTo('Other')));

/** Spellings of units that are in use besides those of the standard. */
const otherUnits = new Map([
  ['%', 'Percent'],
  ['°c', 'Celcius'],
  ['c', 'Celcius'],
  ['amp', 'A'],
  ['amps', 'A'],
  ['volt', 'V'],
  ['watt', 'W'],
  ['power', 'W'],
]);
const hertz = new Set(['hz', 'hertz']);

/** Q11, Q36: 1.6 has no unit for a frequency (errata 3.86), so it goes; other spellings become those of the standard. */
export const mendUnits: Repair = eachSample(
  word('MeterValues', sampleWord('unit'), (sample, key, text) => {
    const small = text.trim().toLowerCase();
    if (hertz.has(small) && sample['measurand'] === 'Frequency') delete sample[key];
    else sample[key] = otherUnits.get(small) ?? text;
  }),
);

/** The words by which a sample says what it is. Without them nobody can tell, and the default would be a lie. */
const tellingWords = ['measurand', 'phase', 'location', 'format', 'unit'] as const;

const spellings = tellingWords
  .filter((key) => key !== 'unit')
  .map((key) => eachSample(word('MeterValues', sampleWord(key), leave)));

/** Puts the words of samples into the case of the standard. */
export const mendSampleWords: Repair = (payload) => spellings.map((mend) => mend(payload)).includes(true);

const isTold = (sample: Draft): boolean =>
  tellingWords.every((key) => {
    const text = sample[key];
    return typeof text !== 'string' || wordOf('MeterValues', sampleWord(key), text) === text;
  });

/** Samples of a kind that the standard does not know say nothing to anybody: left out. */
export const dropUntoldSamples: Repair = onlySamples(isTold);

/** Q12: an unknown error is OtherError, and its own word goes where vendors have room. */
export const mendErrorCode: Repair = (payload) => {
  if (payload['errorCode'] === undefined) {
    payload['errorCode'] = 'NoError';
    return true;
  }
  return word('StatusNotification', 'errorCode', (draft, key, text) => {
    draft['vendorErrorCode'] ??= text;
    draft[key] = 'OtherError';
  })(payload);
};

/** A status that nobody knows: whether the connector can be used is not known either, so it cannot. */
export const mendStatus: Repair = word('StatusNotification', 'status', (draft, key, text) => {
  draft['vendorErrorCode'] ??= text;
  draft['errorCode'] = 'OtherError';
  draft[key] = 'Unavailable';
});

/** An unknown reason is Other. */
export const mendReason: Repair = word('StopTransaction', 'reason', setTo('Other'));

export const mendTime: Repair = requiredTime('timestamp');
export const mendOptionalTime: Repair = optionalTime('timestamp');
export const mendMeterTimes: Repair = (payload) => mendEach(meterValuesIn(payload), requiredTime('timestamp'));

/** Q43: a register that is missing is 0 in the message; whoever reads it finds the quirk and does not believe it. */
export const mendRegister =
  (key: 'meterStart' | 'meterStop'): Repair =>
  (payload) => {
    const value = payload[key];
    if (value !== undefined && value !== '') return false;
    payload[key] = 0;
    return true;
  };

/** A token that is missing is an empty one, which nobody knows. */
export const mendToken: Repair = (payload) => {
  if (payload['idTag'] !== undefined) return false;
  payload['idTag'] = '';
  return true;
};

/** Q3: a stop that names no transaction means the one that is open. */
export const mendStopNumber: Repair = (payload) => {
  if (Number.isInteger(payload['transactionId'])) return false;
  const text = payload['transactionId'];
  payload['transactionId'] = typeof text === 'string' && /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : -1;
  return true;
};

/** Q1, Q2: a transaction id of MeterValues that is no whole number is none. */
export const mendSampleNumber: Repair = (payload) => {
  const value = payload['transactionId'];
  if (value === undefined || Number.isInteger(value)) return false;
  if (typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim())) payload['transactionId'] = Number(value);
  else delete payload['transactionId'];
  return true;
};

/** Q18: values of settings are texts, whatever a station takes them for. */
export const mendSettings: Repair = (payload) =>
  mendEach(itemsOf(payload, 'configurationKey'), (setting) => {
    const { value, readonly } = setting;
    if (typeof value === 'number' || typeof value === 'boolean') setting['value'] = String(value);
    if (typeof readonly !== 'boolean') setting['readonly'] = readonly === 'true';
    return setting['value'] !== value || setting['readonly'] !== readonly;
  });
