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
/** A list of tokens beside the site file is one; elsewhere it may be any file, and what is wrong with it tells what is in it. */
const besideIt = /^[\w-][\w.-]*\.ya?ml$/i;
/** Sections about the gateway itself. */
const accessKeys = ['api', 'data'] as const;

interface Text {
  readonly text: string;
  readonly path: ConfigPath;
}

/** An entry with an address, the certificates that it is known by, and the passwords that go there. */
interface Sender {
  readonly address: string;
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
  const moved = [...found.senders.values()].find((sender) => isSentElsewhere([...there.senders.values()], sender));
  return moved && at('address', [...moved.path, 'url']);
}

/** By whatever name: an entry may be given another one. */
const isSentElsewhere = (before: readonly Sender[], { address, passwords }: Sender): boolean =>
  passwords.some((password) => {
    const owners = before.filter((sender) => sender.passwords.includes(password));
    return owners.length > 0 && owners.every((sender) => sender.address !== address);
  });

/** Keys that the gateway makes or keeps itself belong to an entry of that name; a relay sends those of stations. */
const keptPasswords = ({ id, mode, password, security }: Readonly<Record<string, unknown>>): string[] => [
  ...([password, keysOf(security)['password']].includes('managed') ? [`managed ${String(id)}`] : []),
  ...(mode === 'relay' ? ['relay'] : []),
];

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
  const { url, ca, security } = keys;
  const passwords = typeof url === 'string' ? keptPasswords(keys) : outer;
  const address = JSON.stringify([url, ca, keysOf(security)['ca']]);
  if (typeof url === 'string' && passwords !== undefined)
    found.senders.set(place.join('\n'), { address, passwords, path });
  for (const [key, one] of Object.entries(keys)) {
    if (key === 'password' && one !== 'managed') passwords?.push(String(one));
    if (fileKeys.has(key) && typeof one === 'string' && !(key === 'localList' && besideIt.test(one)))
      found.file.set([...place, key].join('\n'), { text: one, path: [...path, key] });
    collect(one, [...path, key], [...place, key], found, passwords);
  }
}

function nameOf(one: unknown): string | undefined {
  const { id, range, identity, token } = keysOf(one);
  const name = id ?? range ?? identity ?? token;
  return typeof name === 'string' || typeof name === 'number' ? `=${name}` : undefined;
}
