// Changes to a YAML text that leave everything else as it is written: comments, order, quotes, blanks. A change is made in
// the text itself where its place is plain, else through the document, which keeps comments and order.

import { isDeepStrictEqual } from 'node:util';
import { isAlias, isCollection, isMap, isSeq, parseDocument, stringify } from 'yaml';
import type { Document, Node, YAMLMap, YAMLSeq } from 'yaml';
import type { ConfigPath } from '../../src/model/config/problem.ts';
import { removed } from './remove-yaml.ts';
import type { Patch, Ranged } from './yaml-places.ts';
import { contentEnd, lineStart, nextLine, pairAt, patch, ranged } from './yaml-places.ts';

/** What can stand in a site file. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export type Edit =
  /** Writes a key of a set of keys, new or not, or an entry of a list. A key at the top may have a comment above it. */
  | { readonly kind: 'set'; readonly path: ConfigPath; readonly value: Value; readonly comment?: string }
  /** Adds to a list, behind the entry `behind` or at its end. */
  | { readonly kind: 'add'; readonly path: ConfigPath; readonly behind?: number; readonly value: Value }
  /** Gives a key another name. */
  | { readonly kind: 'rename'; readonly path: ConfigPath; readonly to: string }
  /** Takes a key out of a set of keys, or an entry out of a list. */
  | { readonly kind: 'remove'; readonly path: ConfigPath };

/** The changed text; undefined where it cannot be changed without changing something else too, such as through an alias. */
export function editYaml(text: string, edits: readonly Edit[]): string | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0) return undefined;
  const wanted = valueAfter(document.toJS(), edits);
  if (wanted === undefined) return undefined;
  const patched = patchedAtOnce(document, text, edits, wanted) ?? patchedInTurn(text, edits, wanted);
  if (patched !== undefined) return patched;
  const whole = throughDocument(document, edits);
  return whole !== undefined && means(whole, wanted) ? whole : undefined;
}

function patchedAtOnce(document: Document, text: string, edits: readonly Edit[], wanted: unknown): string | undefined {
  const patches = edits.map((edit) => patchFor(document, text, edit));
  if (!patches.every((one) => one !== undefined)) return undefined;
  const patched = patch(text, patches);
  return means(patched, wanted) ? patched : undefined;
}

/** The text is read anew for each: what a person changes by hand is less. */
const mostInTurn = 100;

/** Where one change is in what another one wrote. */
function patchedInTurn(text: string, edits: readonly Edit[], wanted: unknown): string | undefined {
  if (edits.length < 2 || edits.length > mostInTurn) return undefined;
  let now = text;
  for (const edit of edits) {
    const document = parseDocument(now);
    const one = document.errors.length > 0 ? undefined : patchFor(document, now, edit);
    if (one === undefined) return undefined;
    now = patch(now, [one]);
  }
  return means(now, wanted) ? now : undefined;
}

function means(text: string, wanted: unknown): boolean {
  const document = parseDocument(text);
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS(), wanted);
}

/** The first of the changes whose place is not there; undefined where all can be made. */
export function misplaced(text: string, edits: readonly Edit[]): Edit | undefined {
  const document = parseDocument(text);
  const copy = copyOf(document.errors.length > 0 ? null : document.toJS());
  return edits.find((edit) => !change(copy, edit));
}

/** The whole as it should be; undefined where the place of a change is not there. */
function valueAfter(value: unknown, edits: readonly Edit[]): unknown {
  const copy = copyOf(value);
  return edits.every((edit) => change(copy, edit)) ? copy : undefined;
}

/** Through JSON, because what an anchor shares would change in both places. */
const copyOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

function change(whole: unknown, edit: Edit): boolean {
  // What every object has without being told is no place of a file.
  if (edit.path.some((name) => typeof name === 'string' && name in Object.prototype)) return false;
  const above = edit.kind === 'add' ? edit.path : edit.path.slice(0, -1);
  const place = above.reduce<unknown>(
    (at, name) =>
      at !== null && at !== undefined && Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : undefined,
    whole,
  );
  if (typeof place !== 'object' || place === null) return false;
  if (edit.kind === 'add') {
    if (!Array.isArray(place) || (edit.behind !== undefined && edit.behind >= place.length)) return false;
    place.splice(edit.behind === undefined ? place.length : edit.behind + 1, 0, structuredClone(edit.value));
    return true;
  }
  const key = edit.path.at(-1);
  if (key === undefined) return false;
  return Array.isArray(place) ? changeItem(place, key, edit) : changeKey(place as Record<string, unknown>, key, edit);
}

type OfPlace = Exclude<Edit, { kind: 'add' }>;

function changeItem(list: unknown[], at: string | number, edit: OfPlace): boolean {
  if (typeof at !== 'number' || at >= list.length || edit.kind === 'rename') return false;
  if (edit.kind === 'set') list[at] = structuredClone(edit.value);
  else list.splice(at, 1);
  return true;
}

function changeKey(keys: Record<string, unknown>, key: string | number, edit: OfPlace): boolean {
  if (edit.kind === 'set') keys[key] = structuredClone(edit.value);
  else if (!Object.hasOwn(keys, key)) return false;
  else if (edit.kind === 'remove') delete keys[key];
  else {
    if (Object.hasOwn(keys, edit.to) || edit.to in Object.prototype) return false;
    keys[edit.to] = keys[key];
    delete keys[key];
  }
  return true;
}

