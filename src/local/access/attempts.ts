// How often somebody may try a password: by address, by name, and all together. A window that ends: nobody is shut out for ever.

import type { Mono } from '../../model/time.ts';

/** A try, known by where it comes from and whom it means. */
export interface Attempt {
  readonly address: string;
  readonly name: string;
}

export interface Attempts {
  /** When each of the last tries was, the oldest first, by what they are counted under. */
  readonly tried: Map<string, Mono[]>;
  /** Address and name that went together before: what others try at the name does not count there. */
  readonly known: Set<string>;
}

export const noAttempts = (): Attempts => ({ tried: new Map(), known: new Set() });

export const windowMs = 60_000;
export const mostTries = 5;
/** Of everybody whom we do not know: each costs a core a quarter of a second. */
export const mostTriesOfAll = 30;
/** More than a depot has people at it; whoever has more addresses gets new windows for old ones. */
const mostWindows = 1000;
const mostKnown = 1000;

/** 0: it is counted and may be made. Else the milliseconds until the next one may, and nothing is counted. */
export function tryNow({ tried, known }: Attempts, attempt: Attempt, now: Mono): number {
  const limits = limitsOf(known, attempt);
  const waits = limits.map(([key, most]) => waitOf(recent(tried, key, now), most, now));
  const wait = Math.max(...waits);
  if (wait > 0) return wait;
  for (const [key] of limits) count(tried, key, now);
  return 0;
}

/** The password was right: that address is known for that name. */
export function triedWell({ known }: Attempts, attempt: Attempt): void {
  const pair = pairOf(attempt);
  known.delete(pair);
  known.add(pair);
  if (known.size > mostKnown) known.delete(known.values().next().value!);
}

type Limit = readonly [key: string, most: number];

function limitsOf(known: ReadonlySet<string>, attempt: Attempt): readonly Limit[] {
  const address: Limit = [`from ${attempt.address}`, mostTries];
  const pair = pairOf(attempt);
  return known.has(pair)
    ? [address, [`known ${pair}`, mostTries]]
    : [address, [`to ${attempt.name.toLowerCase()}`, mostTries], ['all', mostTriesOfAll]];
}

const pairOf = ({ address, name }: Attempt): string => `${address} ${name.toLowerCase()}`;

function recent(tried: ReadonlyMap<string, Mono[]>, key: string, now: Mono): readonly Mono[] {
  return (tried.get(key) ?? []).filter((at) => now - at < windowMs);
}

const waitOf = (tries: readonly Mono[], most: number, now: Mono): number =>
  tries.length < most ? 0 : tries[tries.length - most]! + windowMs - now;

function count(tried: Map<string, Mono[]>, key: string, now: Mono): void {
  const tries = [...recent(tried, key, now), now];
  tried.delete(key);
  tried.set(key, tries);
  if (tried.size <= mostWindows) return;
  for (const other of tried.keys())
    if (other !== 'all') {
      tried.delete(other);
      return;
    }
}
