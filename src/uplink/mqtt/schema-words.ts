// The shapes that payloads of an MQTT uplink share. They are open: fields may be added within a version of the topics, and a
// subscriber leaves alone what it does not know.

import Type from 'typebox';
import type { TSchema } from 'typebox';

export const time = (description: string) => Type.String({ description: `${description} (UTC)`, format: 'date-time' });

export const word = (description: string) => Type.String({ description, minLength: 1, maxLength: 1000 });

export const figure = (description: string) => Type.Number({ description });

export const count = (description: string) => Type.Integer({ description, minimum: 0 });

export const truth = (description: string) => Type.Boolean({ description });

export const always = <const Value extends string | boolean>(value: Value, description?: string) =>
  Type.Literal(value, description === undefined ? {} : { description });

export const oneOf = (description: string, values: readonly string[]) =>
  Type.String({ description, enum: [...values] });

export const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema);

export const listOf = (schema: TSchema, description: string) => Type.Array(schema, { description });

/** Keys are names; every value has one shape. */
export const mapOf = (schema: TSchema, description: string): TSchema =>
  Type.Unsafe({ type: 'object', description, additionalProperties: schema });

export const gatewayId = Type.String({
  description: 'The site, and when its journal began: another box, or a new journal, is another stream',
  minLength: 1,
});

export const stationId = Type.String({ description: 'Station, as in the site file', minLength: 1, maxLength: 48 });

export const evseNumber = Type.Integer({ description: 'EVSE of the station, from 1', minimum: 0 });
