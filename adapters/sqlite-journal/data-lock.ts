// One process per data directory. The kernel lets go of the lock when its holder dies, however it dies.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { JournalError, codeOf, isDamage } from './errors.ts';

export interface DataLock {
  release(): void;
}

/**
 * Takes the lock of the directory. Throws `BB_DATA_IN_USE` while another process holds it. Nothing else in this process may
 * open `lock.db`: closing any handle of it would drop the lock (POSIX).
 */
export function lockData(dir: string): DataLock {
  try {
    return take(dir);
  } catch (error) {
    if (isDamage(error)) {
      rmSync(join(dir, 'lock.db'), { force: true });
      return take(dir);
    }
    throw error;
  }
}

function take(dir: string): DataLock {
  const db = new Database(join(dir, 'lock.db'), { timeout: 0 });
  try {
    // Nothing is ever written here, so that a full disk cannot refuse the lock.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) throw inUse(dir);
    throw error;
  }
  notePid(dir);
  return { release: () => db.close() };
}

function inUse(dir: string): JournalError {
  return new JournalError(
    'BB_DATA_IN_USE',
    `The data directory ${dir} is in use by process ${holder(dir)}. Stop that gateway, or give this one another data.dir.`,
  );
}

/** The number is for people; the lock itself is the kernel's. */
function notePid(dir: string): void {
  try {
    writeFileSync(join(dir, 'lock.pid'), `${process.pid}\n`);
  } catch {
    // A full disk must not stop the gateway from starting.
  }
}

function holder(dir: string): string {
  try {
    return readFileSync(join(dir, 'lock.pid'), 'utf8').trim();
  } catch {
    return '(unknown)';
  }
}
