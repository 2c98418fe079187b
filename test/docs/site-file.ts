// docs/site-file.md: every key of the site file, from its schema; examples from the site files in `config`.

import { readFileSync, readdirSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { siteJsonSchema } from '../../src/model/config/json-schema.ts';
import { code, table } from './table.ts';

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

interface Key {
  readonly path: string;
  readonly node: Node;
  readonly isRequired: boolean;
}

const longestExample = 60;

export function siteFilePage(config: URL): string {
  const schema = JSON.parse(siteJsonSchema()) as Node;
  const examples = examplesIn(config);
  const sections = Object.entries(schema.properties ?? {}).map(([name, node]) => {
    const isRequired = schema.required?.includes(name) === true;
    const rows = keysOf(node, name).map((key) => rowOf(key, name, examples));
    const intro = `${node.description ?? ''}${isRequired ? '. It must be there.' : '.'}`;
    return `## ${name}\n\n${intro}\n${rows.length === 0 ? `\n${table(heads, [rowOf({ path: name, node, isRequired }, '', examples)])}\n` : `\n${table(heads, rows)}\n`}`;
  });
  return `${intro}\n${sections.join('\n')}`;
}

const heads = ['Key', 'Type', 'Unit', 'Default', 'Meaning', 'Example'];

const intro = `# The site file

<!-- Written by: npm run docs -->

One YAML file says what there is on site: fuses, meters, stations, and who is told. It stays the truth: the dashboard and the
commands change its lines and keep its comments. \`busbar init\` writes a first one, \`config/depot.example.yaml\` is one with
comments, and \`busbar check FILE\` says what is wrong with yours, with line, column and remedy, or what it means.

- A key that is not in these tables is an error, so that a typing mistake cannot take a limit away.
- A changed file is applied when it is valid, while the gateway runs; else the one before stays in force
  ([site-changes.md](site-changes.md)).
- Secrets stay out of it: \`\${env:NAME}\` is replaced by an environment variable, \`\${file:/path}\` by what a file holds.
- Amps are amps on each line (phase). Import from the grid is positive.
- **must** in the column Default: the key has to be there. An empty one: nothing is assumed, or the column Meaning says what.
- \`[]\` is a list, \`*\` a name that you choose. A template has the keys of a station.
`;

function keysOf(node: Node, path: string): Key[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, one]) => {
    const at = `${path}.${name}`;
    const isRequired = node.required?.includes(name) === true;
    return [{ path: at, node: one, isRequired }, ...keysOf(one, at)];
  });
  const items = node.items === undefined ? [] : keysOf(node.items, `${path}[]`);
  const named = Object.values(node.patternProperties ?? {}).flatMap((one) => keysOf(one, `${path}.*`));
  return [...own, ...items, ...named];
}

function rowOf({ path, node, isRequired }: Key, section: string, examples: ReadonlyMap<string, string>): string[] {
  const short = section === '' ? path : path.slice(section.length).replace(/^\./, '');
  const { meaning, preset } = wordsOf(node.description ?? '');
  return [
    code(short),
    typeOf(node),
    unitOf(short),
    isRequired ? '**must**' : preset,
    meaning,
    code(examples.get(path) ?? ''),
  ];
}

/** "TCP port; 502 when absent" says both. */
function wordsOf(description: string): { meaning: string; preset: string } {
  const found = /(?:^|[;,.:] )([^;:.,]+(?:\.\d[^;:.,]*)?(?:\/[^;:,]+|:\d+)?) when absent/.exec(description);
  return { meaning: description, preset: found?.[1]?.trim() ?? '' };
}

function typeOf(node: Node): string {
  if (node.enum !== undefined) return node.enum.map((one) => code(String(one))).join(', ');
  if (node.const !== undefined) return code(String(node.const));
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(typeOf))].join(' or ');
  if (node.type === 'array') return `list of ${plural(typeOf(node.items ?? {}))}`;
  if (node.type === 'integer' || node.type === 'number') return `${node.type}${rangeOf(node)}`;
  if (node.type === 'boolean') return 'true, false';
  return node.type === 'object' ? 'keys' : (node.type ?? 'any');
}

const plural = (type: string): string => (type === 'keys' ? 'entries' : type === 'string' ? 'strings' : type);

function rangeOf({ minimum, maximum }: Node): string {
  if (minimum !== undefined && maximum !== undefined) return ` ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : ` from ${minimum}`;
}

const units: readonly (readonly [RegExp, string])[] = [
  [/PerKwh$/, 'currency/kWh'],
  [/PerKw$/, 'currency/kW'],
  [/[aA]mps$/, 'A'],
  [/[kK]wh$/, 'kWh'],
  [/K[wW]$/, 'kW'],
  [/Ms$/, 'ms'],
  [/Seconds$/, 's'],
  [/Minutes$/, 'min'],
  [/[dD]ays$/, 'days'],
  [/Percent$/, '%'],
  [/Bytes$|^quota$|bytesPerDay$/, 'bytes'],
  [/baud$/, 'Bd'],
];

function unitOf(path: string): string {
  // Days of the week; names of values in topics, paths and units.
  if (/(^|\.)(days|topics|paths|units)\b/.test(path)) return '';
  return units.find(([pattern]) => pattern.test(path))?.[1] ?? '';
}

/** By path, the first short value that a file in `config` has there. */
function examplesIn(config: URL): Map<string, string> {
  const found = new Map<string, string>();
  const files = readdirSync(config).filter((name) => name.endsWith('.yaml'));
  for (const name of files) collect(parse(readFileSync(new URL(name, config), 'utf8')), '', found);
  return found;
}

function collect(value: unknown, path: string, found: Map<string, string>): void {
  if (path !== '' && !found.has(path)) {
    const text = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
    if (text.length <= longestExample && !text.includes('\n')) found.set(path, text);
  }
  if (Array.isArray(value)) value.forEach((one) => collect(one, `${path}[]`, found));
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) {
      const isNamed = path === 'templates' || path === 'upstreamNumbers' || path.endsWith('.params');
      collect(one, path === '' ? name : `${path}.${isNamed ? '*' : name}`, found);
    }
}
