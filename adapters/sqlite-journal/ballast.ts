// Room kept back for the day the disk is full: SQLite cannot even delete then. Given up, it lets the queue drain.

import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';

export interface Ballast {
  /** Makes the file where it is missing and the disk has room for it and the reserve. Says whether it is there. */
  restore(): boolean;
  /** Deletes the file. */
  release(): void;
}

/** `bytes` 0 means no ballast; the reserve still says when a full disk has room again. */
export function ballastIn(dir: string, bytes: number, reserveBytes: number): Ballast {
  const path = join(dir, 'ballast');
  const isThere = (): boolean => bytes === 0 || (existsSync(path) && statSync(path).size >= bytes);
  return {
    restore() {
      if (bytes > 0 && isThere()) return true;
      if (freeBytes(dir) < bytes + reserveBytes) return false;
      if (bytes > 0) fill(path, bytes);
      return true;
    },
    release: () => rmSync(path, { force: true }),
  };
}

/** Removes the ballast of a directory, if it has one. */
export const releaseBallast = (dir: string): void => rmSync(join(dir, 'ballast'), { force: true });

export function freeBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}

/** Random bytes, so that no file system can keep them in less room than they take. */
function fill(path: string, bytes: number): void {
  const chunk = randomFillSync(Buffer.alloc(Math.min(bytes, 1024 * 1024)));
  const temporary = `${path}.new`;
  try {
    const fd = openSync(temporary, 'w', 0o600);
    try {
      for (let left = bytes; left > 0;) left -= writeSync(fd, chunk, 0, Math.min(left, chunk.length));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
