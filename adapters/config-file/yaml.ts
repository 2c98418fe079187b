// YAML to plain values that remember where they stand, within bounds: a site file is short, flat and has few aliases.

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, YAMLError } from 'yaml';
import type { ConfigPath } from '../../src/model/config/problem.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlProblem extends Place {
  readonly message: string;
  readonly remedy: string;
}

export type Parsed =
  | { readonly ok: true; readonly value: unknown; readonly placeOf: (path: ConfigPath) => Place }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

/** Enough for every sensible use of anchors, too few for a file that unfolds into gigabytes. */
export const maxAliases = 100;
/** The longest list of tokens, each with all that it can have, has some 300 000. */
const mostSigns = 400_000;
const countedSigns: ReadonlySet<number> = new Set([...'\n,:-?[]{}&*'].map((sign) => sign.charCodeAt(0)));
/** A site file has six levels; a parser that calls itself for each level needs a bound. */
export const maxDepth = 50;

export function parseYaml(text: string): Parsed {
  if (isTooMuch(text)) return { ok: false, problems: [muchProblem] };
  const deep = tooDeep(text);
  if (deep !== undefined) return { ok: false, problems: [deepProblem(deep)] };
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
    const wrong = [...document.errors, ...document.warnings].map((one) => yamlProblem(one, lines));
    const twice = wrong.length > 0 ? undefined : keyTwice(document);
    if (twice !== undefined) wrong.push(twiceProblem(placeAt(lines, twice)));
    if (wrong.length > 0) return { ok: false, problems: wrong };
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { ok: true, value, placeOf: (path) => placeOf(document, lines, path) };
  } catch (thrown) {
    if (thrown instanceof ReferenceError)
      return {
        ok: false,
        problems: [
          { line: 1, column: 1, message: `The aliases unfold too far.`, remedy: `Use at most ${maxAliases} aliases.` },
        ],
      };
    // What is left is a stack that ran out.
    return { ok: false, problems: [deepProblem({ line: 1, column: 1 })] };
  }
}

function yamlProblem(error: YAMLError, lines: LineCounter): YamlProblem {
  // The parser quotes the file after a colon, which may be a password.
  const [what = ''] = error.message.split(/: /);
  return {
    ...placeAt(lines, error.pos[0]),
    message: `The YAML cannot be read here: ${what}${/[.!?]$/.test(what) ? '' : '.'}`,
    remedy: 'Check indentation (spaces, no tabs), quotes, brackets and colons.',
  };
}

const twiceProblem = (place: Place): YamlProblem => ({
  ...place,
  message: 'The YAML cannot be read here: Map keys must be unique.',
  remedy: 'Write each key once.',
});

/** Where a key stands that the same set of keys has already: the parser itself would compare each with every other. */
function keyTwice(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Map(_key, { items }) {
      const known = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (known.has(key.value)) found = Math.min(found ?? Infinity, offsetOf(key) ?? 0);
        known.add(key.value);
      }
    },
  });
  return found;
}

const muchProblem: YamlProblem = {
  line: 1,
  column: 1,
  message: `The file has more than ${mostSigns} keys, entries and brackets.`,
  remedy: 'Check that this is the right file.',
};

/** Each costs the parser about ten microseconds, and nobody is served meanwhile. */
export function isTooMuch(text: string): boolean {
  let signs = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (countedSigns.has(code) && (signs += 1) > mostSigns) return true;
  }
  return false;
}

const deepProblem = (place: Place): YamlProblem => ({
  ...place,
  message: `More than ${maxDepth} levels are nested here.`,
  remedy: 'Check brackets and indentation; a site file has about six levels.',
});

/** Where brackets or dashes nest too deep, by a count that is rough and quick. */
export function tooDeep(text: string): Place | undefined {
  let depth = 0;
  for (const [at, line] of text.split('\n').entries()) {
    const dashes = /^\s*((?:[-?:]\s+)+)/.exec(line)?.[1]?.replace(/\s/g, '').length ?? 0;
    if (dashes > maxDepth) return { line: at + 1, column: 1 };
    // Brackets in comments and quotes do not nest.
    for (const [bracket] of line.replace(/(^|\s)#[^]*$/, '').matchAll(/"[^"]*"|'[^']*'|[[\]{}]/g)) {
      if (bracket === '[' || bracket === '{') depth += 1;
      else if (bracket === ']' || bracket === '}') depth = Math.max(0, depth - 1);
      if (depth > maxDepth) return { line: at + 1, column: 1 };
    }
  }
  return undefined;
}

/** The place of the deepest part of the path that stands in the file: its key where there is one, else its value. */
function placeOf(document: Document, lines: LineCounter, path: ConfigPath): Place {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(key));
      if (pair === undefined) break;
      offset = offsetOf(pair.key) ?? offset;
      next = pair.value;
    } else if (isSeq(node)) {
      next = node.items[Number(key)];
      offset = offsetOf(next) ?? offset;
    }
    if (next === undefined) break;
    node = next;
  }
  return placeAt(lines, offset);
}

const offsetOf = (node: unknown): number | undefined =>
  (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range?.[0];

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
