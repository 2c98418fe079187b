// What can be set of the journal. Every size is a maximum with its reason.

import type { Synchronous } from './database.ts';
import { journalMigrations } from './database.ts';

export interface JournalOptions {
  /** Given up when the disk is full. 16 MiB let some ten thousand answers of the uplink be recorded. 0: none. */
  readonly ballastBytes?: number;
  /** A full disk has room again when the ballast and this much fit. */
  readonly reserveBytes?: number;
  /** Anything but `FULL` loses acknowledged rows at a power cut; only the control of the power-cut job sets it. */
  readonly synchronous?: Synchronous;
  /** Pages of 4 KiB in the log after which it is copied into the database. */
  readonly checkpointPages?: number;
  /** A commit that takes longer means that the worker or the disk is dead. */
  readonly watchdogMs?: number;
  readonly migrations?: readonly string[];
  /** The telemetry database; `history.db` in the data directory where it is not said. `false`: none is kept. */
  readonly history?: HistoryOptions | false;
}

export interface HistoryOptions {
  readonly path?: string;
  /** Sessions that began longer ago are deleted. */
  readonly keepDays?: number;
  /** Limits, their reasons, orders from outside and events that are older are deleted. */
  readonly limitLogDays?: number;
  /** What was drawn in minutes longer ago is deleted. */
  readonly minuteDays?: number;
  /** Where all of it takes more, the oldest is deleted. */
  readonly mostBytes?: number;
  /** After an error the database is opened anew this much later. */
  readonly reopenAfterMs?: number;
}

export interface Settings {
  readonly ballastBytes: number;
  readonly reserveBytes: number;
  readonly synchronous: Synchronous;
  readonly checkpointPages: number;
  readonly watchdogMs: number;
  readonly migrations: readonly string[];
  readonly history: HistoryOptions | false;
}

export const settingsOf = (options: JournalOptions): Settings => ({
  ballastBytes: options.ballastBytes ?? 16 * 1024 * 1024,
  reserveBytes: options.reserveBytes ?? 8 * 1024 * 1024,
  synchronous: options.synchronous ?? 'FULL',
  // 1.6 MB: the log stays small, and one sync of the database serves hundreds of commits.
  checkpointPages: options.checkpointPages ?? 400,
  watchdogMs: options.watchdogMs ?? 30_000,
  migrations: options.migrations ?? journalMigrations,
  history: options.history ?? {},
});
