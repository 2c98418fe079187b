// What the worker does with each message, and what it looks after between them. After an error that is no state it does
// nothing more: what is on the disk is unknown, and a sync is never tried twice.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Minute } from '../../src/core/ports/minute.ts';
import { createHistory } from '../history/history.ts';
import type { History, KeepDays } from '../history/history.ts';
import { ballastIn, freeBytes } from './ballast.ts';
import { inodeOf, pathOf } from './database.ts';
import { textOf } from './errors.ts';
import type {
  CommitMessage,
  FromWorker,
  HistoryAnswers,
  HistoryQuestion,
  StoreFigures,
  WorkerStart,
} from './messages.ts';
import { openStore } from './store.ts';
import type { Trouble } from './trouble.ts';
import { probe, troubleOf } from './trouble.ts';

export interface Workshop {
  commit(message: CommitMessage): void;
  read(uplink: string, from: number, maxRows: number): void;
  ask(id: number, question: HistoryQuestion): void;
  keep(days: KeepDays): void;
  minute(minute: Minute): void;
  look(): void;
  close(): void;
}

export function createWorkshop({ dir, settings, head }: WorkerStart, say: (message: FromWorker) => void): Workshop {
  let state: 'ok' | Trouble = 'ok';
  let damagedBlocks = 0;
  let isCopying = false;
  const store = openStore(dir, settings, head, () => (damagedBlocks += 1));
  const ballast = ballastIn(dir, settings.ballastBytes, settings.reserveBytes);
  const history: History | undefined =
    settings.history === false ? undefined : createHistory(dir, settings.history, store);
  const log = `${pathOf(dir)}-wal`;
  const inodes = { database: inodeOf(pathOf(dir)), log: inodeOf(log) };
  attempt(restoreBallast);

  /** Runs `act`; what it throws becomes the state of the disk. Says whether it went well. */
  function attempt(act: () => void, isCommit = false): boolean {
    try {
      act();
      return true;
    } catch (error) {
      enter(troubleOf(error, dir), textOf(error), isCommit);
      return false;
    }
  }

  function enter(trouble: Trouble, detail: string, isCommit = false): void {
    state = trouble === 'full' ? afterMakingRoom() : trouble;
    say({ kind: 'disk', state, detail: `${codeFor[state]} ${detail}`, isCommit });
  }

  /** SQLite cannot even delete on a full disk: the ballast goes, and what the log holds is moved into the database. */
  function afterMakingRoom(): Trouble {
    try {
      ballast.release();
      store.shrink();
      return 'full';
    } catch (error) {
      return troubleOf(error, dir);
    }
  }

  function restoreBallast(): void {
    if (state === 'readOnly' || state === 'failed' || !ballast.restore()) {
      if (state === 'ok')
        enter('full', `the disk of ${dir} has ${mib(freeBytes(dir))} MiB left, too little for the ballast file.`);
      return;
    }
    if (state === 'full') recover('there is room again and the ballast file is back.');
  }

  function recover(detail: string): void {
    state = 'ok';
    say({ kind: 'disk', state, detail, isCommit: false });
  }

  /** Somebody may delete or replace the files while they are open: what is written then is lost at the next start. */
  function checkFiles(): void {
    if (inodeOf(pathOf(dir)) === inodes.database && inodeOf(log) === inodes.log) return;
    throw new Error(`${pathOf(dir)} was replaced while in use`);
  }

  async function copy(id: number, path: string): Promise<void> {
    try {
      if (isCopying) throw new Error('a copy is being made already');
      isCopying = true;
      await store.copyTo(path).finally(() => (isCopying = false));
      say({ kind: 'answer', id, found: { path, bytes: statSync(path).size } });
    } catch (error) {
      say({ kind: 'noAnswer', id, detail: textOf(error) });
    }
  }

  function figures(): StoreFigures {
    return {
      bytes: store.bytes(),
      freeBytes: freeBytes(dir),
      damagedBlocks,
      historyLost: history?.lost() ?? 0,
      historyFailures: history?.failures() ?? 0,
    };
  }

  return {
    commit(message) {
      if (state === 'failed') return;
      const start = performance.now();
      if (!attempt(() => store.commit(message), true)) return;
      // A full disk stays full until the ballast is back; the queue drains meanwhile.
      if (state === 'readOnly') recover('the disk can be written again.');
      say(performance.now() - start);
      attempt(store.checkpointWhenDue);
      if (state === 'ok') history?.take(message);
    },
    read(uplink, from, maxRows) {
      if (state !== 'failed') attempt(() => say({ kind: 'rows', uplink, ...store.read(from, maxRows) }));
    },
    ask(id, question) {
      if (question.of === 'copy') return void copy(id, join(dir, question.query.name));
      try {
        if (history === undefined) throw new Error('no history is kept');
        say({ kind: 'answer', id, found: foundIn(history, question) });
      } catch (error) {
        say({ kind: 'noAnswer', id, detail: textOf(error) });
      }
    },
    keep: (days) => history?.keep(days),
    minute(minute) {
      if (state === 'ok') history?.putMinute(minute);
    },
    look() {
      if (state === 'failed') return;
      if (!filesAreThere()) return;
      // Nothing may be waiting to be committed: then nobody else finds out.
      if (state === 'readOnly' && probe(dir) === '') recover('the disk can be written again.');
      attempt(restoreBallast);
      if (state === 'ok') history?.look();
      attempt(() => say({ kind: 'figures', figures: figures() }));
    },
    close() {
      history?.close();
      if (state !== 'failed') attempt(store.close);
    },
  };

  function filesAreThere(): boolean {
    try {
      checkFiles();
      return true;
    } catch (error) {
      const detail = `${textOf(error)}. It was deleted, moved or replaced under the running gateway; it starts anew with what is there.`;
      enter('failed', detail);
      return false;
    }
  }
}

function foundIn(
  history: History,
  question: Exclude<HistoryQuestion, { of: 'copy' }>,
): HistoryAnswers[keyof HistoryAnswers] {
  switch (question.of) {
    case 'sessions':
      return history.sessions(question.query);
    case 'limits':
      return history.limits(question.query);
    case 'orders':
      return history.orders(question.query);
    case 'events':
      return history.events(question.query);
    case 'minutes':
      return history.minutes(question.query);
    case 'quarters':
      return history.quarters(question.query);
    case 'search':
      return history.search(question.query);
    case 'detail':
      return history.detail(question.query);
    case 'curve':
      return history.curve(question.query);
  }
}

const codeFor = { full: 'BB_DISK_FULL:', readOnly: 'BB_DISK_READ_ONLY:', failed: 'BB_JOURNAL_FAILED:' } as const;

const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
