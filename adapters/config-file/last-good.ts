// The site file that was in force last. When the file is garbage at the next start, this one holds.

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const nameOf = (dir: string): string => join(dir, 'site.last-good.yaml');

/** Old or new after a power cut, never empty: temporary file, fsync, rename, fsync of the directory. */
export function saveLastGood(dir: string, text: string): void {
  if (loadLastGood(dir) === text) return;
  const temporary = `${nameOf(dir)}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, nameOf(dir));
  const directory = openSync(dir, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

export function loadLastGood(dir: string): string | undefined {
  try {
    return readFileSync(nameOf(dir), 'utf8');
  } catch {
    return undefined;
  }
}
