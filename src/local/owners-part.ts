// What of the site file is the owner's affair, and not an installer's: who may use the gateway, where its data lie, and where the
// passwords that it holds are sent.

/** The part of the file that only an admin changes so over the API; undefined where an installer may. Takes files of any shape. */
export function ownersPart(before: unknown, after: unknown): string | undefined {
  const [old, now] = [keysOf(before), keysOf(after)];
  for (const key of ['api', 'data']) if (!isSame(old[key], now[key])) return key;
  if (isListElsewhere(keysOf(old['authorization'])['localList'], keysOf(now['authorization'])['localList']))
    return 'authorization.localList in another folder';
  if (hasOtherTls(old['listeners'], now['listeners'])) return 'listeners.tls';
  for (const list of ['uplinks', 'brokers']) {
    const id = sentElsewhere(listOf(old[list]), listOf(now[list]));
    if (id !== undefined) return `the address of ${list}.${id} with the password of before`;
  }
  return undefined;
}

type Keys = Readonly<Record<string, unknown>>;

const keysOf = (value: unknown): Keys => (typeof value === 'object' && value !== null ? (value as Keys) : {});

const listOf = (value: unknown): readonly Keys[] => (Array.isArray(value) ? value.map(keysOf) : []);

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Beside the site file a list is a list; elsewhere it may be any file, and what is wrong with it tells what is in it. */
const isListElsewhere = (before: unknown, after: unknown): boolean =>
  after !== undefined && before !== after && !(typeof after === 'string' && /^[\w-][\w.-]*\.ya?ml$/i.test(after));

/** Certificates and keys by their files, and who is trusted: whatever a listener has, or one takes from another. */
function hasOtherTls(before: unknown, after: unknown): boolean {
  const known = listOf(before).map(({ tls }) => JSON.stringify(tls));
  return listOf(after).some(({ tls }) => tls !== undefined && !known.includes(JSON.stringify(tls)));
}

/** The first that has a password of before, and is somewhere else or trusts somebody else than whoever had it. */
function sentElsewhere(before: readonly Keys[], after: readonly Keys[]): string | undefined {
  const found = after.find((now) => {
    const owners = before.filter((old) => hasSecretOf(old, now));
    return owners.length > 0 && !owners.some((old) => isSame(placeOf(old), placeOf(now)));
  });
  return found === undefined ? undefined : String(found['id']);
}

/** By whatever name: an entry may be given another one. Through a relay those of stations are sent too. */
const hasSecretOf = (old: Keys, now: Keys): boolean =>
  (old['mode'] === 'relay' && now['mode'] === 'relay') ||
  (passwordOf(now) !== undefined && isSame(passwordOf(old), passwordOf(now)));

const passwordOf = (entry: Keys): unknown => entry['password'] ?? keysOf(entry['security'])['password'];

/** Scheme, host and port; and by which certificates it is known. */
const placeOf = (entry: Keys): readonly unknown[] => [
  /^[^/]*\/\/[^/?#]*/.exec(String(entry['url']))?.[0].toLowerCase(),
  entry['ca'] ?? keysOf(entry['security'])['ca'],
];
