// The forms that fields of commands have, each with its JSON Schema.

import { utc } from '../../model/time.ts';

export interface Field {
  /** The end of "… is". */
  readonly must: string;
  readonly takes: (value: unknown) => boolean;
  /** What it becomes; itself when absent. */
  readonly read?: (value: unknown) => unknown;
  readonly schema: object;
}

const like = (pattern: RegExp, must: string): Field => ({
  must,
  takes: (value) => typeof value === 'string' && pattern.test(value),
  schema: { type: 'string', pattern: pattern.source },
});

/** One level of a topic, as it is. */
export const id = like(/^[A-Za-z0-9._~:-]{1,64}$/, '1 to 64 letters, digits or . _ ~ : -');

export const text = (most: number): Field => ({
  must: `a text of 1 to ${most} characters`,
  takes: (value) => typeof value === 'string' && value.length >= 1 && value.length <= most && !/\p{Cc}/u.test(value),
  schema: { type: 'string', minLength: 1, maxLength: most },
});

/** A station by its name in the site file, and its EVSE by the number that it has there. */
export const name: Field = { ...text(48), must: 'the name of a station of the site file' };

export const evse = like(
  /^[^\u0000-\u001f]{1,48}\/[1-9]\d{0,3}$/,
  'a station of the site file and the number of its EVSE, such as "CP-01/1"',
);

export const token = like(/^[!-~]([ -~]{0,34}[!-~])?$/, 'a token of 1 to 36 printable characters');

export const truth: Field = {
  must: 'true or false',
  takes: (value) => typeof value === 'boolean',
  schema: { type: 'boolean' },
};

export const number = (least: number, most: number): Field => ({
  must: `a number from ${least} to ${most}`,
  takes: (value) => typeof value === 'number' && value >= least && value <= most,
  schema: { type: 'number', minimum: least, maximum: most },
});

export const whole = (least: number, most: number): Field => ({
  must: `a whole number from ${least} to ${most}`,
  takes: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  schema: { type: 'integer', minimum: least, maximum: most },
});

const written = like(
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/,
  'a time with its offset, such as "2026-05-01T05:30:00Z"',
);

/** With an offset: what has none may mean the time of any place. */
export const time: Field = {
  ...written,
  takes: (value) => written.takes(value) && !Number.isNaN(Date.parse(value as string)),
  read: (value) => utc(Date.parse(value as string)),
};

export const oneOf = (words: readonly (string | boolean)[]): Field => ({
  must: words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`,
  takes: (value) => words.includes(value as string),
  schema: { enum: [...words] },
});

export const objectOrNull: Field = {
  must: 'an object, or null',
  takes: (value) => typeof value === 'object' && !Array.isArray(value),
  schema: { type: ['object', 'null'] },
};

export const orNull = ({ must, takes, schema }: Field): Field => ({
  must: `${must}, or null`,
  takes: (value) => value === null || takes(value),
  schema: { anyOf: [schema, { type: 'null' }] },
});

export const listOf = (one: Field, least: number, most: number): Field => ({
  must: `a list of ${least} to ${most}, each ${one.must}`,
  takes: (value) => Array.isArray(value) && value.length >= least && value.length <= most && value.every(one.takes),
  ...(one.read !== undefined && { read: (value) => (value as unknown[]).map(one.read!) }),
  schema: { type: 'array', minItems: least, maxItems: most, items: one.schema },
});
