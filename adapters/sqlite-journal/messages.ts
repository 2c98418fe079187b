// What the main thread and the worker of the journal say to each other. Answers to commits are one number.

import type { Batch } from '../../src/core/ports/journal.ts';
import type { Minute } from '../../src/core/ports/minute.ts';
import type { EventEntry, EventQuery } from '../history/event-entry.ts';
import type { KeepDays } from '../history/history.ts';
import type { LimitEntry, LimitQuery, LogQuery, OrderEntry } from '../history/limit-entry.ts';
import type { MinuteEntry, MinuteQuery, QuarterEntry, QuarterQuery } from '../history/minute-entry.ts';
import type {
  CurvePoint,
  CurveQuery,
  Session,
  SessionDetail,
  SessionFound,
  SessionQuery,
  SessionSearch,
} from '../history/session.ts';
import type { Settings } from './options.ts';

export interface WorkerStart {
  readonly dir: string;
  readonly settings: Settings;
  readonly head: number;
}

/**
 * `told` are the places in `lines` of what the history wants. Lines travel one by one: joined here, one letter outside
 * Latin-1 would double them all, and the main thread is the one that must stay free.
 */
export interface CommitMessage extends Batch {
  readonly kind: 'commit';
  readonly told: readonly number[];
}

export type ToWorker =
  | CommitMessage
  | { readonly kind: 'read'; readonly uplink: string; readonly from: number; readonly maxRows: number }
  | { readonly kind: 'ask'; readonly id: number; readonly question: HistoryQuestion }
  | { readonly kind: 'keep'; readonly days: KeepDays }
  | { readonly kind: 'minute'; readonly minute: Minute }
  | { readonly kind: 'close' };

/** What the history is asked. */
export type HistoryQuestion =
  | { readonly of: 'sessions'; readonly query: SessionQuery }
  | { readonly of: 'limits'; readonly query: LimitQuery }
  | { readonly of: 'orders'; readonly query: LogQuery }
  | { readonly of: 'events'; readonly query: EventQuery }
  | { readonly of: 'minutes'; readonly query: MinuteQuery }
  | { readonly of: 'quarters'; readonly query: QuarterQuery }
  | { readonly of: 'search'; readonly query: SessionSearch }
  /** By its id. */
  | { readonly of: 'detail'; readonly query: string }
  | { readonly of: 'curve'; readonly query: CurveQuery }
  /** The journal itself, as it is at one moment, as a file of this name in its folder. */
  | { readonly of: 'copy'; readonly query: CopyQuery };

export interface CopyQuery {
  readonly name: string;
}

export interface CopyMade {
  readonly path: string;
  readonly bytes: number;
}

/** What it answers, newest first. */
export interface HistoryAnswers {
  readonly sessions: readonly Session[];
  readonly limits: readonly LimitEntry[];
  readonly orders: readonly OrderEntry[];
  readonly events: readonly EventEntry[];
  /** Oldest first. */
  readonly minutes: readonly MinuteEntry[];
  readonly copy: CopyMade;
  /** Oldest first. */
  readonly quarters: readonly QuarterEntry[];
  readonly search: readonly SessionFound[];
  readonly detail: SessionDetail | undefined;
  /** Oldest first. */
  readonly curve: readonly CurvePoint[];
}

/** Lines that follow each other without a gap. */
export interface Run {
  readonly first: number;
  readonly lines: readonly string[];
}

export interface RowsRead {
  readonly from: number;
  readonly through: number;
  readonly runs: readonly Run[];
}

export interface StoreFigures {
  /** What the journal takes: pages in use and the log. */
  readonly bytes: number;
  /** Room on the disk. */
  readonly freeBytes: number;
  /** Blocks whose checksum did not match when they were read. */
  readonly damagedBlocks: number;
  /** Rows that the history never saw, because the journal had forgotten them when it could write again. */
  readonly historyLost: number;
  /** How often the history could not be written. */
  readonly historyFailures: number;
}

export interface DiskMessage {
  readonly kind: 'disk';
  readonly state: 'ok' | 'full' | 'readOnly' | 'failed';
  readonly detail: string;
  /** This is what became of the commit under way; otherwise that one is still to be answered. */
  readonly isCommit: boolean;
}

export type FromWorker =
  /** The commit is durable; it took this many milliseconds. */
  | number
  | DiskMessage
  | ({ readonly kind: 'rows'; readonly uplink: string } & RowsRead)
  | { readonly kind: 'answer'; readonly id: number; readonly found: HistoryAnswers[keyof HistoryAnswers] }
  | { readonly kind: 'noAnswer'; readonly id: number; readonly detail: string }
  | { readonly kind: 'figures'; readonly figures: StoreFigures };
