// The shapes that many keys of the site file share, each with the form it must have said in its description.

import Type from 'typebox';

/** No other keys than those that are named: a misspelt key never does nothing in silence. */
export const closed = { additionalProperties: false };

export const id = (what: string) =>
  Type.String({
    description: `${what}: 1 to 48 letters, digits or * _ = + | @ . -`,
    minLength: 1,
    maxLength: 48,
    pattern: '^[A-Za-z0-9*_=+|@.-]+$',
  });

export const amps = (what: string) =>
  Type.Number({ description: `${what}, in amps per phase`, minimum: 0, maximum: 10_000 });

export const text = (what: string) => Type.String({ description: what, minLength: 1, maxLength: 500 });

export const whole = (what: string, minimum: number, maximum: number) =>
  Type.Integer({ description: what, minimum, maximum });

export const oneOf = <const Values extends string[]>(description: string, values: readonly [...Values]) =>
  Type.Enum(values, { description });

export const address = (description: string) =>
  Type.String({ description, pattern: '^[^\\s:]+:\\d{1,5}$|^\\[[0-9a-fA-F:]+\\]:\\d{1,5}$' });

export const clockTime = (what: string) =>
  Type.String({
    description: `${what}, such as "17:00"; "24:00" is the end of the day`,
    pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  });

export const bytes = (what: string) =>
  Type.String({
    description: `${what}: a number with B, kB, MB, GB, KiB, MiB or GiB, such as 50MiB`,
    pattern: '^\\d{1,12}(\\.\\d{1,3})?\\s?([kKMG]i?B|B)?$',
  });

export const days = Type.Array(oneOf('Day', ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), {
  description: 'Days of the week; every day when absent',
  minItems: 1,
  maxItems: 7,
});
