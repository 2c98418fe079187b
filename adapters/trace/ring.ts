// The last messages of one peer, in memory.

import type { TraceRecord } from '../../src/core/ports/trace.ts';

export interface Ring {
  push(record: TraceRecord, mostRecords: number, mostLetters: number): void;
  trim(mostRecords: number, mostLetters: number): void;
  /** The newest first. */
  newest(before: number): TraceRecord[];
  readonly oldest: () => number | undefined;
  readonly letters: () => number;
  readonly hears: Set<(record: TraceRecord) => void>;
}

/** Moved together when so many places at the front are empty. */
const mostEmpty = 512;

export function createRing(): Ring {
  let records: (TraceRecord | undefined)[] = [];
  let first = 0;
  let letters = 0;
  const hears = new Set<(record: TraceRecord) => void>();

  function drop(): void {
    letters -= records[first]!.text.length;
    records[first] = undefined;
    first += 1;
    if (first < mostEmpty) return;
    records = records.slice(first);
    first = 0;
  }

  function trim(mostRecords: number, mostLetters: number): void {
    while (records.length - first > 1 && (records.length - first > mostRecords || letters > mostLetters)) drop();
  }

  return {
    trim,
    push(record, mostRecords, mostLetters) {
      records.push(record);
      letters += record.text.length;
      trim(mostRecords, mostLetters);
      if (hears.size > 0) for (const hear of hears) hear(record);
    },
    newest(before) {
      const found: TraceRecord[] = [];
      for (let at = records.length - 1; at >= first; at -= 1) if (records[at]!.n < before) found.push(records[at]!);
      return found;
    },
    oldest: () => records[first]?.n,
    letters: () => letters,
    hears,
  };
}
