// The site file that was in force last. When the file is garbage at the next start, this one holds.

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const nameOf = (dir: string): string => join(dir, 'site.last-good.yaml');

export type Saved =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'BB_CONFIG_LAST_GOOD_UNSAVED'; readonly message: string };

/**
 * Old or new after a power cut, never empty (F005): temporary file, fsync, rename, fsync of the directory. Never throws:
 * a full disk is no reason to end a gateway, but whoever asked has to say so.
 */
export function saveLastGood(dir: string, text: string): Saved {
  if (loadLastGood(dir) === text) return { ok: true };
  try {
    const temporary = `${nameOf(dir)}.new`;
    synced(temporary, 'w', (file) => writeFileSync(file, text));
    renameSync(temporary, nameOf(dir));
    synced(dir, 'r', () => {});
    return { ok: true };
  } catch (error) {
    return {
      ok: false,
      code: 'BB_CONFIG_LAST_GOOD_UNSAVED',
      message: `The site file is in force, but its copy in ${dir} could not be written (${(error as Error).message}). Free some space or correct the rights: after a restart with a bad file, the copy of before would hold.`,
    };
  }
}

/** Only the owner reads it, because a password may stand in it. */
function synced(path: string, flags: 'w' | 'r', write: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  try {
    write(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

export function loadLastGood(dir: string): string | undefined {
  try {
    return readFileSync(nameOf(dir), 'utf8');
  } catch {
    return undefined;
  }
}
