// A journal on a disk that commits when it is told to.

import type { Batch, Journal, JournalEvents, JournalLine, Opened } from '../../src/core/ports/journal.ts';
import { row } from '../../src/model/ids.ts';

export interface DiskByHand {
  readonly journal: Journal;
  readonly lines: readonly JournalLine[];
  readonly isCommitting: () => boolean;
  /** Makes the batch under way durable. False when none is. */
  write(): boolean;
  /** What another process finds. */
  opened(): Opened;
}

export interface DiskWatcher {
  /** A batch waits to be written. */
  onBatch(): void;
  onRows: JournalEvents['onRows'];
  /** Does it when the step under way is over. */
  later(work: () => void): void;
}

export function newDisk(before: Opened | undefined, watcher: DiskWatcher): DiskByHand {
  const lines: JournalLine[] = [...(before?.lines ?? [])];
  const snapshots = new Map(before?.snapshots.map((one) => [one.part, one]));
  let identity = before?.identity;
  let committing: Batch | undefined;
  const lastRow = (): number => lines.at(-1)?.row ?? 0;

  return {
    lines,
    isCommitting: () => committing !== undefined,
    journal: {
      commit(batch) {
        committing = batch;
        watcher.onBatch();
      },
      read(uplink, from, maxRows) {
        const found = lines.filter((line) => line.row >= from).slice(0, maxRows);
        watcher.later(() => watcher.onRows(uplink, from, row(Math.max(from - 1, lastRow())), found));
      },
      close: () => Promise.resolve(),
    },
    write() {
      if (committing === undefined) return false;
      const batch = committing;
      committing = undefined;
      lines.push(...batch.lines.map((json, at) => ({ row: row(batch.first + at), json })));
      for (const snapshot of batch.snapshots) snapshots.set(snapshot.part, snapshot);
      identity = batch.identity ?? identity;
      return true;
    },
    opened: () => ({
      snapshots: [...snapshots.values()],
      lines,
      head: row(lastRow()),
      ...(identity !== undefined && { identity }),
    }),
  };
}
