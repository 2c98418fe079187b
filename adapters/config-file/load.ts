// The site file from disk to what the gateway uses, or what is wrong with it, each thing with its line. It may name a
// second file, the site's own list of tokens: both are good, or neither counts.

import { dirname, resolve } from 'node:path';
import { expand } from '../../src/model/config/expand.ts';
import type { GatewayConfig } from '../../src/model/config/gateway.ts';
import type { ConfigProblem } from '../../src/model/config/problem.ts';
import { SiteFile } from '../../src/model/config/schema.ts';
import type { Located } from './located.ts';
import { firstOf } from './located.ts';
import { compile, parseText } from './parse.ts';
import type { ReadText } from './text.ts';
import { readText } from './text.ts';
import { parseTokens } from './tokens.ts';

export type Loaded = { readonly tokensPath?: string } & (
  | {
      readonly ok: true;
      readonly config: GatewayConfig;
      readonly warnings: readonly Located[];
      readonly text: string;
      /** As it is written, with its secrets in it. */
      readonly file: SiteFile;
      /** For what is found later: where it stands in the file. */
      readonly locate: (problem: ConfigProblem) => Located;
      /** The text of the list of tokens, where the site file names one. */
      readonly tokensText?: string;
    }
  | { readonly ok: false; readonly problems: readonly Located[] }
);

const validate = compile<SiteFile>(SiteFile);

/** Never throws. */
export function loadSiteFile(path: string): Loaded {
  const read = readText(path, 'config/depot.example.yaml');
  return read.ok ? parseSiteFile(read.text, path) : { ok: false, problems: [read.problem] };
}

const fromDisk = (path: string): ReadText => readText(path, 'config/tokens.example.yaml');

/**
 * The site file of a text; `file` is what messages call it, and where the list of tokens is looked for. Never throws, and
 * never shows a secret.
 */
export function parseSiteFile(text: string, file: string, readTokens = fromDisk): Loaded {
  const parsed = parseText(text, file, validate, 'config/site.schema.json');
  if (!parsed.ok) return parsed;
  const { config, problems } = expand(parsed.value);
  const located = [...parsed.problems, ...problems.map(parsed.locate)];
  const name = parsed.value.authorization?.localList;
  const tokensPath = name === undefined ? undefined : resolve(dirname(file), name);
  const tokens = tokensPath === undefined ? undefined : tokensFrom(tokensPath, readTokens);
  const errors = located.filter(({ level }) => level === 'error');
  const named = tokensPath === undefined ? {} : { tokensPath };
  if (errors.length > 0) return { ok: false, problems: firstOf(errors), ...named };
  if (tokens?.ok === false) return { ok: false, problems: tokens.problems, ...named };
  return {
    ok: true,
    config: { ...config, tokens: tokens?.tokens ?? [] },
    warnings: located,
    text,
    file: parsed.value,
    locate: parsed.locate,
    ...(tokens !== undefined && { tokensText: tokens.text }),
    ...named,
  };
}

function tokensFrom(path: string, readTokens: (path: string) => ReadText) {
  const read = readTokens(path);
  return read.ok ? parseTokens(read.text, path) : ({ ok: false, problems: [read.problem] } as const);
}
