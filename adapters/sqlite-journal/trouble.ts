// What an error of the disk means: a state that passes, or the end of the process.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './errors.ts';

export type Trouble = 'full' | 'readOnly' | 'failed';

/**
 * `full` and `readOnly`: SQLite rolled the transaction back and nothing of it is on disk. Anything else is `failed`: after a
 * sync that did not succeed the operating system may have dropped the pages, so nothing is tried again.
 */
export function troubleOf(error: unknown, dir: string): Trouble {
  const code = codeOf(error);
  if (isFull(code)) return 'full';
  if (code === 'EROFS') return 'readOnly';
  // The file under the open handle is no longer the one of that name.
  if (code === 'SQLITE_READONLY_DBMOVED') return 'failed';
  if (code.startsWith('SQLITE_READONLY')) return 'readOnly';
  if (!isVague.has(code)) return 'failed';
  const seen = probe(dir);
  return isFull(seen) ? 'full' : seen === 'EROFS' ? 'readOnly' : 'failed';
}

/** SQLite says these also on a file system that is full or was remounted read-only. A failed sync is never among them. */
const isVague = new Set([
  'SQLITE_IOERR_WRITE',
  'SQLITE_IOERR_LOCK',
  'SQLITE_IOERR_TRUNCATE',
  'SQLITE_IOERR_SHMSIZE',
  'SQLITE_IOERR_SHMOPEN',
  'SQLITE_CANTOPEN',
]);

const isFull = (code: string): boolean => code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT';

/** The code of the error that a small write meets; empty where it succeeds. */
export function probe(dir: string): string {
  const path = join(dir, 'probe');
  try {
    writeFileSync(path, 'x');
    return '';
  } catch (error) {
    return codeOf(error);
  } finally {
    rmQuietly(path);
  }
}

function rmQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The probe has told what it had to tell.
  }
}
