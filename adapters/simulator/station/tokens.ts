// What a simulated charge point knows about tokens by itself: its local list, its cache, and what follows from them
// (1.6 §3.5). Tokens are compared without case.

import type { Body } from './body.ts';
import { keyIsTrue } from './keys.ts';
import type { TokenInfo } from './words.ts';

/** `unknown` is a token that neither the list nor the cache has; `refused` one that they have and do not let in. */
export interface OwnVerdict {
  readonly verdict: 'accepted' | 'refused' | 'unknown';
  readonly info?: TokenInfo;
}

/** More tokens than a depot has. */
const mostCached = 1000;

export const sameToken = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The list comes before the cache. */
export function judgeAlone({ memory }: Body, token: string, utc: number): OwnVerdict {
  const key = token.toLowerCase();
  const info =
    (keyIsTrue(memory.keys, 'LocalAuthListEnabled') ? memory.list.get(key) : undefined) ??
    (keyIsTrue(memory.keys, 'AuthorizationCacheEnabled') ? memory.cache.get(key) : undefined);
  if (info === undefined) return { verdict: 'unknown' };
  const isOver = info.expiryDate !== undefined && Date.parse(info.expiryDate) <= utc;
  return { verdict: info.status === 'Accepted' && !isOver ? 'accepted' : 'refused', info };
}

/** Whether a token may begin a transaction while nobody can be asked (1.6 §3.5.3, §3.5.4). */
export function mayStartOffline(body: Body, token: string, utc: number): boolean {
  const { keys } = body.memory;
  const { verdict } = judgeAlone(body, token, utc);
  if (verdict === 'refused') return false;
  if (verdict === 'accepted' && keyIsTrue(keys, 'LocalAuthorizeOffline')) return true;
  return keyIsTrue(keys, 'AllowOfflineTxForUnknownId');
}

/** Keeps what the central system said of a token. What stands in the list is not cached. */
export function remember({ memory }: Body, token: string, info: TokenInfo): void {
  const key = token.toLowerCase();
  if (!keyIsTrue(memory.keys, 'AuthorizationCacheEnabled')) return;
  if (keyIsTrue(memory.keys, 'LocalAuthListEnabled') && memory.list.has(key)) return;
  memory.cache.delete(key);
  memory.cache.set(key, info);
  if (memory.cache.size <= mostCached) return;
  // Those that are not valid go first, then the oldest (1.6 §3.5.1).
  const bad = [...memory.cache].find(([, { status }]) => status !== 'Accepted');
  memory.cache.delete(bad?.[0] ?? memory.cache.keys().next().value!);
}
