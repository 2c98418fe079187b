import type { Fact } from '../model/fact/fact.ts';
import type { Verdict } from '../model/status.ts';
import type { Utc } from '../model/time.ts';
import type { Part } from './part.ts';
import { keepNewest, unfolded } from './part.ts';

/** The authorization cache: what the central system last said of each token. */
export interface TokensPart extends Part {
  /** Keyed by the token in lower case: CiString20 compares without case. Least recently judged first. */
  readonly judged: Map<string, { verdict: Verdict; at: Utc }>;
}

/** The largest cache that the site file may ask for; the ledger keeps no more whatever the file says. */
export const maxTokens = 10_000;

export const newTokensPart = (): TokensPart => ({ through: unfolded, judged: new Map() });

export const tokenKey = (token: string): string => token.toLowerCase();

export function foldTokens(part: TokensPart, fact: Fact): void {
  if (fact.kind !== 'TokenJudged') return;
  const key = tokenKey(fact.token);
  part.judged.delete(key);
  part.judged.set(key, { verdict: fact.verdict, at: fact.happenedAt });
  keepNewest(part.judged, maxTokens);
}
