// Passwords that stand in a file as they are: nobody is shown them, and who sends the file back without them keeps them.

import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { Value } from './edit-yaml.ts';
import { ranged } from './yaml-places.ts';
import { isTooMuch, maxAliases, maxDepth, parseYaml, tooDeep } from './yaml.ts';

/** What is shown instead. */
export const shown = '…';

const secretKeys: ReadonlySet<string> = new Set(['password']);

/** A word that is no password, and a reference that names where one is kept. */
const isPlain = (value: unknown): boolean =>
  (typeof value === 'string' || typeof value === 'number') &&
  value !== 'managed' &&
  value !== shown &&
  !/^\$\{(env|file):[^}]+\}$/.test(String(value));

interface Secret {
  /** By which it is found again where lines have moved: entries of a list by their names. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly value: unknown;
}

interface Found {
  readonly secrets: Map<number, Secret>;
  /** Where values stand behind the key of a password, and no alias. */
  readonly own: Set<number>;
  /** Where values stand that something else is, too. */
  readonly shared: Set<number>;
}

/** A list of tokens holds no password: to look for the word is quicker than to read it. Only a backslash could hide it. */
const mayHoldSecrets = (text: string): boolean => text.includes('password') || text.includes('\\');

/** Every value of a key that holds a password, in the order of the text; undefined where the text is no YAML of ours. */
function valuesIn(text: string): Secret[] | undefined {
  const found = foundIn(text);
  return found && [...found.secrets.values()].sort((a, b) => a.from - b.from);
}

function foundIn(text: string): Found | undefined {
  const found: Found = { secrets: new Map(), own: new Set(), shared: new Set() };
  if (!mayHoldSecrets(text)) return found;
  if (isTooMuch(text) || tooDeep(text) !== undefined) return undefined;
  // A key that stands twice is seen by whoever judges the file.
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: false, uniqueKeys: false });
  if (document.errors.length > 0 || unfoldsTooFar(document)) return undefined;
  collect(document, document.contents, [], found, 0);
  return found;
}

function unfoldsTooFar(document: Document): boolean {
  try {
    document.toJS({ maxAliasCount: maxAliases });
    return false;
  } catch {
    return true;
  }
}

function collect(document: Document, given: unknown, path: string[], found: Found, level: number): void {
  const node = isAlias(given) ? given.resolve(document) : given;
  if (isAlias(given)) share(node, found);
  if (level > maxDepth) return;
  if (isSeq(node))
    for (const [at, item] of node.items.entries())
      collect(document, item, [...path, nameOf(document, item) ?? String(at)], found, level + 1);
  if (!isMap(node)) return;
  for (const pair of node.items) {
    if (isAlias(pair.key)) share(pair.key.resolve(document), found);
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    if (secretKeys.has(key)) note(document, pair.value, [...path, key], found);
    else collect(document, pair.value, [...path, key], found, level + 1);
  }
}

const share = (node: unknown, { shared }: Found): void => {
  const range = ranged(node)?.range;
  if (range !== undefined) shared.add(range[0]);
};

/** Whatever stands there, a list or a set of keys too. */
function note(document: Document, given: unknown, path: readonly string[], { secrets, own }: Found): void {
  const node = isAlias(given) ? given.resolve(document) : given;
  const range = ranged(node)?.range;
  if (range === undefined || range[0] === range[1]) return;
  const value: unknown = isScalar(node) ? node.value : JSON.stringify(node);
  if (!isAlias(given)) own.add(range[0]);
  secrets.set(range[0], { key: path.join('\n'), from: range[0], to: range[1], value });
}

function nameOf(document: Document, given: unknown): string | undefined {
  const item = isAlias(given) ? given.resolve(document) : given;
  if (!isMap(item)) return undefined;
  for (const key of ['id', 'range', 'identity']) {
    const name = item.get(key);
    if (typeof name === 'string' || typeof name === 'number') return `=${name}`;
  }
  return undefined;
}

