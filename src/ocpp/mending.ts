// What repairs of all versions have in common: times, and words in another case or of no list.

import type { Version } from '../model/protocol.ts';
import type { Draft, Repair } from './draft.ts';
import { wordsAt } from './schema-source.ts';
import { parseTime } from './time.ts';

/** Repairs the property of a draft, where it is a text. */
export const onText =
  (key: string, mend: (text: string, draft: Draft) => boolean): Repair =>
  (draft) => {
    const text = draft[key];
    return typeof text === 'string' && mend(text, draft);
  };

/** Words of the standard under their small letters. Made once, when a payload first needs them. */
const wordLists = new Map<string, ReadonlyMap<string, string>>();

/** The word that is meant, whatever its case. `path` is that of a list of words, without indices. */
export function wordOf(version: Version, action: string, path: string, text: string): string | undefined {
  const name = `${version} ${action} ${path}`;
  let words = wordLists.get(name);
  if (words === undefined) {
    words = new Map(wordsAt(version, action, path).map((word) => [word.toLowerCase(), word]));
    wordLists.set(name, words);
  }
  return words.get(text.trim().toLowerCase());
}

/** What becomes of a word that none knows. */
export type Otherwise = (draft: Draft, key: string, text: string) => void;

/** The word that is meant, whatever its case; what none knows is left to `otherwise`. */
export function word(version: Version, action: string, path: string, otherwise: Otherwise): Repair {
  const key = path.slice(path.lastIndexOf('.') + 1);
  return onText(key, (text, draft) => {
    const meant = wordOf(version, action, path, text);
    if (meant === text) return false;
    if (meant !== undefined) draft[key] = meant;
    else otherwise(draft, key, text);
    return draft[key] !== text;
  });
}

export const leave: Otherwise = () => undefined;
export const setTo =
  (word: string): Otherwise =>
  (draft, key) => {
    draft[key] = word;
  };
export const takeAway: Otherwise = (draft, key) => {
  delete draft[key];
};

const firstSeconds = 1_000_000_000;
const firstMillis = firstSeconds * 1000;

/** A required time that is missing or cannot be read becomes an empty one, which every reader takes for none (Q9). */
export const requiredTime =
  (key: string): Repair =>
  (draft) => {
    const value = draft[key];
    if (typeof value === 'string' && parseTime(value) !== undefined) return false;
    draft[key] = timeOfNumber(value);
    return true;
  };

/** Seconds or milliseconds since 1970, as some write them. */
function timeOfNumber(value: unknown): string {
  if (typeof value !== 'number' || !(value >= firstSeconds) || value >= firstMillis * 10) return '';
  return new Date(value >= firstMillis ? value : value * 1000).toISOString();
}

/** A time that may be missing and cannot be read is left out. */
export const optionalTime =
  (key: string): Repair =>
  (draft) => {
    const value = draft[key];
    if (value === undefined || (typeof value === 'string' && parseTime(value) !== undefined)) return false;
    const time = timeOfNumber(value);
    if (time === '') delete draft[key];
    else draft[key] = time;
    return true;
  };

/** All of them, in their order; true where one had something to mend. */
export const allOf =
  (...repairs: readonly Repair[]): Repair =>
  (draft) =>
    repairs.map((repair) => repair(draft)).includes(true);
