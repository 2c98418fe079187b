// Opens the journal of a data directory: lock, check, repair. Runs once, before anything is served, on the main thread.

import { existsSync, mkdirSync } from 'node:fs';
import type { JournalEvents, Opened, Snapshot } from '../../src/core/ports/journal.ts';
import { row } from '../../src/model/ids.ts';
import { releaseBallast } from './ballast.ts';
import type { Damage } from './blocks.ts';
import { gapsIn, lastRow, readLines } from './blocks.ts';
import type { SqliteJournal } from './client.ts';
import { startJournal } from './client.ts';
import type { DataLock } from './data-lock.ts';
import { lockData } from './data-lock.ts';
import type { Connection } from './database.ts';
import { connect, migrate, pathOf } from './database.ts';
import type { Warning } from './errors.ts';
import { JournalError, codeOf, isDamage, textOf } from './errors.ts';
import { fsyncMicros, fsyncWarning } from './fsync-probe.ts';
import type { KeptIdentity } from './identity-file.ts';
import { moveIdentityAside, readIdentity, syncDirectory } from './identity-file.ts';
import type { JournalOptions, Settings } from './options.ts';
import { settingsOf } from './options.ts';
import { moveAside, salvage, skippedAfterDamage } from './salvage.ts';
import { troubleOf } from './trouble.ts';

export interface OpenJournal {
  readonly opened: Opened;
  readonly warnings: readonly Warning[];
  /** Blocks whose text is not what was written, as reading comes upon them. */
  readonly damaged: () => readonly Damage[];
  /** Hands the directory to the worker. `opened.lines` cannot be read any more. */
  start(events: JournalEvents): SqliteJournal;
  /** Closes without starting. */
  dismiss(): void;
}

const mostDamageKept = 100;

/**
 * Opens the journal in `dir`, making what is missing. A damaged one is moved aside and what reads is copied into a new one.
 * Throws a `JournalError`: in use, newer, read-only, full, or an I/O error.
 */
export function openJournal(dir: string, options: JournalOptions = {}): OpenJournal {
  const settings = settingsOf(options);
  let lock: DataLock | undefined;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    lock = lockData(dir);
    return openLocked(dir, settings, lock);
  } catch (error) {
    lock?.release();
    throw asJournalError(error, dir);
  }
}

function openLocked(dir: string, settings: Settings, lock: DataLock): OpenJournal {
  const warnings: Warning[] = [];
  const kept = keptIdentity(dir, warnings);
  const { db, movedAside, head } = openSound(dir, settings, kept, warnings);
  const speed = fsyncWarning(dir, fsyncMicrosOrNever(dir));
  if (speed !== undefined) warnings.push(speed);
  const damaged: Damage[] = [];
  const noteDamage = (damage: Damage): void => {
    const isKnown = damaged.some(({ from }) => from === damage.from);
    if (!isKnown && damaged.length < mostDamageKept) damaged.push(damage);
  };
  const snapshots = db.prepare('SELECT part, row, json FROM snapshot ORDER BY part').all() as Snapshot[];
  const opened: Opened = {
    snapshots,
    lines: readLines(() => db, 1, noteDamage),
    head: row(head),
    ...(kept !== undefined && { identity: kept.identity }),
    ...(movedAside !== undefined && { movedAside }),
  };
  return {
    opened,
    warnings,
    damaged: () => damaged,
    start(events) {
      db.close();
      return startJournal({ dir, settings, head }, events, lock);
    },
    dismiss() {
      db.close();
      lock.release();
    },
  };
}

interface Sound {
  readonly db: Connection;
  readonly head: number;
  readonly movedAside?: { readonly path: string; readonly reason: string };
}

function openSound(dir: string, settings: Settings, kept: KeptIdentity | undefined, warnings: Warning[]): Sound {
  const isNew = !existsSync(pathOf(dir));
  try {
    const db = withRoom(dir, () => openChecked(dir, settings));
    if (isNew) syncDirectory(dir);
    if (isNew && isBehind(db, kept)) warnings.push(missing(dir));
    warnings.push(...gapsIn(db).map(gapWarning));
    return { db, head: isBehind(db, kept) ? raiseFloor(db, kept.head + skippedAfterDamage) : headOf(db) };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return openAfterDamage(dir, settings, kept, textOf(error));
  }
}

