// The journal as the driver sees it: the worker does the work, this side carries messages and watches that it lives.

import { Worker } from 'node:worker_threads';
import type { Batch, Journal, JournalEvents, JournalLine } from '../../src/core/ports/journal.ts';
import type { Minute } from '../../src/core/ports/minute.ts';
import type { Row, UplinkId } from '../../src/model/ids.ts';
import { row } from '../../src/model/ids.ts';
import { isTold } from '../history/told.ts';
import type { EventEntry, EventQuery } from '../history/event-entry.ts';
import type { KeepDays } from '../history/history.ts';
import type { LimitEntry, LimitQuery, LogQuery, OrderEntry } from '../history/limit-entry.ts';
import type { MinuteEntry, MinuteQuery } from '../history/minute-entry.ts';
import type { Session, SessionQuery } from '../history/session.ts';
import type { DataLock } from './data-lock.ts';
import { textOf } from './errors.ts';
import type {
  CopyMade,
  DiskMessage,
  FromWorker,
  HistoryAnswers,
  HistoryQuestion,
  RowsRead,
  StoreFigures,
  ToWorker,
  WorkerStart,
} from './messages.ts';

export interface JournalStats extends StoreFigures {
  readonly head: Row;
  readonly commits: number;
  readonly lastCommitMs: number;
}

export interface SqliteJournal extends Journal {
  /** Bytes, room and history are at most a second old. */
  stats(): JournalStats;
  /** Sessions, newest first. Rejects with `BB_HISTORY_UNAVAILABLE` while the telemetry database cannot be read. */
  transactions(query: SessionQuery): Promise<readonly Session[]>;
  /** Limits that were told and reasons that changed, newest first. Rejects as `transactions` does. */
  limits(query: LimitQuery): Promise<readonly LimitEntry[]>;
  /** Orders from outside and what came of them, newest first. Rejects as `transactions` does. */
  orders(query: LogQuery): Promise<readonly OrderEntry[]>;
  /** What happened beside charging, and who ordered what, newest first. Rejects as `transactions` does. */
  events(query: EventQuery): Promise<readonly EventEntry[]>;
  /** What was drawn, oldest first. Rejects as `transactions` does. */
  minutes(query: MinuteQuery): Promise<readonly MinuteEntry[]>;
  /** A whole copy of the journal beside it, as a file of this name. Rejects with why there is none. */
  copy(name: string): Promise<CopyMade>;
  /** Whatever else the history is asked. Rejects as `transactions` does. */
  past<Of extends HistoryQuestion['of']>(question: HistoryQuestion & { readonly of: Of }): Promise<HistoryAnswers[Of]>;
  /** Keeps a minute; nothing of it is promised. */
  keepMinute(minute: Minute): void;
  /** Another time to keep sessions and logs. */
  keep(days: KeepDays): void;
}

interface Waiting {
  readonly resolve: (found: never) => void;
  readonly reject: (error: Error) => void;
}

/** Questions to the history that may wait: each holds up the next commit for a moment. */
const mostQuestions = 16;

const noFigures: StoreFigures = { bytes: 0, freeBytes: 0, damagedBlocks: 0, historyLost: 0, historyFailures: 0 };

