// The forms that fields of commands have.

import { utc } from '../../model/time.ts';

export interface Field {
  /** The end of "… is". */
  readonly must: string;
  readonly takes: (value: unknown) => boolean;
  /** What it becomes; itself when absent. */
  readonly read?: (value: unknown) => unknown;
}

const isText = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value);

/** One level of a topic, as it is. */
export const id: Field = {
  must: '1 to 64 letters, digits or . _ ~ : -',
  takes: (value) => isText(value, /^[A-Za-z0-9._~:-]{1,64}$/),
};

export const text = (most: number): Field => ({
  must: `a text of 1 to ${most} characters`,
  takes: (value) => typeof value === 'string' && value.length >= 1 && value.length <= most && !/\p{Cc}/u.test(value),
});

/** A station by its name in the site file, and its EVSE by the number that it has there. */
export const name: Field = { ...text(48), must: 'the name of a station of the site file' };

export const evse: Field = {
  must: 'a station of the site file and the number of its EVSE, such as "CP-01/1"',
  takes: (value) => isText(value, /^[^\p{Cc}]{1,48}\/[1-9]\d{0,3}$/u),
};

export const token: Field = {
  must: 'a token of 1 to 36 printable characters',
  takes: (value) => isText(value, /^[!-~]([ -~]{0,34}[!-~])?$/),
};

export const truth: Field = { must: 'true or false', takes: (value) => typeof value === 'boolean' };

export const number = (least: number, most: number): Field => ({
  must: `a number from ${least} to ${most}`,
  takes: (value) => typeof value === 'number' && value >= least && value <= most,
});

export const whole = (least: number, most: number): Field => ({
  must: `a whole number from ${least} to ${most}`,
  takes: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
});

/** With an offset: what has none may mean the time of any place. */
export const time: Field = {
  must: 'a time with its offset, such as "2026-05-01T05:30:00Z"',
  takes: (value) =>
    isText(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/) &&
    !Number.isNaN(Date.parse(value as string)),
  read: (value) => utc(Date.parse(value as string)),
};

export const oneOf = (words: readonly (string | boolean)[]): Field => ({
  must: words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`,
  takes: (value) => words.includes(value as string),
});

export const orNull = ({ must, takes }: Field): Field => ({
  must: `${must}, or null`,
  takes: (value) => value === null || takes(value),
});

export const listOf = (one: Field, least: number, most: number): Field => ({
  must: `a list of ${least} to ${most}, each ${one.must}`,
  takes: (value) => Array.isArray(value) && value.length >= least && value.length <= most && value.every(one.takes),
  ...(one.read !== undefined && { read: (value) => (value as unknown[]).map(one.read!) }),
});
