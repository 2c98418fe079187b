// The official schemas, and how they are relaxed for what we receive. Taken file by file: the package's own entrance
// compiles every validator when it is imported, at two seconds and 260 MB.

import * as messages16 from 'typed-ocpp/dist/ocpp16/schemas.js';
import * as messages201 from 'typed-ocpp/dist/ocpp20/schemas.js';
import * as messages21 from 'typed-ocpp/dist/ocpp21/schemas.js';
import type { Version } from '../model/protocol.ts';

export type Schema = Readonly<Record<string, unknown>>;

/**
 * `strict` is what we send. `tolerant` is what we receive: unknown properties are no fault (Q17). `shape` says only which
 * properties there must be and of which type: what it takes, a repair can use.
 */
export type Stance = 'strict' | 'tolerant' | 'shape';

/** A CALL (or SEND) or the answer to it. */
export type Side = 'call' | 'answer';

const messages: Readonly<Record<Version, Readonly<Record<string, Schema>>>> = {
  '1.6': messages16,
  '2.0.1': messages201,
  '2.1': messages21,
};

const actions: Readonly<Record<Version, ReadonlySet<string>>> = {
  '1.6': actionsIn(messages16),
  '2.0.1': actionsIn(messages201),
  '2.1': actionsIn(messages21),
};

/** A SEND of 2.1 has no answer and no suffix. */
function actionsIn(source: Readonly<Record<string, Schema>>): ReadonlySet<string> {
  const names = Object.keys(source).filter((name) => !name.endsWith('Response'));
  return new Set(names.map((name) => name.replace(/Request$/, '')));
}

/** Every action that a version knows, SENDs included. */
export const actionsOf = (version: Version): ReadonlySet<string> => actions[version];

/** Where the definitions of a version are known to Ajv; messages refer to them there, so each compiles once. */
export const definitionsId = (version: Version): string => `ocpp${version}`;

/** The definitions that all messages of a version share. */
export function definitionsOf(version: Version, stance: Stance): Schema {
  const { definitions } = Object.values(messages[version])[0] as { definitions: Schema };
  return { $id: definitionsId(version), definitions: rewrite(definitions, { version, stance }) };
}

/** One message; undefined when the version has none of that name. */
export function messageOf(version: Version, action: string, side: Side, stance: Stance): Schema | undefined {
  if (!actions[version].has(action)) return undefined;
  const source = messages[version];
  const name = side === 'answer' ? `${action}Response` : `${action}Request` in source ? `${action}Request` : action;
  const found = source[name];
  if (found === undefined) return undefined;
  const { definitions: _, title: __, ...rest } = found;
  const narrow = stance === 'strict' && version === '1.6' ? narrower[name] : undefined;
  return rewrite(rest, { version, stance, ...(narrow !== undefined && { narrow }) }) as Schema;
}

/**
 * The words that a property of a CALL, or of its answer, may have, by its path without array indices (`meterValue.sampledValue.unit`).
 * Throws where the version has no such list: a mistake of ours.
 */
export const wordsAt = (version: Version, action: string, path: string, side: Side = 'call'): readonly string[] =>
  (schemaAt(version, action, path, side) as unknown as { enum: readonly string[] }).enum;

/** The names of the properties of a CALL (`''`), or of one of its properties. */
export const namesAt = (version: Version, action: string, path: string): readonly string[] =>
  Object.keys(schemaAt(version, action, path)?.['properties'] as Schema);

/** Whether a property of a CALL is one that a version knows: its name is then no text of a peer. */
export const isNamed = (version: Version, action: string, path: string): boolean =>
  schemaAt(version, action, path) !== undefined;

function schemaAt(version: Version, action: string, path: string, side: Side = 'call'): Schema | undefined {
  const { definitions = {} } = Object.values(messages[version])[0] as { definitions?: Record<string, Schema> };
  const resolved = (schema: Schema | undefined): Schema | undefined =>
    typeof schema?.['$ref'] === 'string'
      ? definitions[schema['$ref'].slice(schema['$ref'].lastIndexOf('/') + 1)]
      : schema;
  let schema = strictOf(version, action, side);
  for (const name of path === '' ? [] : path.split('.')) {
    const holder = resolved((schema?.['items'] as Schema | undefined) ?? schema);
    const properties = (holder?.['properties'] ?? {}) as Record<string, Schema>;
    schema = Object.hasOwn(properties, name) ? resolved(properties[name]) : undefined;
  }
  return schema;
}

const strictOnes = new Map<string, Schema>();

function strictOf(version: Version, action: string, side: Side): Schema | undefined {
  const key = `${version} ${action} ${side}`;
  const schema = strictOnes.get(key) ?? messageOf(version, action, side, 'strict');
  if (schema !== undefined) strictOnes.set(key, schema);
  return schema;
}

interface Narrow {
  readonly property: string;
  readonly maxLength: number;
}

/** Three limits that the package sets wider than the official files. */
const narrower: Readonly<Record<string, Narrow>> = {
  ChangeConfigurationRequest: { property: 'value', maxLength: 500 },
  GetConfigurationResponse: { property: 'value', maxLength: 500 },
  StatusNotificationRequest: { property: 'info', maxLength: 50 },
};

interface Rules {
  readonly version: Version;
  readonly stance: Stance;
  readonly narrow?: Narrow;
}

/** Keywords that close a schema to what it does not name. */
const closing = new Set(['additionalProperties', 'additionalItems']);
/** Keywords that judge a value whose type is right. */
const judging = new Set(['enum', 'format', 'maxItems', 'maxLength', 'maximum', 'minItems', 'minimum', 'multipleOf']);
/** Keywords that validate nothing. */
const idle = new Set(['default', 'description', 'javaType', 'comment']);

/** A copy of a schema by the rules. */
function rewrite(schema: unknown, rules: Rules): unknown {
  if (Array.isArray(schema)) return schema.map((one) => rewrite(one, rules));
  if (!isPlain(schema)) return schema;
  const entries = Object.entries(schema).filter(([key, value]) => isKept(key, value, rules.stance));
  return Object.fromEntries(entries.map(([key, value]) => [key, rewriteEntry(key, value, rules)]));
}

const isPlain = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A keyword never has a schema for a value here, but a property may bear its name: `format` of a sampled value. */
function isKept(key: string, value: unknown, stance: Stance): boolean {
  if (isPlain(value)) return true;
  if (idle.has(key)) return false;
  if (stance === 'strict') return true;
  return !closing.has(key) && !(stance === 'shape' && judging.has(key));
}

function rewriteEntry(key: string, value: unknown, rules: Rules): unknown {
  if (key === '$ref' && typeof value === 'string') return `${definitionsId(rules.version)}${value}`;
  const copy = rewrite(value, rules);
  return key === rules.narrow?.property && isPlain(copy) ? { ...copy, maxLength: rules.narrow.maxLength } : copy;
}
