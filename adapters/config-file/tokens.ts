// The site's own list of tokens from its text to what the gateway uses.

import { expandTokens } from '../../src/model/config/expand-tokens.ts';
import type { ConfigProblem } from '../../src/model/config/problem.ts';
import { TokensFile } from '../../src/model/config/schema-tokens.ts';
import type { SiteTokens } from '../../src/model/config/tokens.ts';
import type { Located } from './located.ts';
import { firstOf } from './located.ts';
import { compile, parseText } from './parse.ts';

export type LoadedTokens =
  | { readonly ok: true; readonly tokens: SiteTokens; readonly text: string }
  | { readonly ok: false; readonly problems: readonly Located[] };

const validate = compile<TokensFile>(TokensFile);

/** Never throws, and shows no token. */
export function parseTokens(text: string, file: string): LoadedTokens {
  const parsed = parseText(text, file, validate, 'config/tokens.schema.json');
  if (!parsed.ok) return parsed;
  const problems: ConfigProblem[] = [];
  const tokens = expandTokens(parsed.value, (problem) => problems.push(problem));
  const located = [...parsed.problems, ...problems.map(parsed.locate)];
  return located.length > 0 ? { ok: false, problems: firstOf(located) } : { ok: true, tokens, text };
}
