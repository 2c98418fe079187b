// Virtual time: a queue of what happens when, and one seeded source of chance. The same seed gives the same run.

import type { Random } from '../../src/core/ports.ts';

export interface Schedule {
  readonly now: () => number;
  at(time: number, what: () => void): void;
  after(ms: number, what: () => void): void;
  /** Runs everything up to `end`. */
  run(end: number, checkEach: () => void): void;
}

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly what: () => void;
}

/** A run has some ten thousand; more means that something goes round in circles. */
const mostEvents = 200_000;

export function createSchedule(): Schedule {
  const heap: Entry[] = [];
  let time = 1000;
  let order = 0;

  const isBefore = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

  function push(entry: Entry): void {
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  function pop(): Entry | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }

  return {
    now: () => time,
    at: (when, what) => push({ time: Math.max(time, when), order: (order += 1), what }),
    after: (ms, what) => push({ time: time + Math.max(0, ms), order: (order += 1), what }),
    run(end, checkEach) {
      for (let events = 0; heap.length > 0 && heap[0]!.time <= end; events += 1) {
        if (events > mostEvents) throw new Error(`livelock: ${mostEvents} events before ${end} ms`);
        const next = pop()!;
        time = next.time;
        next.what();
        checkEach();
      }
      time = end;
    },
  };
}

export interface Chance extends Random {
  /** A whole number from `least` through `most`. */
  between(least: number, most: number): number;
  /** True in this share of cases. */
  happens(share: number): boolean;
}

/** mulberry32: small, fast, and the same on every machine. */
export function createChance(seed: number): Chance {
  let state = seed | 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(fraction() * 16).toString(16)).join('');
  return {
    fraction,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    between: (least, most) => least + Math.floor(fraction() * (most - least + 1)),
    happens: (share) => fraction() < share,
  };
}
