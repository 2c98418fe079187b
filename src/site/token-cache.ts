// The authorization cache (1.6 §3.5): what central systems last said of tokens. A fold of facts: its only clock is that of
// the fact at hand, looking something up changes nothing, and when it is full it drops what is not valid first, then what
// was judged longest ago.

import { LRUCache } from 'lru-cache';
import type { Judgement } from '../model/fact/authorization.ts';
import type { UplinkId } from '../model/ids.ts';
import type { TokenKey } from '../model/token.ts';
import type { Utc } from '../model/time.ts';
import { utc } from '../model/time.ts';

export interface Cached {
  readonly sealed: string;
  readonly verdict: Judgement;
  readonly at: Utc;
}

/** By token and central system. */
export interface TokenCache {
  readonly accepted: LRUCache<string, Cached>;
  readonly refused: LRUCache<string, Cached>;
}

/** `places`: the most that it may ever hold. */
export const newTokenCache = (places: number): TokenCache => ({
  accepted: newHalf(places),
  refused: newHalf(places),
});

/** Every entry counts 1: with `max` instead, the room for all of them is taken while there is none. */
export const newHalf = <Value extends object>(places: number): LRUCache<string, Value> =>
  new LRUCache({ maxSize: places, sizeCalculation: () => 1 });

const oldestFirst = (half: LRUCache<string, Cached>) => half.rentries() as Generator<[string, Cached]>;

const place = (key: TokenKey, from: UplinkId): string => `${key}@${from}`;

export function findCached(cache: TokenCache, key: TokenKey, from: UplinkId): Cached | undefined {
  const at = place(key, from);
  return cache.accepted.peek(at) ?? cache.refused.peek(at);
}

export function remember(cache: TokenCache, key: TokenKey, from: UplinkId, cached: Cached, most: number): void {
  forget(cache, key, from);
  (cached.verdict.status === 'Accepted' ? cache.accepted : cache.refused).set(place(key, from), cached);
  while (cache.accepted.size + cache.refused.size > most) dropOne(cache, cached.at);
}

/** The cache may hold less from now on. */
export function trim(cache: TokenCache, most: number): void {
  while (cache.accepted.size + cache.refused.size > most) dropOne(cache);
}

export function forget(cache: TokenCache, key: TokenKey, from: UplinkId): void {
  cache.accepted.delete(place(key, from));
  cache.refused.delete(place(key, from));
}

/** Forgets what this central system said; what all of them said when absent. */
export function forgetAll({ accepted, refused }: TokenCache, from?: UplinkId): void {
  for (const half of [accepted, refused])
    for (const key of [...half.keys()]) if (from === undefined || key.endsWith(`@${from}`)) half.delete(key);
}

/** The tokens that this central system accepted, the one judged longest ago first. */
export function* acceptedBy({ accepted }: TokenCache, from: UplinkId): Generator<[TokenKey, Cached]> {
  for (const [key, cached] of oldestFirst(accepted))
    if (key.endsWith(`@${from}`)) yield [key.slice(0, -from.length - 1) as TokenKey, cached];
}

/** Every verdict was given so much later by the clock as it is now. */
export function shiftTimes({ accepted, refused }: TokenCache, byMs: number): void {
  for (const half of [accepted, refused])
    for (const [key, cached] of [...oldestFirst(half)]) half.set(key, { ...cached, at: utc(cached.at + byMs) });
}

function dropOne({ accepted, refused }: TokenCache, at?: Utc): void {
  if (refused.size > 0) return void refused.pop();
  for (const [key, { verdict }] of oldestFirst(accepted))
    if (at !== undefined && isPast(verdict.expiresAt, at)) return void accepted.delete(key);
  accepted.pop();
}

/** Whether a verdict has run out by then. A time that nobody can read never comes. */
export const isPast = (expiresAt: string | undefined, at: Utc): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= at;