function throughDocument(document: Document, edits: readonly Edit[]): string | undefined {
  try {
    return edits.every((edit) => editDocument(document, edit)) ? document.toString({ lineWidth: 0 }) : undefined;
  } catch {
    return undefined;
  }
}

function editDocument(document: Document, edit: Edit): boolean {
  if (edit.kind === 'set') document.setIn(edit.path, document.createNode(edit.value));
  else if (edit.kind === 'rename') {
    const pair = pairAt(document, edit.path);
    if (pair === undefined) return false;
    pair.key = document.createNode(edit.to);
  } else if (edit.kind === 'remove') return document.deleteIn(edit.path);
  else {
    const list = document.getIn(edit.path, true);
    if (!isSeq(list)) return false;
    list.items.splice(
      edit.behind === undefined ? list.items.length : edit.behind + 1,
      0,
      document.createNode(edit.value),
    );
  }
  return true;
}

/** A change of the text itself; undefined where its place is not plain. */
function patchFor(document: Document, text: string, edit: Edit): Patch | undefined {
  if (edit.kind === 'add') {
    const list = document.getIn(edit.path, true);
    return isSeq(list) ? addItem(text, list, edit.behind, edit.value) : undefined;
  }
  if (edit.kind === 'remove') return removed(document, text, edit.path);
  const pair = pairAt(document, edit.path);
  if (edit.kind === 'rename') {
    const key = ranged(pair?.key);
    return key === undefined ? undefined : replaced(text, key, inLine(edit.to));
  }
  const value = ranged(pair?.value ?? document.getIn(edit.path, true));
  if (value !== undefined) {
    if (isAlias(value)) return undefined;
    return isCollection(value) && value.flow !== true
      ? instead(text, ranged(pair?.key), value, inLine(edit.value))
      : replaced(text, value, inLine(edit.value));
  }
  const key = String(edit.path.at(-1));
  if (edit.path.length === 1) return addTop(text, key, edit.value, edit.comment);
  const map = document.getIn(edit.path.slice(0, -1), true);
  return isMap(map) ? addKey(text, map, key, edit.value) : undefined;
}

/** A value on one line. */
const inLine = (value: Value): string => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();

function replaced(text: string, { range: [from, to] }: Ranged, by: string): Patch {
  // Nothing is written there: the colon wants a blank behind it.
  const blank = from === to && /\S/.test(text[from - 1] ?? '\n') ? ' ' : '';
  return { from, to, by: blank + by };
}

/** One line in the place of a block of lines. */
function instead(text: string, key: Ranged | undefined, block: Ranged, by: string): Patch {
  const to = contentEnd(text, block);
  const colon = key === undefined ? -1 : text.indexOf(':', key.range[1]);
  const isBare = colon >= 0 && text.slice(colon + 1, block.range[0]).trim() === '';
  return isBare ? { from: colon + 1, to, by: ` ${by}` } : { from: block.range[0], to, by };
}

/** At the end of the file, block by block. */
function addTop(text: string, key: string, value: Value, comment: string | undefined): Patch {
  const block = `${comment === undefined ? '' : `# ${comment}\n`}${stringify({ [key]: value }, { lineWidth: 0 })}`;
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  return { from: text.length, to: text.length, by: (start + block).replaceAll('\n', lineEndOf(text)) };
}

function addKey(text: string, map: YAMLMap, key: string, value: Value): Patch | undefined {
  const last = map.items.at(-1);
  const end = ranged(last?.value ?? last?.key);
  const written = `${inLine(key)}: ${inLine(value)}`;
  if (map.flow === true) return inFlow(text, map, end, written);
  const first = ranged(map.items[0]?.key);
  if (first === undefined || end === undefined) return undefined;
  return newLine(text, end, columnOf(text, first.range[0]), written);
}

function addItem(text: string, list: YAMLSeq, behind: number | undefined, value: Value): Patch | undefined {
  const before = ranged(list.items[behind ?? list.items.length - 1]);
  const written = inLine(value);
  if (list.flow === true) return inFlow(text, list, before, written);
  const start = ranged(list)?.range[0];
  if (start === undefined || text[start] !== '-' || before === undefined) return undefined;
  return newLine(text, before, columnOf(text, start), `- ${written}`);
}

function inFlow(text: string, collection: Node, before: Ranged | undefined, written: string): Patch | undefined {
  if (before !== undefined) return { from: before.range[1], to: before.range[1], by: `, ${written}` };
  const range = ranged(collection)?.range;
  if (range === undefined) return undefined;
  return { from: range[0], to: range[1], by: text[range[0]] === '{' ? `{ ${written} }` : `[${written}]` };
}

/** A line behind the one on which a node ends, its comment included. */
function newLine(text: string, node: Ranged, column: number, written: string): Patch {
  const content = contentEnd(text, node);
  const line = lineEndOf(text);
  const put = `${' '.repeat(column)}${written}`;
  const from = nextLine(text, content);
  return text.indexOf('\n', content) < 0 ? { from, to: from, by: line + put } : { from, to: from, by: put + line };
}

const columnOf = (text: string, at: number): number => at - lineStart(text, at);

const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
