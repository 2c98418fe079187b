// How often somebody may try: each try takes a token, and tokens come back with time. A fixed number of buckets is kept.

import type { Mono } from '../../model/time.ts';

export interface Rule {
  /** So many tries in a row. */
  readonly burst: number;
  /** One more after each of these. */
  readonly everyMs: number;
}

interface Bucket {
  tokens: number;
  at: Mono;
}

/** By name, the one that was used longest ago first. */
export type Buckets = Map<string, Bucket>;

/** More addresses than a depot has; whoever has more gets new buckets for old ones. */
const mostBuckets = 4096;

/** Whether there is a token left. */
export const mayTry = (buckets: Buckets, name: string, rule: Rule, now: Mono): boolean =>
  tokensIn(buckets.get(name), rule, now) >= 1;

/** Takes tokens, as far as there are any; true when there was one. */
export function take(buckets: Buckets, name: string, rule: Rule, now: Mono, tokens = 1): boolean {
  const left = tokensIn(buckets.get(name), rule, now);
  buckets.delete(name);
  buckets.set(name, { tokens: Math.max(0, left - tokens), at: now });
  if (buckets.size > mostBuckets) buckets.delete(buckets.keys().next().value!);
  return left >= 1;
}

const tokensIn = (bucket: Bucket | undefined, { burst, everyMs }: Rule, now: Mono): number =>
  bucket === undefined ? burst : Math.min(burst, bucket.tokens + (now - bucket.at) / everyMs);
