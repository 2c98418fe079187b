// What a simulated central system writes down: every CALL it received, its transactions, and each rule that a peer broke.

import type { Payload } from '../frame.ts';

export interface ReceivedCall {
  /** 1 upwards over all links. */
  readonly order: number;
  readonly at: number;
  readonly identity: string;
  readonly link: string;
  readonly messageId: string;
  readonly action: string;
  readonly payload: Payload;
  /** The same id and payload came before. */
  readonly isRepeat: boolean;
  /** What came of it: `none` where it was refused or not heard. */
  readonly effect: 'new' | 'repeated' | 'none';
}

/** A reading: one entry of a `meterValue` list, and the place of its CALL. */
export interface BookedReading {
  readonly order: number;
  readonly meterValue: Payload;
}

export interface BookedTransaction {
  /** Its own number (1.6), or the id that the station gave (2.x). */
  readonly id: number | string;
  readonly identity: string;
  readonly start: ReceivedCall;
  /** In the order of arrival. */
  readonly readings: BookedReading[];
  /** Events between start and stop (2.x). */
  readonly updates: ReceivedCall[];
  /** The number that the next event must have (2.x). */
  nextSeqNo: number;
  stop: ReceivedCall | undefined;
}

export interface Books {
  readonly calls: ReceivedCall[];
  readonly transactions: Map<BookedTransaction['id'], BookedTransaction>;
  /** Messages about a transaction that it never opened for that peer. */
  readonly orphans: ReceivedCall[];
  readonly violations: string[];
  /** `identity/connector` → its last StatusNotification. */
  readonly statuses: Map<string, Payload>;
  /** Answers to its own CALLs by message id; a text is the code of a CALLERROR, or `timeout`, or `closed`. */
  readonly answers: Map<string, Payload | string>;
  /** `identity/requestId` → what was reported of a device model or of anything else (2.x). */
  readonly reports: Map<string, Report>;
  connections: number;
}

/** What came page by page. */
export interface Report {
  readonly rows: Payload[];
  nextSeqNo: number;
  isWhole: boolean;
}

export const newBooks = (): Books => ({
  calls: [],
  transactions: new Map(),
  orphans: [],
  violations: [],
  statuses: new Map(),
  answers: new Map(),
  reports: new Map(),
  connections: 0,
});

/** Keeps the newest of what grows: for systems that run for days. Open transactions stay. */
export function trim(books: Books, most: number): void {
  if (books.calls.length > most) books.calls.splice(0, books.calls.length - most);
  if (books.orphans.length > most) books.orphans.splice(0, books.orphans.length - most);
  if (books.violations.length > most) books.violations.splice(0, books.violations.length - most);
  dropOldest(books.answers, most, () => true);
  dropOldest(books.reports, most, () => true);
  dropOldest(books.transactions, most, ({ stop }) => stop !== undefined);
  for (const { readings, updates } of books.transactions.values()) {
    if (readings.length > most) readings.splice(0, readings.length - most);
    if (updates.length > most) updates.splice(0, updates.length - most);
  }
}

function dropOldest<Key, Value>(map: Map<Key, Value>, most: number, mayGo: (value: Value) => boolean): void {
  if (map.size <= most) return;
  for (const [key, value] of map) {
    if (map.size <= most) return;
    if (mayGo(value)) map.delete(key);
  }
}
