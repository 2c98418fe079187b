// A fact as one line of the journal. What billing needs is spliced in and cut out as it is, never parsed and written
// anew: `1.50` stays `1.50`.

import type { Fact } from './fact/fact.ts';
import type { Raw } from './raw.ts';

/** Cannot occur inside a JSON string before it, because a quote there is always escaped. */
const mark = ',"raw":["';

/** One line of JSON without a line break; `kind` comes first and `raw` last. */
export function encodeFact(fact: Fact): string {
  if (!('raw' in fact)) return JSON.stringify(fact);
  const { raw, ...rest } = fact;
  const head = JSON.stringify(rest);
  return `${head.slice(0, -1)}${mark}${raw.dialect}",${onOneLine(raw.json)}]}`;
}

/** The fact of a line. Throws where the line is no JSON object; the caller sets such a line aside. */
export function decodeFact(line: string): Fact {
  const at = line.indexOf(mark);
  if (at < 0) return asFact(JSON.parse(line));
  const fact = asFact(JSON.parse(`${line.slice(0, at)}}`));
  const comma = line.indexOf('"', at + mark.length);
  const dialect = line.slice(at + mark.length, comma) as Raw['dialect'];
  return { ...fact, raw: { dialect, json: line.slice(comma + 2, -2) } } as Fact;
}

function asFact(value: unknown): Fact {
  if (typeof value !== 'object' || value === null || !('kind' in value)) throw new SyntaxError('not a fact');
  return value as Fact;
}

/** Line breaks can only stand between the tokens of JSON, where a space means the same. */
const onOneLine = (json: string): string =>
  json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]/g, ' ') : json;
