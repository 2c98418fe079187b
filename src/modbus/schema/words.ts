// The shapes that many keys of a device file share.

import Type from 'typebox';

/** How a point, a param, a sequence or a group may be called. */
export const namePattern = '^[a-z][A-Za-z0-9_]{0,47}$';

export const named = (what: string) =>
  Type.String({ description: `${what}: a small letter, then letters, digits or _`, pattern: namePattern });

export const expression = (what: string) =>
  Type.String({
    description: `${what}: an expression such as "cable & 4 == 4 && charging == 1"`,
    minLength: 1,
    maxLength: 500,
  });

/** What is written or compared: a value, or an expression for one. */
export const valueOrExpression = (what: string) =>
  Type.Union([Type.Number(), Type.Boolean(), expression(what)], { description: `${what}: a number or an expression` });

export const plainValue = (what: string) =>
  Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 100 })], { description: what });

export const milliseconds = (what: string, minimum = 0) =>
  Type.Integer({ description: `${what}, in milliseconds`, minimum, maximum: 600_000 });

export const seconds = (what: string, minimum = 0) =>
  Type.Number({ description: `${what}, in seconds`, minimum, maximum: 86_400 });

export const register = (what: string) =>
  Type.Integer({ description: `${what}: an address of the protocol, from 0`, minimum: 0, maximum: 65_535 });

export const unitId = (what: string) => Type.Integer({ description: what, minimum: 0, maximum: 255 });

export const sentence = (what: string) => Type.String({ description: what, minLength: 1, maxLength: 1000 });
