// The least that a message of any version may say: made from the official schemas, so that no message is forgotten.

import * as official16 from 'typed-ocpp/dist/ocpp16/schemas.js';
import * as official201 from 'typed-ocpp/dist/ocpp20/schemas.js';
import * as official21 from 'typed-ocpp/dist/ocpp21/schemas.js';
import type { Version } from '../../../src/model/protocol.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const all: Readonly<Record<Version, Readonly<Record<string, Schema>>>> = {
  '1.6': official16,
  '2.0.1': official201,
  '2.1': official21,
};

/** Every action of a version, SENDs included. */
export const allActions = (version: Version): string[] => [
  ...new Set(
    Object.keys(all[version])
      .filter((name) => !name.endsWith('Response'))
      .map((name) => name.replace(/Request$/, '')),
  ),
];

export const sampleCall = (version: Version, action: string): Record<string, unknown> =>
  sample(all[version][`${action}Request`] ?? all[version][action]!);

export const sampleAnswer = (version: Version, action: string): Record<string, unknown> =>
  sample(all[version][`${action}Response`]!);

const sample = (schema: Schema): Record<string, unknown> =>
  valueOf(schema, schema.definitions ?? {}) as Record<string, unknown>;

function valueOf(schema: Schema, definitions: NonNullable<Schema['definitions']>): unknown {
  if (schema.$ref !== undefined) return valueOf(definitions[schema.$ref.split('/').at(-1)!]!, definitions);
  if (schema.enum !== undefined) return schema.enum.includes('Accepted') ? 'Accepted' : schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, valueOf(schema.properties![name]!, definitions)]),
      );
    case 'array':
      return [valueOf(schema.items ?? {}, definitions)];
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      if (schema.format === 'uri') return 'http://files.example/x';
      return schema.format === 'date-time' ? '2026-01-15T18:00:00Z' : 'x';
  }
}