function openAfterDamage(dir: string, settings: Settings, kept: KeptIdentity | undefined, cause: string): Sound {
  const path = moveAside(dir);
  const db = withRoom(dir, () => openChecked(dir, settings));
  syncDirectory(dir);
  const saved = salvage(path, db);
  const head = raiseFloor(db, Math.max(saved.head, kept?.head ?? 0) + skippedAfterDamage);
  const reason =
    `The journal was damaged (${cause}); ${saved.rows} rows and ${saved.snapshots} snapshots were copied into a new one, ` +
    `which goes on at row ${head + 1}. Keep the file for the developers and check the disk.`;
  return { db, head, movedAside: { path, reason } };
}

/** Throws an error of SQLite for damage, wherever in the file it is: later it would stop a running gateway. */
function openChecked(dir: string, settings: Settings): Connection {
  const db = connect(dir, settings.synchronous);
  try {
    const [found] = db.pragma('quick_check(1)', { simple: false }) as { quick_check: string }[];
    if (found?.quick_check !== 'ok') throw damage(found?.quick_check ?? 'no answer');
    migrate(db, settings.migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const damage = (detail: string): Error =>
  Object.assign(new Error(detail.replace(/\s+/g, ' ')), { code: 'SQLITE_CORRUPT' });

export function headOf(db: Connection): number {
  const one = (sql: string): number => (db.prepare(sql).pluck().get() as number | null) ?? 0;
  return Math.max(lastRow(db), one('SELECT max(row) FROM snapshot'), one('SELECT max(row) FROM floor'));
}

/** The file of identities outlived a journal: rows up to its head, and an unknown number after it, were given out. */
const isBehind = (db: Connection, kept: KeptIdentity | undefined): kept is KeptIdentity =>
  kept !== undefined && headOf(db) < kept.head;

function raiseFloor(db: Connection, floor: number): number {
  db.prepare('INSERT OR REPLACE INTO floor (row) VALUES (?)').run(floor);
  return floor;
}

/** A full disk must not keep the gateway from starting: the ballast is there for that. */
function withRoom<T>(dir: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (troubleOf(error, dir) !== 'full') throw error;
    releaseBallast(dir);
    return act();
  }
}

function keptIdentity(dir: string, warnings: Warning[]): KeptIdentity | undefined {
  try {
    return readIdentity(dir);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const path = moveIdentityAside(dir);
    const message = `The file of numbers and epoch could not be read (${error.message}) and was moved to ${path}; the journal's own count is used.`;
    warnings.push({ code: 'BB_IDENTITY_DAMAGED', message });
    return undefined;
  }
}

function fsyncMicrosOrNever(dir: string): number {
  try {
    return fsyncMicros(dir);
  } catch (error) {
    if (troubleOf(error, dir) === 'full') return Number.POSITIVE_INFINITY;
    throw error;
  }
}

const missing = (dir: string): Warning => ({
  code: 'BB_JOURNAL_MISSING',
  message: `${pathOf(dir)} is gone, though this gateway kept one. What it had not yet delivered is lost; numbers go on and are not given out twice. Find out who deleted it.`,
});

const gapWarning = ([from, through]: readonly [number, number]): Warning => ({
  code: 'BB_JOURNAL_ROWS_MISSING',
  message: `The journal has no rows ${from} to ${through}: they were lost when it was damaged, or skipped so that no number is used twice.`,
});

function asJournalError(error: unknown, dir: string): JournalError {
  if (error instanceof JournalError) return error;
  const trouble = codeOf(error) === 'EACCES' ? 'readOnly' : troubleOf(error, dir);
  if (trouble === 'readOnly') {
    const message = `The data directory ${dir} cannot be written (${textOf(error)}). Mount it read-write and give it to the user of the gateway.`;
    return new JournalError('BB_DATA_READ_ONLY', message, error);
  }
  if (trouble === 'full') {
    const message = `The disk of ${dir} is full, even after the ballast was given up. Free some megabytes and start again.`;
    return new JournalError('BB_DATA_FULL', message, error);
  }
  const message = `The journal in ${dir} cannot be opened (${textOf(error)}). Check the disk; the file itself was not changed.`;
  return new JournalError('BB_JOURNAL_IO', message, error);
}
