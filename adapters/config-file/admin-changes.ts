// What in a change of a file is more than a change of the site: what is read from this computer, where secrets are sent to, and who
// gets in.

import type { ConfigPath } from '../../src/model/config/problem.ts';
import { parseYaml } from './yaml.ts';

export interface AdminChange {
  /**
   * reference: a secret is read from where none was read. file: another file is read. address: a password that stays is sent
   * elsewhere. access: who may use the API, or where the data are.
   */
  readonly kind: 'reference' | 'file' | 'address' | 'access';
  readonly path: ConfigPath;
  readonly line: number;
}

/** Whatever looks like a reference, in whatever form. */
const reference = /\$\{/;
/** Keys whose value names a file. */
const fileKeys: ReadonlySet<string> = new Set(['cert', 'key', 'clientCa', 'crl', 'ca', 'localList']);
/** Sections about the gateway itself. */
const accessKeys = ['api', 'data'] as const;

interface Text {
  readonly text: string;
  readonly path: ConfigPath;
}

/** An entry with an address, and the passwords in it. */
interface Sender {
  readonly url: string;
  readonly passwords: string[];
  readonly path: ConfigPath;
}

/** By their places, in which entries of lists have their names: lines may move. */
interface Found {
  readonly reference: Map<string, Text>;
  readonly file: Map<string, Text>;
  readonly senders: Map<string, Sender>;
}

/**
 * The first such change from `before` to `after`. With `wherever`, a reference or file that `before` names anywhere is none that is
 * new. Undefined also where `after` is no YAML, which is never in force.
 */
export function adminChange(before: string, after: string, { wherever = false } = {}): AdminChange | undefined {
  const next = parseYaml(after);
  if (!next.ok) return undefined;
  const was = parseYaml(before);
  const old = was.ok ? was.value : undefined;
  const at = (kind: AdminChange['kind'], path: ConfigPath): AdminChange => ({
    kind,
    path,
    line: next.placeOf(path).line,
  });
  const access = accessKeys.find((key) => JSON.stringify(keysOf(old)[key]) !== JSON.stringify(keysOf(next.value)[key]));
  if (access !== undefined) return at('access', [access]);
  const [there, found] = [foundIn(old), foundIn(next.value)];
  for (const kind of ['reference', 'file'] as const) {
    const known = new Set([...there[kind].values()].map(({ text }) => text));
    for (const [place, { text, path }] of found[kind])
      if (wherever ? !known.has(text) : there[kind].get(place)?.text !== text) return at(kind, path);
  }
  for (const [place, { url, passwords, path }] of found.senders) {
    const sender = there.senders.get(place);
    if (sender !== undefined && sender.url !== url && passwords.some((one) => sender.passwords.includes(one)))
      return at('address', [...path, 'url']);
  }
  return undefined;
}

const keysOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function foundIn(value: unknown): Found {
  const found: Found = { reference: new Map(), file: new Map(), senders: new Map() };
  collect(value, [], [], found, undefined);
  return found;
}

type Place = readonly string[];

function collect(value: unknown, path: ConfigPath, place: Place, found: Found, passwords: string[] | undefined): void {
  if (Array.isArray(value))
    for (const [at, one] of value.entries())
      collect(one, [...path, at], [...place, nameOf(one) ?? String(at)], found, passwords);
  else if (typeof value === 'object' && value !== null) collectKeys(keysOf(value), path, place, found, passwords);
  else if (typeof value === 'string' && reference.test(value))
    found.reference.set(place.join('\n'), { text: value, path });
}

function collectKeys(
  keys: Readonly<Record<string, unknown>>,
  path: ConfigPath,
  place: Place,
  found: Found,
  outer: string[] | undefined,
): void {
  const { url } = keys;
  const passwords = typeof url === 'string' ? [] : outer;
  if (typeof url === 'string' && passwords !== undefined) found.senders.set(place.join('\n'), { url, passwords, path });
  for (const [key, one] of Object.entries(keys)) {
    if (key === 'password' && one !== 'managed') passwords?.push(String(one));
    if (fileKeys.has(key) && typeof one === 'string')
      found.file.set([...place, key].join('\n'), { text: one, path: [...path, key] });
    collect(one, [...path, key], [...place, key], found, passwords);
  }
}

function nameOf(one: unknown): string | undefined {
  const { id, range, identity, token } = keysOf(one);
  const name = id ?? range ?? identity ?? token;
  return typeof name === 'string' || typeof name === 'number' ? `=${name}` : undefined;
}