/** Lines in which something is commented out, or a text that is no YAML: everything behind the key. */
const written =
  /(["']?\bpassword\b["']?\s*:(?=(\s*))\2)(?!["']?(?:…|managed\b|\$\{(?:env|file):[^}"']+\})["']?)([^\s#,}](?:[^\n]*[^\r\n])?)/g;

/** Whether a comment on the line may hold one. */
const isInComment = (line: string): boolean => line.includes('#') && /\bpassword\b/.test(line.slice(line.indexOf('#')));

const maskRest = (text: string): string => text.replace(written, `$1"${shown}"`);

/** The same text, and every password that stands in it as it is hidden. */
export function masked(text: string): string {
  const values = valuesIn(text);
  if (values === undefined) return maskRest(text);
  const plain = values.filter(({ value }) => isPlain(value));
  const hidden = plain.reduceRight(
    (now, { from, to }) =>
      `${now.slice(0, from)}"${shown}"${/\n$/.test(now.slice(from, to)) ? '\n' : ''}${now.slice(to)}`,
    text,
  );
  return hidden
    .split('\n')
    .map((line) => (isInComment(line) ? line.replace(/#[^]*$/, maskRest) : line))
    .join('\n');
}

/** The same of plain values. */
export function maskedValue<Of>(value: Of): Of {
  if (Array.isArray(value)) return value.map((one: unknown) => maskedValue(one)) as Of;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      key,
      secretKeys.has(key) && (isPlain(one) || typeof one === 'object') ? shown : maskedValue(one),
    ]),
  ) as Of;
}

export type Unmasked = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly line: number };

/**
 * The text with the passwords that `before` has where `shown` stands. Where none was there before, the line of the first.
 */
export function unmasked(text: string, before: string): Unmasked {
  const kept = new Map((valuesIn(before) ?? []).map((one) => [one.key, before.slice(one.from, one.to).trimEnd()]));
  const whole = withComments(text, before);
  const found = foundIn(whole);
  const gaps = [...(found?.secrets.values() ?? [])]
    .filter(({ value }) => value === shown)
    .sort((a, b) => a.from - b.from);
  // What is something else too would be shown there.
  const isOnlyThat = (from: number): boolean => found!.own.has(from) && !found!.shared.has(from);
  const lost = gaps.find(({ key, from }) => !kept.has(key) || kept.get(key)!.includes('\n') || !isOnlyThat(from));
  if (lost !== undefined) return { ok: false, line: whole.slice(0, lost.from).split('\n').length };
  const filled = gaps.reduceRight(
    (now, { key, from, to }) => now.slice(0, from) + kept.get(key)! + now.slice(to),
    whole,
  );
  return { ok: true, text: filled };
}

/** Comments in which something is hidden, as they were; whatever is no comment now stays as it is. */
function withComments(text: string, before: string): string {
  if (!text.includes(shown)) return text;
  const lines = commentsIn(before);
  const whole = text
    .split('\n')
    .map((line) => (line.includes(shown) ? (lines.get(line) ?? line) : line))
    .join('\n');
  return whole === text || isDeepStrictEqual(meaningOf(whole), meaningOf(text)) ? whole : text;
}

function meaningOf(text: string): unknown {
  const parsed = parseYaml(text);
  return parsed.ok ? parsed.value : text;
}

/** What is hidden in comments, by the line that is shown. */
function commentsIn(text: string): Map<string, string> {
  const hidden = masked(text).split('\n');
  const lines = text.split('\n');
  if (hidden.length !== lines.length) return new Map();
  return new Map(
    lines.flatMap((line, at) => (line !== hidden[at] && isInComment(line) ? [[hidden[at]!, line] as const] : [])),
  );
}

/** Whether a value says somewhere that what was there stays. */
export const asksToKeep = (value: Value | undefined): boolean =>
  value === shown ||
  (typeof value === 'object' && value !== null && Object.values(value).some((one: Value) => asksToKeep(one)));
