// The site file from disk to what the gateway uses, or what is wrong with it, each thing with its line.

import { Ajv } from 'ajv';
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { expand } from '../../src/model/config/expand.ts';
import type { GatewayConfig } from '../../src/model/config/gateway.ts';
import { error } from '../../src/model/config/problem.ts';
import type { ConfigProblem } from '../../src/model/config/problem.ts';
import { SiteFile } from '../../src/model/config/schema.ts';
import { explain } from './explain.ts';
import { resolveSecrets } from './secrets.ts';
import type { Place } from './yaml.ts';
import { parseYaml } from './yaml.ts';

export interface Located extends ConfigProblem, Place {
  readonly file: string;
}

export type Loaded =
  | { readonly ok: true; readonly config: GatewayConfig; readonly warnings: readonly Located[]; readonly text: string }
  | { readonly ok: false; readonly problems: readonly Located[] };

/** Longer than any depot's file; what is longer is no site file. */
const maxFileBytes = 4 * 1024 * 1024;
/** Nobody reads more; the next look shows the rest. */
const maxProblems = 50;

const validate = new Ajv({ allErrors: true, strict: false, strictNumbers: true, verbose: true }).compile(SiteFile);

/** Never throws. */
export function loadSiteFile(path: string): Loaded {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return failed(path, unreadable('it is not a file'));
    if (stat.size > maxFileBytes) return failed(path, tooLong(stat.size));
    const bytes = readFileSync(path);
    return isUtf8(bytes) ? parseSiteFile(bytes.toString('utf8'), path) : notUtf8(bytes, path);
  } catch (thrown) {
    return failed(path, unreadable((thrown as Error).message));
  }
}

/** The site file of a text; `file` is what messages call it. Never throws, and never shows a secret. */
export function parseSiteFile(text: string, file: string): Loaded {
  if (text.length > maxFileBytes) return failed(file, tooLong(text.length));
  const parsed = parseYaml(text);
  if (!parsed.ok)
    return refused(
      parsed.problems.map(({ line, column, message, remedy }) => ({
        ...error('BB_CONFIG_YAML', [], message, remedy),
        file,
        line,
        column,
      })),
    );
  const locate = (problem: ConfigProblem): Located => ({ ...problem, file, ...parsed.placeOf(problem.path) });
  const secrets = resolveSecrets(parsed.value);
  if (!validate(secrets.value)) {
    // A reference that leads nowhere cannot have the right form either.
    const missing = new Set(secrets.problems.map(({ path }) => path.join('/')));
    const found = explain(validate.errors ?? [], parsed.value).filter(({ path }) => !missing.has(path.join('/')));
    return refused([...secrets.problems, ...found].map(locate));
  }
  const { config, problems } = expand(secrets.value);
  const located = [...secrets.problems, ...problems].map(locate);
  const errors = located.filter(({ level }) => level === 'error');
  return errors.length > 0 ? refused(errors) : { ok: true, config, warnings: located, text };
}

/** In the order of the file, the first ones only. */
function refused(problems: readonly Located[]): Loaded {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const last = sorted[maxProblems];
  if (last === undefined) return { ok: false, problems: sorted };
  const more = error(
    'BB_CONFIG_MORE',
    [],
    `${sorted.length - maxProblems} more problems follow.`,
    'Correct the first ones and look again.',
  );
  return { ok: false, problems: [...sorted.slice(0, maxProblems), { ...last, ...more }] };
}

const unreadable = (why: string): ConfigProblem =>
  error(
    'BB_CONFIG_UNREADABLE',
    [],
    `The file cannot be read: ${why}.`,
    'Check the path and the rights; config/depot.example.yaml is a first file.',
  );

const tooLong = (size: number): ConfigProblem =>
  error(
    'BB_CONFIG_TOO_LONG',
    [],
    `The file has ${size} bytes; a site file has at most ${maxFileBytes}.`,
    'Check that this is the site file.',
  );

/** Some editors save umlauts in an encoding of old. */
function notUtf8(bytes: Buffer, path: string): Loaded {
  const before = bytes.toString('utf8').split('\uFFFD', 1)[0] ?? '';
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  const problem = error('BB_CONFIG_ENCODING', [], 'A character here is not UTF-8.', 'Save the file as UTF-8.');
  return { ok: false, problems: [{ ...problem, file: path, line, column }] };
}

const failed = (file: string, problem: ConfigProblem): Loaded => ({
  ok: false,
  problems: [{ ...problem, file, line: 1, column: 1 }],
});

/** A problem as a person reads it: where, what, and what to do. */
export const describe = (problem: Located): string =>
  `${problem.file}:${problem.line}:${problem.column} ${problem.code} at ${problem.path.join('.') || 'the top'}\n  ${problem.message}\n  ${problem.remedy}`;
