// A journal in memory that forgets what it may forget, for days of a depot in seconds.

import type { Batch, Identity, Journal, JournalEvents, Opened, Snapshot } from '../../src/core/ports/journal.ts';
import { row } from '../../src/model/ids.ts';

export interface MemoryJournal {
  /** A journal for one process; `later` does something when the step under way is over. */
  start(events: JournalEvents, later: (work: () => void) => void): Journal;
  /** What the next process finds. */
  opened(): Opened;
  /** Rows that are kept, and their bytes. */
  readonly kept: () => { readonly rows: number; readonly bytes: number };
}

export function createMemoryJournal(): MemoryJournal {
  const snapshots = new Map<string, Snapshot>();
  /** Row `first + n` is `lines[n]`; forgotten ones are cut off now and then. */
  let lines: string[] = [];
  let first = 1;
  let forgotten = 0;
  let bytes = 0;
  let identity: Identity | undefined;

  const head = (): number => first + lines.length - 1;

  function apply(batch: Batch): void {
    for (const line of batch.lines) {
      lines.push(line);
      bytes += line.length;
    }
    for (const snapshot of batch.snapshots) snapshots.set(snapshot.part, snapshot);
    identity = batch.identity ?? identity;
    forgotten = Math.max(forgotten, Math.min(batch.forgetThrough ?? 0, head()));
    if (forgotten - first < 50_000) return;
    const cut = forgotten - first + 1;
    for (const line of lines.slice(0, cut)) bytes -= line.length;
    lines = lines.slice(cut);
    first += cut;
  }

  const linesFrom = (from: number, most: number) =>
    lines.slice(Math.max(0, from - first), Math.max(0, from - first) + most).map((json, at) => ({
      row: row(Math.max(from, first) + at),
      json,
    }));

  return {
    kept: () => ({ rows: head() - Math.max(forgotten, first - 1), bytes }),
    opened: () => ({
      snapshots: [...snapshots.values()],
      lines: linesFrom(forgotten + 1, Number.POSITIVE_INFINITY),
      head: row(head()),
      ...(identity !== undefined && { identity }),
    }),
    start: (events, later) => ({
      commit: (batch) =>
        later(() => {
          apply(batch);
          events.onDurable();
        }),
      read(uplink, from, maxRows) {
        const found = linesFrom(from, maxRows);
        const through = row(found.length === maxRows ? found.at(-1)!.row : Math.max(from - 1, head()));
        later(() => events.onRows(uplink, from, through, found));
      },
      close: () => Promise.resolve(),
    }),
  };
}