/** As TypeScript in the source tree, as JavaScript once built. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

export function startJournal(start: WorkerStart, events: JournalEvents, lock: DataLock): SqliteJournal {
  const worker = new Worker(workerUrl, { workerData: start, name: 'journal' });
  const questions = new Map<number, Waiting>();
  let figures = noFigures;
  let head = start.head;
  let headAfter = start.head;
  let commits = 0;
  let lastCommitMs = 0;
  let asked = 0;
  let isCommitting = false;
  let isFailed = false;
  let isGone = false;
  let closing: (() => void) | undefined;

  const post = (message: ToWorker): void => worker.postMessage(message);
  const watchdog = watch(start.settings.watchdogMs, () => isCommitting, fail);

  function fail(detail: string): void {
    if (isFailed) return;
    isFailed = true;
    isCommitting = false;
    watchdog.stop();
    refuseQuestions('the journal has failed');
    events.onDisk('failed', detail);
    closing?.();
  }

  function hear(message: FromWorker): void {
    if (isFailed) return;
    if (typeof message === 'number') return durable(message);
    if (message.kind === 'disk') disk(message);
    else if (message.kind === 'rows')
      events.onRows(message.uplink as UplinkId, row(message.from), row(message.through), linesOf(message));
    else if (message.kind === 'figures') figures = message.figures;
    else answer(message);
  }

  function durable(ms: number): void {
    isCommitting = false;
    commits += 1;
    lastCommitMs = ms;
    head = headAfter;
    events.onDurable();
    // The driver may have given the next batch in the meantime.
    if (!isCommitting) closing?.();
  }

  function disk({ state, detail, isCommit }: DiskMessage): void {
    if (state === 'failed') return fail(detail);
    if (isCommit) isCommitting = false;
    events.onDisk(state, detail);
    if (!isCommitting) closing?.();
  }

  function answer(message: Extract<FromWorker, { kind: 'answer' | 'noAnswer' }>): void {
    const waiting = questions.get(message.id);
    questions.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.found as never);
    else waiting?.reject(unavailable(message.detail));
  }

  function refuseQuestions(detail: string): void {
    for (const { reject } of questions.values()) reject(unavailable(detail));
    questions.clear();
  }

  function ask<Of extends HistoryQuestion['of']>(
    question: HistoryQuestion & { readonly of: Of },
  ): Promise<HistoryAnswers[Of]> {
    if (isFailed || closing !== undefined) return Promise.reject(unavailable('the journal is closed'));
    if (questions.size >= mostQuestions) return Promise.reject(unavailable(`${mostQuestions} questions wait already`));
    asked += 1;
    const id = asked;
    return new Promise((resolve, reject) => {
      questions.set(id, { resolve, reject });
      post({ kind: 'ask', id, question });
    });
  }

  worker.on('message', hear);
  worker.on('error', (error) =>
    fail(`BB_JOURNAL_FAILED: the worker of the journal ended with an error: ${textOf(error)}`),
  );
  worker.on('exit', (code) => {
    isGone = true;
    watchdog.stop();
    if (closing === undefined) fail(`BB_JOURNAL_FAILED: the worker of the journal ended (code ${code})`);
    refuseQuestions('the journal is closed');
    lock.release();
  });

  return {
    commit(batch) {
      // The driver gives a batch again after trouble; one that is still under way needs no second try.
      if (isFailed || isCommitting) return;
      isCommitting = true;
      watchdog.restart();
      headAfter = Math.max(head, batch.first + batch.lines.length - 1);
      post({ ...batch, kind: 'commit', told: toldIn(batch) });
    },
    read(uplink, from, maxRows) {
      if (!isFailed) post({ kind: 'read', uplink, from, maxRows });
    },
    stats: () => ({ ...figures, head: row(head), commits, lastCommitMs }),
    transactions: (query) => ask({ of: 'sessions', query }),
    limits: (query) => ask({ of: 'limits', query }),
    orders: (query) => ask({ of: 'orders', query }),
    events: (query) => ask({ of: 'events', query }),
    minutes: (query) => ask({ of: 'minutes', query }),
    copy: (name) => ask({ of: 'copy', query: { name } }),
    past: ask,
    keepMinute(minute) {
      if (!isFailed && closing === undefined) post({ kind: 'minute', minute });
    },
    keep(days) {
      if (!isFailed && closing === undefined) post({ kind: 'keep', days });
    },
    close: () =>
      new Promise((resolve) => {
        if (isGone) return resolve();
        let isAsked = false;
        worker.once('exit', () => resolve());
        closing = () => {
          if (isAsked) return;
          isAsked = true;
          if (isFailed) void worker.terminate();
          else post({ kind: 'close' });
        };
        if (!isCommitting) closing();
      }),
  };
}

/** The places of lines that the history wants: found here, so that the worker need not look at every line. */
function toldIn({ lines }: Batch): number[] {
  const told: number[] = [];
  for (let at = 0; at < lines.length; at += 1) if (isTold(lines[at]!)) told.push(at);
  return told;
}

const linesOf = ({ runs }: RowsRead): JournalLine[] =>
  runs.flatMap(({ first, lines }) => lines.map((json, at) => ({ row: row(first + at), json })));

const unavailable = (detail: string): Error =>
  new Error(`BB_HISTORY_UNAVAILABLE: the history cannot be asked now (${detail}). Try again in a minute.`);

interface Watchdog {
  restart(): void;
  stop(): void;
}

/** Counts its own ticks, not the clock: a process that was stopped for a minute has not waited for the disk that long. */
function watch(limitMs: number, isWaiting: () => boolean, fail: (detail: string) => void): Watchdog {
  const ticks = 30;
  let passed = 0;
  const timer = setInterval(() => {
    passed = isWaiting() ? passed + 1 : 0;
    if (passed > ticks) fail(`BB_JOURNAL_FAILED: the disk has not answered a commit for ${limitMs / 1000} s`);
  }, limitMs / ticks);
  timer.unref();
  return {
    restart: () => (passed = 0),
    stop: () => clearInterval(timer),
  };
}
