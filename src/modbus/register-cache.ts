// The registers of one unit as they were read last, for others who want them: nothing older than it may be, and no value made
// of the halves of two.

import type { RegisterRange } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import { after } from '../model/time.ts';

/** Answers of the device, by what was asked; the one that came last is the last. */
export type RegisterCache = Map<string, ReadRegisters>;

interface ReadRegisters {
  readonly fn: RegisterRange['fn'];
  readonly address: number;
  readonly words: readonly number[];
  readonly readAt: Mono;
  readonly goodUntil: Mono;
  /** It begins and ends where values do; what a stranger asked for may cut one. */
  readonly isPlanned: boolean;
}

/** The largest map that is polled has some 60 reads; the rest is for what others ask. */
export const mostReads = 256;

export const newRegisterCache = (): RegisterCache => new Map();

/** Takes in an answer; it is shown for `goodForMs`. */
export function keepRegisters(
  cache: RegisterCache,
  { fn, address }: Pick<RegisterRange, 'fn' | 'address'>,
  words: readonly number[],
  given: { readonly now: Mono; readonly goodForMs: number; readonly isPlanned: boolean },
): void {
  const { now, goodForMs, isPlanned } = given;
  const key = `${isPlanned ? 'p' : 's'} ${fn} ${address} ${words.length}`;
  cache.delete(key);
  cache.set(key, { fn, address, words, readAt: now, goodUntil: after(now, goodForMs), isPlanned });
  if (cache.size <= mostReads) return;
  const [oldest] = cache.keys();
  cache.delete(oldest!);
}

/** What was just written is not what was read before: it is forgotten in every table. */
export function forgetRegisters(cache: RegisterCache, address: number, count: number): void {
  for (const [key, one] of cache)
    if (one.address < address + count && address < one.address + one.words.length) cache.delete(key);
}

/**
 * The words of a range, where all of them are known and none is too old. They are those of one answer, or of several planned
 * ones that join without a gap: no value is torn that the asker does not tear himself.
 */
export function registersAt(
  cache: RegisterCache,
  { fn, address, count }: RegisterRange,
  now: Mono,
): readonly number[] | undefined {
  const end = address + count;
  const fresh = [...cache.values()].filter((one) => one.fn === fn && now <= one.goodUntil);
  const whole = fresh.filter((one) => one.address <= address && end <= endOf(one));
  if (whole.length > 0) {
    const newest = whole.reduce((best, one) => (one.readAt >= best.readAt ? one : best));
    return newest.words.slice(address - newest.address, end - newest.address);
  }
  const planned = fresh.filter(({ isPlanned }) => isPlanned);
  const words: number[] = [];
  while (words.length < count) {
    const at = address + words.length;
    const isFirst = words.length === 0;
    const next = longest(
      planned.filter((one) => one.address === at || (isFirst && one.address < at && at < endOf(one))),
    );
    if (next === undefined) return undefined;
    words.push(...next.words.slice(at - next.address, end - next.address));
  }
  return words;
}

const endOf = ({ address, words }: ReadRegisters): number => address + words.length;

const longest = (reads: readonly ReadRegisters[]): ReadRegisters | undefined =>
  reads.reduce<ReadRegisters | undefined>(
    (best, one) => (best === undefined || endOf(one) > endOf(best) ? one : best),
    undefined,
  );
