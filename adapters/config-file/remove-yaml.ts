// Takes a key or an entry out of a YAML text, and leaves the comments around it where they are.

import { isMap, isSeq } from 'yaml';
import type { Document, Node } from 'yaml';
import type { ConfigPath } from '../../src/model/config/problem.ts';
import type { Patch, Ranged } from './yaml-places.ts';
import { contentEnd, lineStart, nextLine, pairAt, ranged } from './yaml-places.ts';

/** From where the first of its nodes begins to where the last one ends. */
interface Span {
  readonly from: number;
  readonly end: number;
}

/** Undefined where its place is not plain. */
export function removed(document: Document, text: string, path: ConfigPath): Patch | undefined {
  const above = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(above) && !isSeq(above)) return undefined;
  const at = isMap(above) ? above.items.findIndex((pair) => pair === pairAt(document, path)) : Number(path.at(-1));
  const spans = above.items.map((item) => spanOf(text, item as Item));
  const one = spans[at];
  if (one === undefined || !spans.every((span) => span !== undefined)) return undefined;
  if (above.flow === true) return outOfFlow(spans, at);
  if (spans.length === 1) return emptied(document, text, path.slice(0, -1), one, isMap(above) ? '{}' : '[]');
  return isMap(above) ? outOfKeys(text, spans, at) : outOfItems(text, one);
}

type Item = Node | { readonly key: unknown; readonly value: unknown };

function spanOf(text: string, item: Item): Span | undefined {
  const [first, last] =
    'key' in item ? [ranged(item.key), ranged(item.value) ?? ranged(item.key)] : [ranged(item), ranged(item)];
  return first === undefined || last === undefined ? undefined : { from: first.range[0], end: endOf(text, last) };
}

const endOf = (text: string, node: Ranged): number => Math.max(node.range[0], contentEnd(text, node));

function outOfFlow(spans: readonly Span[], at: number): Patch {
  const { from, end } = spans[at]!;
  const next = spans[at + 1];
  const before = spans[at - 1];
  if (next !== undefined) return { from, to: next.from, by: '' };
  return { from: before?.end ?? from, to: end, by: '' };
}

/** Whole lines, its own comment at their end included. */
function outOfKeys(text: string, spans: readonly Span[], at: number): Patch | undefined {
  const { from, end } = spans[at]!;
  const start = lineStart(text, from);
  if (text.slice(start, from).trim() === '') return { from: start, to: nextLine(text, end), by: '' };
  // The first key of an entry stands behind its dash: the next one takes its place.
  const next = spans[at + 1];
  return next === undefined || /#/.test(text.slice(end, next.from)) ? undefined : { from, to: next.from, by: '' };
}

function outOfItems(text: string, { from, end }: Span): Patch | undefined {
  const start = lineStart(text, from);
  return /^\s*-\s*$/.test(text.slice(start, from)) ? { from: start, to: nextLine(text, end), by: '' } : undefined;
}

/** The last of its kind: something empty stays. */
function emptied(document: Document, text: string, path: ConfigPath, one: Span, by: string): Patch | undefined {
  const key = path.length === 0 ? undefined : ranged(pairAt(document, path)?.key);
  const colon = key === undefined ? -1 : text.indexOf(':', key.range[1]);
  if (colon < 0 || /#/.test(text.slice(colon, one.from))) return undefined;
  return { from: colon + 1, to: one.end, by: ` ${by}` };
}
