// Where things stand in a YAML text, and what is put in their place.

import { isMap, isScalar } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { ConfigPath } from '../../src/model/config/problem.ts';

export type Ranged = Node & { readonly range: readonly [number, number, number] };

export const ranged = (node: unknown): Ranged | undefined => {
  const { range } = (node ?? {}) as { range?: unknown };
  return Array.isArray(range) ? (node as Ranged) : undefined;
};

export function pairAt(document: Document, path: ConfigPath): Pair | undefined {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  return isMap(map) ? map.items.find(({ key }) => (isScalar(key) ? key.value : key) === path.at(-1)) : undefined;
}

/** What stands from one place to another gives way. */
export interface Patch {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** All at once, from the end of the text; what goes to one place stays in its order. */
export function patch(text: string, patches: readonly Patch[]): string {
  const ordered = patches.map((one, at) => ({ ...one, at })).sort((a, b) => b.from - a.from || b.at - a.at);
  return ordered.reduce((edited, { from, to, by }) => edited.slice(0, from) + by + edited.slice(to), text);
}

/** Where a node ends, without the blanks and line ends behind it. */
export function contentEnd(text: string, { range }: Ranged): number {
  let [, end] = range;
  while (end > 0 && /\s/.test(text[end - 1]!)) end -= 1;
  return end;
}

export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Behind the end of the line on which this place is. */
export const nextLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
};
