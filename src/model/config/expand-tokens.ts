// From the list of tokens as it is written to the one that is used. No token may mean two things.

import { tokenEnd } from '../token.ts';
import type { ConfigPath, Report } from './problem.ts';
import { error } from './problem.ts';
import type { TokensFile } from './schema-tokens.ts';
import type { SiteToken, SiteTokens } from './tokens.ts';

export function expandTokens(file: TokensFile, report: Report): SiteTokens {
  const first = new Map<string, number>();
  const note = (token: string, at: number, path: ConfigPath): void => {
    const key = token.toLowerCase();
    const earlier = first.get(key);
    if (earlier === undefined) return void first.set(key, at);
    report(
      error(
        'BB_TOKENS_DOUBLE',
        path,
        `The id ${tokenEnd(token)} is there twice; first in entry ${earlier + 1} of "tokens".`,
        'Give each id one place, as a token or as an alias.',
      ),
    );
  };
  return file.tokens.map((entry, at) => {
    note(entry.token, at, ['tokens', at, 'token']);
    for (const [index, alias] of (entry.aliases ?? []).entries()) note(alias, at, ['tokens', at, 'aliases', index]);
    return tokenOf(entry);
  });
}

/** Only what is said and differs from what counts anyway. */
function tokenOf(entry: TokensFile['tokens'][number]): SiteToken {
  const { token, aliases, type, parent, vehicle, departure, energy, priority } = entry;
  return {
    token,
    ...(aliases !== undefined && { aliases }),
    ...(type !== undefined && { type }),
    ...(parent !== undefined && { parent }),
    ...(vehicle !== undefined && { vehicle }),
    ...(departure !== undefined && { departure }),
    ...(energy !== undefined && { energyKwh: energy }),
    ...(priority !== undefined && { priority }),
    ...(entry.noPause === true && { noPause: true }),
    ...(entry.blocked === true && { blocked: true }),
    ...(entry.single === true && { single: true }),
  };
}
