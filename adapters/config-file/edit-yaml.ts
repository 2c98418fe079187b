// Changes to a YAML text that leave everything else as it is written: comments, order, quotes, blanks. A change is made in
// the text itself where its place is plain, else through the document, which keeps comments and order.

import { isDeepStrictEqual } from 'node:util';
import { isCollection, isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { ConfigPath } from '../../src/model/config/problem.ts';

/** What can stand in a site file. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export type Edit =
  /** Writes a key of a set of keys, new or not, or an entry of a list. A key at the top may have a comment above it. */
  | { readonly kind: 'set'; readonly path: ConfigPath; readonly value: Value; readonly comment?: string }
  /** Adds to a list, behind the entry `behind` or at its end. */
  | { readonly kind: 'add'; readonly path: ConfigPath; readonly behind?: number; readonly value: Value }
  /** Gives a key another name. */
  | { readonly kind: 'rename'; readonly path: ConfigPath; readonly to: string };

/** The changed text; undefined where it cannot be changed without changing something else too, such as through an alias. */
export function editYaml(text: string, edits: readonly Edit[]): string | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0) return undefined;
  const wanted = valueAfter(document.toJS(), edits);
  if (wanted === undefined) return undefined;
  const patches = edits.map((edit) => patchFor(document, text, edit));
  if (patches.every((patch) => patch !== undefined)) {
    const patched = patch(text, patches);
    if (means(patched, wanted)) return patched;
  }
  const whole = throughDocument(document, edits);
  return whole !== undefined && means(whole, wanted) ? whole : undefined;
}

function means(text: string, wanted: unknown): boolean {
  const document = parseDocument(text);
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS(), wanted);
}

/** The whole as it should be; undefined where the place of a change is not there. */
function valueAfter(value: unknown, edits: readonly Edit[]): unknown {
  // Through JSON, because what an anchor shares would change in both places.
  const copy: unknown = JSON.parse(JSON.stringify(value ?? null));
  return edits.every((edit) => change(copy, edit)) ? copy : undefined;
}

function change(whole: unknown, edit: Edit): boolean {
  const above = edit.kind === 'add' ? edit.path : edit.path.slice(0, -1);
  const place = above.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], whole);
  if (typeof place !== 'object' || place === null) return false;
  const key = edit.path.at(-1) ?? '';
  if (edit.kind === 'add') {
    if (!Array.isArray(place)) return false;
    place.splice(edit.behind === undefined ? place.length : edit.behind + 1, 0, structuredClone(edit.value));
    return true;
  }
  if (Array.isArray(place) && !(edit.kind === 'set' && typeof key === 'number' && key < place.length)) return false;
  const keys = place as Record<string | number, unknown>;
  if (edit.kind === 'set') keys[key] = structuredClone(edit.value);
  else {
    if (!Object.hasOwn(keys, key) || Object.hasOwn(keys, edit.to)) return false;
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
  } else {
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

type Ranged = Node & { readonly range: readonly [number, number, number] };

const ranged = (node: unknown): Ranged | undefined => {
  const { range } = (node ?? {}) as { range?: unknown };
  return Array.isArray(range) ? (node as Ranged) : undefined;
};

function pairAt(document: Document, path: ConfigPath): Pair | undefined {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  return isMap(map) ? map.items.find(({ key }) => (isScalar(key) ? key.value : key) === path.at(-1)) : undefined;
}

/** What stands from one place to another gives way. */
interface Patch {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** All at once, from the end of the text; what goes to one place stays in its order. */
function patch(text: string, patches: readonly Patch[]): string {
  const ordered = patches.map((one, at) => ({ ...one, at })).sort((a, b) => b.from - a.from || b.at - a.at);
  return ordered.reduce((edited, { from, to, by }) => edited.slice(0, from) + by + edited.slice(to), text);
}

/** A change of the text itself; undefined where its place is not plain. */
function patchFor(document: Document, text: string, edit: Edit): Patch | undefined {
  if (edit.kind === 'add') {
    const list = document.getIn(edit.path, true);
    return isSeq(list) ? addItem(text, list, edit.behind, edit.value) : undefined;
  }
  const pair = pairAt(document, edit.path);
  if (edit.kind === 'rename') {
    const key = ranged(pair?.key);
    return key === undefined ? undefined : replaced(text, key, inLine(edit.to));
  }
  const value = ranged(pair?.value ?? document.getIn(edit.path, true));
  if (value !== undefined) {
    const isPlain = isScalar(value) || (isCollection(value) && value.flow === true);
    return isPlain ? replaced(text, value, inLine(edit.value)) : undefined;
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
function newLine(text: string, { range }: Ranged, column: number, written: string): Patch {
  const content = text.slice(0, range[1]).trimEnd().length;
  const next = text.indexOf('\n', content);
  const line = lineEndOf(text);
  const put = `${' '.repeat(column)}${written}`;
  return next < 0
    ? { from: text.length, to: text.length, by: line + put }
    : { from: next + 1, to: next + 1, by: put + line };
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);

const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
