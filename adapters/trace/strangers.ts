// Who was turned away and never came in: a few lines of each of the last names, in memory. Whoever comes under ever new names
// takes the place of others like him.

import type { TraceRecord } from '../../src/core/ports/trace.ts';

export interface Strangers {
  put(of: string, record: TraceRecord): void;
  /** It came in: what there was of it, oldest first. */
  take(name: string): readonly TraceRecord[];
  /** Oldest first. */
  of(name: string): readonly TraceRecord[];
}

const mostStrangers = 64;
const mostOfOne = 50;

export function createStrangers(): Strangers {
  const all = new Map<string, TraceRecord[]>();
  return {
    put(of, record) {
      const known = all.get(of) ?? [];
      all.delete(of);
      all.set(of, [...known, record].slice(-mostOfOne));
      if (all.size > mostStrangers) all.delete(all.keys().next().value!);
    },
    take(name) {
      const found = all.get(name) ?? [];
      all.delete(name);
      return found;
    },
    of: (name) => all.get(name) ?? [],
  };
}
