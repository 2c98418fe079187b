// The site file from disk to what the gateway uses, or what is wrong with it, each thing with its line.

import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import { readFileSync, statSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { expand } from '../../src/model/config/expand.ts';
import type { GatewayConfig } from '../../src/model/config/gateway.ts';
import type { ConfigProblem } from '../../src/model/config/problem.ts';
import { SiteFile } from '../../src/model/config/schema.ts';
import { resolveSecrets } from './secrets.ts';
import { explain } from './explain.ts';

export interface Located extends ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Loaded =
  | { readonly ok: true; readonly config: GatewayConfig; readonly warnings: readonly Located[]; readonly text: string }
  | { readonly ok: false; readonly problems: readonly Located[] };

/** Longer than any depot's file; what is longer is no site file. */
const maxFileBytes = 4 * 1024 * 1024;
/** Enough for every sensible use of anchors, too few for a file that unfolds into gigabytes. */
const maxAliases = 100;

const validate = new Ajv({ allErrors: true, strict: false, verbose: true }).compile(SiteFile);

export function loadSiteFile(path: string): Loaded {
  try {
    const { size } = statSync(path);
    if (size > maxFileBytes)
      return failed(
        path,
        'BB_CONFIG_TOO_LONG',
        `The file has ${size} bytes; a site file has at most ${maxFileBytes}.`,
        'Check that this is the site file.',
      );
    return parseSiteFile(readFileSync(path, 'utf8'), path);
  } catch (error) {
    return failed(
      path,
      'BB_CONFIG_UNREADABLE',
      `The file cannot be read: ${(error as Error).message}.`,
      'Check the path and the rights; "busbar init" writes a first file.',
    );
  }
}

export function parseSiteFile(text: string, file: string): Loaded {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const locate = (problem: ConfigProblem): Located => ({
    ...problem,
    file,
    ...positionOf(document, lines, problem.path),
  });
  if (document.errors.length > 0)
    return {
      ok: false,
      problems: document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        const message = `The YAML cannot be read here: ${error.message}`;
        return {
          level: 'error',
          code: 'BB_CONFIG_YAML',
          path: [],
          message,
          remedy: 'Check indentation, quotes and colons.',
          file,
          line,
          column: col,
        };
      }),
    };
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    return failed(file, 'BB_CONFIG_YAML', (error as Error).message, `Use at most ${maxAliases} aliases.`);
  }
  const secrets = resolveSecrets(plain);
  if (!validate(secrets.value))
    return { ok: false, problems: explain(mostSpecific(validate.errors ?? [])).map(locate) };
  const { config, problems } = expand(secrets.value as SiteFile);
  const located = [...secrets.problems, ...problems].map(locate);
  const errors = located.filter(({ level }) => level === 'error');
  if (errors.length > 0) return { ok: false, problems: errors };
  return { ok: true, config, warnings: located, text };
}

/** Where alternatives fail, only what went wrong inside of them helps. */
const mostSpecific = (errors: readonly ErrorObject[]): ErrorObject[] => {
  const inner = errors.filter(({ keyword }) => keyword !== 'anyOf');
  return inner.length > 0 ? inner : [...errors];
};

/** The place of the deepest part of the path that stands in the file. */
function positionOf(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): { line: number; column: number } {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = keyAt(document, path.slice(0, length)) as
      { range?: [number, number, number] | null } | null | undefined;
    if (node?.range === undefined || node.range === null) continue;
    const { line, col } = lines.linePos(node.range[0]);
    return { line, column: col };
  }
  return { line: 1, column: 1 };
}

/** The key where there is one, because that is where a person looks; else the value. */
function keyAt(document: Document, path: readonly (string | number)[]): unknown {
  const parent = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  const items = (parent as { items?: { key?: { value?: unknown } }[] } | undefined)?.items;
  const pair = items?.find((item) => item.key?.value === path.at(-1));
  return pair?.key ?? document.getIn(path, true);
}

function failed(file: string, code: string, message: string, remedy: string): Loaded {
  return { ok: false, problems: [{ level: 'error', code, path: [], message, remedy, file, line: 1, column: 1 }] };
}

/** A problem as a person reads it. */
export const describe = (problem: Located): string =>
  `${problem.file}:${problem.line}:${problem.column} ${problem.code} at ${problem.path.join('.') || 'the top'}\n  ${problem.message}\n  ${problem.remedy}`;
