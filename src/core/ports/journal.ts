// What the core wants of a journal: lines in order, durable in batches, and parts of the ledger beside them.

import type { EvseKey, Row, UplinkId } from '../../model/ids.ts';

/** One line of the journal: a fact as JSON text. */
export interface JournalLine {
  readonly row: Row;
  readonly json: string;
}

/** A part of the ledger as it was after `row`. */
export interface Snapshot {
  readonly part: string;
  readonly row: Row;
  readonly json: string;
}

/** What must outlive the journal, in a small file of its own. */
export interface Identity {
  readonly epoch: number;
  /** No transaction number at or above this one has been given out. */
  readonly numbersBelow: number;
  readonly numbering: readonly (readonly [EvseKey, number])[];
  /** By which tokens are hashed and sealed; made when there is none. */
  readonly tokenSecret?: string;
}

/** What the journal is asked to make durable in one commit: all of it or none. */
export interface Batch {
  /** The row of the first line. */
  readonly first: Row;
  readonly lines: readonly string[];
  readonly snapshots: readonly Snapshot[];
  readonly identity?: Identity;
  readonly forgetThrough?: Row;
}

/**
 * The journal. One commit is under way at a time: after `commit` the journal says `onDurable` or `onTrouble` before it
 * takes another. Rows reach the disk in order.
 */
export interface Journal {
  commit(batch: Batch): void;
  read(uplink: UplinkId, from: Row, maxRows: number): void;
  /** Closes after the commit under way. */
  close(): Promise<void>;
}

export interface JournalEvents {
  /** The last batch is durable. */
  onDurable(): void;
  /**
   * `full` and `readOnly`: nothing of the batch is on disk, and the driver gives it again later. `ok`: there is room
   * again. `failed`: an I/O error; what is on disk is unknown and the process must end.
   */
  onDisk(state: 'ok' | 'full' | 'readOnly' | 'failed', detail: string): void;
  onRows(uplink: UplinkId, from: Row, through: Row, lines: readonly JournalLine[]): void;
}

/** What a journal holds when it is opened. */
export interface Opened {
  readonly snapshots: readonly Snapshot[];
  /** Every line that was not forgotten, in order. A part without a snapshot needs them all. */
  readonly lines: Iterable<JournalLine>;
  readonly head: Row;
  readonly identity?: Identity;
  /** Set when a damaged journal was moved aside and this one is new. */
  readonly movedAside?: { readonly path: string; readonly reason: string };
}
