// The database file of the journal: how it is opened, and how its schema grew.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { JournalError } from './errors.ts';

export type Connection = Database.Database;

/** `FULL` is the product law; the others lose acknowledged rows at a power cut, which the power-cut job proves with them. */
export type Synchronous = 'FULL' | 'NORMAL' | 'OFF';

export const databaseName = 'journal.db';
export const pathOf = (dir: string): string => join(dir, databaseName);

/**
 * Entry i makes version i + 1 of the schema, in one transaction. Entries are only ever added.
 * A block is one commit: all its lines in one value, which costs one b-tree insert however many facts it holds. SQLite does
 * not checksum what it stores, so each block carries the CRC-32 of its rows and text. Rows at or below a floor were given out
 * by a journal that was lost.
 */
export const journalMigrations: readonly string[] = [
  `CREATE TABLE block (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, crc INTEGER NOT NULL, lines TEXT NOT NULL);
   CREATE TABLE snapshot (part TEXT PRIMARY KEY, row INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE floor (row INTEGER PRIMARY KEY);`,
];

/**
 * Opens the database, creating it where there is none. The connection is exclusive: SQLite then keeps its index of the log
 * in memory (no shared-memory file that a full disk could tear) and takes no locks per transaction.
 */
export function connect(dir: string, synchronous: Synchronous = 'FULL'): Connection {
  const db = new Database(pathOf(dir), { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${synchronous}`);
    db.pragma('mmap_size = 0');
    // Checkpoints run after the answer has left, and their errors must be seen: SQLite hides those of automatic ones.
    db.pragma('wal_autocheckpoint = 0');
    db.pragma('journal_size_limit = 4194304');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Brings the schema up to date. Throws `BB_JOURNAL_NEWER` and touches nothing where a newer version wrote the file. */
export function migrate(db: Connection, migrations: readonly string[] = journalMigrations): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) throw newer(db.name, version, migrations.length);
  migrations.slice(version).forEach((sql, at) => {
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${version + at + 1}`);
    }).immediate();
  });
}

function newer(path: string, version: number, known: number): JournalError {
  return new JournalError(
    'BB_JOURNAL_NEWER',
    `${path} was written by a newer Busbar (data version ${version}; this one knows ${known}). ` +
      'Nothing was changed. Install the newer Busbar again, or export with it and start with an empty data.dir.',
  );
}

/** What makes a file the same file, whatever its name. */
export function inodeOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}
