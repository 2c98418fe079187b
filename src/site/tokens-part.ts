// What is known of tokens, in sixteen parts by their keys, so that a snapshot of one is short work: the cache, the local
// list of each central system, and the site's own list.

import type { Site } from '../model/config/site.ts';
import type { Judgement, LocalListChanged, SealedToken, SiteTokensChanged } from '../model/fact/authorization.ts';
import type { Fact, TokenFact } from '../model/fact/fact.ts';
import type { UplinkId } from '../model/ids.ts';
import type { TokenKey } from '../model/token.ts';
import type { Part } from './part.ts';
import { unfolded } from './part.ts';
import type { TokenCache } from './token-cache.ts';
import { forget, forgetAll, newTokenCache, remember, trim } from './token-cache.ts';

export interface Listed {
  readonly sealed: string;
  readonly verdict: Judgement;
}

/** What one central system gave to keep. `origin` tells it from another one under the same name. */
export interface LocalList {
  readonly origin: string;
  version: number;
  readonly entries: Map<TokenKey, Listed>;
}

export interface TokensPart extends Part {
  readonly index: number;
  /** What one secret makes of a fixed text: keys of another one are never found. */
  check: TokenKey | undefined;
  /** The most that the whole cache may hold. */
  cacheSize: number;
  readonly cache: TokenCache;
  readonly lists: Map<UplinkId, LocalList>;
  /** Hash of the site's own list as it was read. */
  siteHash: string;
  readonly site: Map<TokenKey, SealedToken>;
}

export const tokenParts = 16;
/** LocalAuthListMaxLength: the whole list of one central system. */
export const localListMaxLength = 10_000;
/** SendLocalListMaxLength: hashing and sealing so many takes a few milliseconds; longer lists come in several messages. */
export const sendLocalListMaxLength = 500;
/** The largest cache that the site file may ask for; the ledger keeps no more whatever the file says. */
export const maxTokens = 10_000;

/** A cache of this size is kept in one part: its snapshot is short work, and it holds exactly so many. */
const undividedCache = 1000;

export const newTokensPart = (index: number): TokensPart => ({
  through: unfolded,
  index,
  check: undefined,
  cacheSize: maxTokens,
  // One more than it keeps, for the moment before the right one is dropped.
  cache: newTokenCache(undividedCache + 1),
  lists: new Map(),
  siteHash: '',
  site: new Map(),
});

export const newTokensParts = (): TokensPart[] => Array.from({ length: tokenParts }, (_, at) => newTokensPart(at));

/** Keys are hashes: the value of their last hex digit spreads them evenly. */
export function indexOf(key: TokenKey): number {
  const code = key.charCodeAt(key.length - 1);
  return ((code & 15) + (code >> 6) * 9) % tokenParts;
}

export const isTokenFact = (fact: Fact): fact is TokenFact =>
  fact.kind === 'TokenJudged' ||
  fact.kind === 'CacheCleared' ||
  fact.kind === 'LocalListChanged' ||
  fact.kind === 'SiteTokensChanged' ||
  fact.kind === 'TokensRekeyed';

/** Whether this part is the one that remembers the verdict about a token. */
const remembers = ({ index, cacheSize }: TokensPart, key: TokenKey): boolean =>
  cacheSize <= undividedCache ? index === 0 : indexOf(key) === index;

/**
 * The most that one part of the cache may hold. Chance gives some parts more than their share: three times its usual
 * deviation is allowed, rather than that a cache that is not full forgets somebody.
 */
export function placesIn({ index, cacheSize }: Pick<TokensPart, 'index' | 'cacheSize'>): number {
  if (cacheSize <= undividedCache) return index === 0 ? cacheSize : 0;
  const share = cacheSize / tokenParts;
  return Math.ceil(share + 3 * Math.sqrt(share));
}

export function foldTokens(part: TokensPart, fact: TokenFact | Extract<Fact, { kind: 'SiteChanged' }>): void {
  switch (fact.kind) {
    case 'SiteChanged':
      return followSite(part, fact.site);
    case 'TokenJudged': {
      const { key, sealed, from, verdict, happenedAt } = fact;
      // A row of before names the token itself and has no key; "has another transaction" says nothing of the token.
      if ((key as TokenKey | undefined) === undefined || verdict.status === 'ConcurrentTx') return;
      if (!remembers(part, key)) return forget(part.cache, key, from);
      const { by: _, ...judgement } = verdict;
      return remember(part.cache, key, from, { sealed, verdict: judgement, at: happenedAt }, placesIn(part));
    }
    case 'CacheCleared':
      return forgetAll(part.cache, fact.from);
    case 'LocalListChanged':
      return changeList(part, fact);
    case 'SiteTokensChanged':
      return changeSiteTokens(part, fact);
    case 'TokensRekeyed':
      forgetAll(part.cache);
      for (const list of part.lists.values()) empty(list);
      part.site.clear();
      part.siteHash = '';
      part.check = fact.check;
  }
}

function changeList(part: TokensPart, { from, version, update, entries }: LocalListChanged): void {
  const list = part.lists.get(from);
  if (list === undefined) return;
  list.version = version;
  if (update === 'Full') list.entries.clear();
  for (const { key, sealed, verdict } of entries) {
    // What is listed is not cached.
    forget(part.cache, key, from);
    if (indexOf(key) !== part.index) continue;
    if (verdict === undefined) list.entries.delete(key);
    else list.entries.set(key, { sealed, verdict });
  }
}

function changeSiteTokens(part: TokensPart, { hash, whole, set, dropped }: SiteTokensChanged): void {
  if (whole === true) part.site.clear();
  for (const key of dropped) part.site.delete(key);
  for (const token of set) if (indexOf(token.key) === part.index) part.site.set(token.key, token);
  if (hash !== undefined) part.siteHash = hash;
}

/** What a central system said is forgotten with it, and when its name is given to another one. */
function followSite(part: TokensPart, { uplinks, authorization }: Site): void {
  part.cacheSize = Math.min(authorization.cacheSize, maxTokens);
  trim(part.cache, placesIn(part));
  const named = new Map(uplinks.map(({ id, url, identity }) => [id, `${url} ${identity}`]));
  for (const [id, list] of part.lists) {
    if (named.get(id) === list.origin) continue;
    part.lists.delete(id);
    forgetAll(part.cache, id);
  }
  for (const [id, origin] of named)
    if (!part.lists.has(id)) part.lists.set(id, { origin, version: 0, entries: new Map() });
}

function empty(list: LocalList): void {
  list.version = 0;
  list.entries.clear();
}

/** The version of the local list of a central system; 0 where the list is empty, as the standard has it. */
export function listVersionOf(parts: readonly TokensPart[], from: UplinkId): number {
  return listSizeOf(parts, from) === 0 ? 0 : (parts[0]?.lists.get(from)?.version ?? 0);
}

export const listSizeOf = (parts: readonly TokensPart[], from: UplinkId): number =>
  parts.reduce((sum, { lists }) => sum + (lists.get(from)?.entries.size ?? 0), 0);
