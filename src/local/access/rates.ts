// How many requests are taken: of one address, and of all. What is above is refused cheaply, so that the limits of the site
// are looked at in time whatever the API is asked.

import type { Mono } from '../../model/time.ts';

export interface Budget {
  /** So many in a row. */
  readonly burst: number;
  readonly perSecond: number;
}

export interface Budgets {
  readonly ofAddress: Budget;
  readonly ofAll: Budget;
}

/** Twenty dashboards behind one router that poll, and the loading of their pages. */
export const requests: Budgets = { ofAddress: { burst: 400, perSecond: 60 }, ofAll: { burst: 800, perSecond: 150 } };
/** New connections: a handshake of TLS costs more than an answer. */
export const connections: Budgets = { ofAddress: { burst: 100, perSecond: 10 }, ofAll: { burst: 200, perSecond: 25 } };

interface Bucket {
  left: number;
  at: Mono;
}

/** By address, the one that was used longest ago first. */
export interface Rates {
  readonly budgets: Budgets;
  readonly buckets: Map<string, Bucket>;
  readonly all: Bucket;
}

/** Whoever has more addresses gets full buckets for old ones; the budget of all holds him. */
const mostAddresses = 1000;

export const freshRates = (budgets: Budgets, now: Mono): Rates => ({
  budgets,
  buckets: new Map(),
  all: { left: budgets.ofAll.burst, at: now },
});

const loopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/**
 * 0 where the request is taken; else the milliseconds until one may be. This computer has a budget of its own, so that its
 * commands and its health check are answered whatever comes over the network.
 */
export function takeOne({ budgets: { ofAddress, ofAll }, buckets, all }: Rates, address: string, now: Mono): number {
  const own = buckets.get(address) ?? { left: ofAddress.burst, at: now };
  refill(own, ofAddress, now);
  refill(all, ofAll, now);
  buckets.delete(address);
  buckets.set(address, own);
  if (buckets.size > mostAddresses) buckets.delete(buckets.keys().next().value!);
  const isHere = loopback.test(address);
  const wait = Math.max(waitOf(own, ofAddress), isHere ? 0 : waitOf(all, ofAll));
  if (wait > 0) return wait;
  own.left -= 1;
  if (!isHere) all.left -= 1;
  return 0;
}

function refill(bucket: Bucket, { burst, perSecond }: Budget, now: Mono): void {
  bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) * perSecond) / 1000);
  bucket.at = now;
}

const waitOf = ({ left }: Bucket, { perSecond }: Budget): number => (left >= 1 ? 0 : ((1 - left) * 1000) / perSecond);
