// What a schema finds, in words that say what to do.

import type { ErrorObject } from 'ajv';
import { error } from './problem.ts';
import type { ConfigPath, ConfigProblem } from './problem.ts';

/**
 * `written` is the file as it is written, before secrets were put in: what a message quotes is taken from there.
 * Where several alternatives failed at one place, that is one problem. `schema`
 * is the file that describes them all.
 */
export function explain(errors: readonly ErrorObject[], written: unknown, schema: string): ConfigProblem[] {
  const chosen = new Set(errors.filter(({ keyword }) => keyword === 'anyOf').map((one) => one.instancePath));
  return errors
    .filter(({ keyword, instancePath }) => keyword === 'anyOf' || !chosen.has(instancePath))
    .map((one) => explainOne(one, written, schema));
}

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

function explainOne(found: ErrorObject, written: unknown, file: string): ConfigProblem {
  const { path, value } = follow(found.instancePath, written);
  const params = found.params as Record<string, unknown>;
  const schema = found.parentSchema as Schema;
  const hint = schema.description === undefined ? `See ${file}.` : `It is: ${schema.description}.`;
  const quoted = shown(value, path);
  switch (found.keyword) {
    case 'additionalProperties':
      return unknownKey(String(params['additionalProperty']), path, schema);
    case 'required': {
      const key = String(params['missingProperty']);
      const what = schema.properties?.[key]?.description;
      return error(
        'BB_CONFIG_MISSING_KEY',
        path,
        `"${key}" is missing${path.length === 0 ? '' : ' here'}.`,
        what === undefined ? `Add "${key}".` : `Add "${key}": ${what}.`,
      );
    }
    case 'enum': {
      const allowed = (params['allowedValues'] as unknown[]).map(String);
      const near = typeof value === 'string' && quoted !== hidden ? nearest(value, allowed) : undefined;
      return error(
        'BB_CONFIG_VALUE',
        path,
        `${quoted} is none of the allowed values.`,
        `${near === undefined ? '' : `Did you mean "${near}"? `}Write one of: ${allowed.join(', ')}.`,
      );
    }
    case 'type':
      return error('BB_CONFIG_TYPE', path, `${quoted} is no ${typeName(String(params['type']))}.`, hint);
    case 'minimum':
      return error('BB_CONFIG_VALUE', path, `${quoted} is below the least, ${String(params['limit'])}.`, hint);
    case 'maximum':
      return error('BB_CONFIG_VALUE', path, `${quoted} is above the most, ${String(params['limit'])}.`, hint);
    case 'pattern':
    case 'anyOf':
      return error('BB_CONFIG_VALUE', path, `${quoted} does not have the right form.`, hint);
    default:
      return error('BB_CONFIG_VALUE', path, `${quoted} ${found.message ?? 'is not valid'}.`, hint);
  }
}

function unknownKey(key: string, path: ConfigPath, { properties = {} }: Schema): ConfigProblem {
  const known = Object.keys(properties);
  const near = nearest(key, known);
  return error(
    'BB_CONFIG_UNKNOWN_KEY',
    [...path, key],
    `There is no key "${key.slice(0, 80)}" here.`,
    near === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${near}"?`,
  );
}

/** A JSON pointer as a path through the file, and what stands there; only a list has numbers for keys. */
function follow(pointer: string, top: unknown): { path: ConfigPath; value: unknown } {
  let value = top;
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(value) ? Number(name) : name;
      value = (value as Record<string | number, unknown> | undefined)?.[key];
      return key;
    });
  return { path, value };
}

const hidden = 'The value';

/** A value as it may be shown: short, no part of the file that may hold a secret. */
function shown(value: unknown, path: ConfigPath): string {
  // Somebody named another file than he meant: that is nobody's business.
  if (path.length === 0 || (path.length === 1 && path[0] === 'tokens')) return hidden;
  if (path.some((key) => typeof key === 'string' && /password|secret|^security$|^url$|^token$|^aliases$/i.test(key)))
    return hidden;
  if (Array.isArray(value)) return 'A list';
  if (typeof value === 'object' && value !== null) return 'A set of keys';
  return JSON.stringify(value)?.slice(0, 60) ?? hidden;
}

const typeNames: Readonly<Record<string, string>> = {
  object: 'set of keys',
  array: 'list',
  string: 'text (put it in quotes)',
  integer: 'whole number',
  boolean: 'true or false',
};

const typeName = (type: string): string => typeNames[type] ?? type;

/** The known word that differs by the fewest letters, if few enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 50) return undefined;
  const ranked = known.map((other) => ({ other, by: distance(word.toLowerCase(), other.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.by - b.by)[0];
  return best !== undefined && best.by <= 3 && best.by < word.length / 2 + 1 ? best.other : undefined;
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
