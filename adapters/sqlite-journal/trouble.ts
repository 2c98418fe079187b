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
  return mayBeReadOnly.has(code) && isFull(probe(dir)) ? 'full' : mayBeReadOnly.has(code) && probe(dir) === 'EROFS' ? 'readOnly' : 'failed';
}

/** SQLite says these also where the file system was remounted read-only. A failed sync is never among them. */
const mayBeReadOnly = new Set([
  'SQLITE_IOERR_WRITE',
  'SQLITE_IOERR_TRUNCATE',
  'SQLITE_IOERR_SHMSIZE',
  'SQLITE_IOERR_SHMOPEN',
  'SQLITE_CANTOPEN',
]);

const isFull = (code: string): boolean => code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT';

function probe(dir: string): string {
  const path = join(dir, 'probe');
  try {
    writeFileSync(path, 'x');
    return '';
  } catch (error) {
    return codeOf(error);
  } finally {
    tryTo(() => rmSync(path, { force: true }));
  }
}

function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // The probe has told what it had to tell.
  }
}
