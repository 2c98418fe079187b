import type { SealedToken, Judgement } from '../model/fact/authorization.ts';
import type { UplinkId } from '../model/ids.ts';
import type { TokenKey } from '../model/token.ts';
import type { Cached } from './token-cache.ts';
import { findCached } from './token-cache.ts';
import type { TokensPart } from './tokens-part.ts';
import { indexOf } from './tokens-part.ts';

/** All that is remembered of one token. */
export interface KnownToken {
  /** The site's own list. */
  readonly site?: SealedToken;
  /** The local list of the central system. */
  readonly listed?: Judgement;
  readonly cached?: Cached;
}

/** `csms` is the central system that has the say where the token was shown; without one there is only the site's list. */
export function knownToken(parts: readonly TokensPart[], key: TokenKey, csms: UplinkId | undefined): KnownToken {
  const part = parts[indexOf(key)]!;
  const site = part.site.get(key);
  const listed = csms === undefined ? undefined : part.lists.get(csms)?.entries.get(key)?.verdict;
  // A small cache is all in the first part.
  const cached =
    csms === undefined ? undefined : (findCached(part.cache, key, csms) ?? findCached(parts[0]!.cache, key, csms));
  return {
    ...(site !== undefined && { site }),
    ...(listed !== undefined && { listed }),
    ...(cached !== undefined && { cached }),
  };
}
