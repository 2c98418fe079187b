// The schemas of two packages, read from the official files by two projects, say the same but for three limits that one of
// them sets wider on purpose. `src/ocpp/schema-source.ts` and the judge of our frames take these three back.

import { createRequire } from 'node:module';
import * as ours16 from 'typed-ocpp/dist/ocpp16/schemas.js';
import * as ours201 from 'typed-ocpp/dist/ocpp20/schemas.js';
import * as ours21 from 'typed-ocpp/dist/ocpp21/schemas.js';
import { expect, it } from 'vitest';

type Schema = Readonly<Record<string, unknown>>;

const require = createRequire(import.meta.url);
const theirs = (file: string): ReadonlyMap<string, Schema> =>
  new Map((require(`ocpp-rpc/lib/schemas/${file}`) as Schema[]).map((one) => [String(one['$id']), one]));

/** Keywords that decide what is valid. */
const deciding = [
  'type',
  'enum',
  'required',
  'maxLength',
  'minLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'multipleOf',
  'format',
  'additionalProperties',
] as const;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Path and keyword → what it says, references followed. */
function rulesOf(
  root: Schema,
  schema: Schema = root,
  path = '',
  into = new Map<string, string>(),
): Map<string, string> {
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const name = reference.split('/').at(-1)!;
    return rulesOf(root, (root['definitions'] as Record<string, Schema>)[name], path, into);
  }
  for (const keyword of deciding) {
    const value = schema[keyword];
    if (value === undefined || (keyword === 'additionalProperties' && !('properties' in schema))) continue;
    const sorted = Array.isArray(value) ? [...(value as unknown[])].sort() : value;
    into.set(`${path} ${keyword}`, JSON.stringify(sorted));
  }
  const { properties, items } = schema;
  if (isSchema(properties))
    for (const [name, one] of Object.entries(properties))
      if (isSchema(one)) rulesOf(root, one, `${path}.${name}`, into);
  if (isSchema(items)) rulesOf(root, items, `${path}[]`, into);
  return into;
}

function differencesOf(ours: Schema, other: Schema): string[] {
  const [left, right] = [rulesOf(ours), rulesOf(other)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((key) => left.get(key) !== right.get(key))
    .map((key) => `${key}: ${left.get(key)}, not ${right.get(key)}`);
}

function compare(source: Readonly<Record<string, Schema>>, file: string): { count: number; differences: string[] } {
  const official = theirs(file);
  const differences: string[] = [];
  let count = 0;
  for (const [name, schema] of Object.entries(source)) {
    const action = name.replace(/(Request|Response)$/, '');
    const id = name.endsWith('Response') ? `urn:${action}.conf` : `urn:${action}.req`;
    const other = official.get(id) ?? official.get(`urn:${name}`);
    count += other === undefined ? 0 : 1;
    differences.push(
      ...(other === undefined ? [`${id} is missing`] : differencesOf(schema, other).map((one) => name + one)),
    );
  }
  return { count, differences };
}

it('OCPP 1.6: 78 schemas agree but for exactly 3 limits', () => {
  const { count, differences } = compare(ours16, 'ocpp1_6.json');
  expect(count).toBe(78);
  expect(differences.sort()).toEqual([
    'ChangeConfigurationRequest.value maxLength: 2048, not 500',
    'GetConfigurationResponse.configurationKey[].value maxLength: 2048, not 500',
    'StatusNotificationRequest.info maxLength: 100, not 50',
  ]);
});

it.each([
  ['2.0.1', ours201, 'ocpp2_0_1.json', 128],
  ['2.1', ours21, 'ocpp2_1.json', 181],
] as const)('OCPP %s: every schema agrees', (_, source, file, expected) => {
  const { count, differences } = compare(source, file);
  expect(differences).toEqual([]);
  expect(count).toBe(expected);
});
