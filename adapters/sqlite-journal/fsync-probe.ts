// A sync that returns at once has synced nothing: the promise of durability rests on storage that tells the truth.

import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Warning } from './errors.ts';

/** No flash or disk makes 4 KiB durable faster; memory does. */
const plausibleMicros = 50;

/** The median of some syncs of the directory's disk, in microseconds. */
export function fsyncMicros(dir: string): number {
  const path = join(dir, 'fsync-probe');
  const page = Buffer.alloc(4096, 1);
  const fd = openSync(path, 'w', 0o600);
  try {
    const taken = Array.from({ length: 5 }, (_, at) => {
      writeSync(fd, page, 0, page.length, at * page.length);
      const start = process.hrtime.bigint();
      fsyncSync(fd);
      return Number(process.hrtime.bigint() - start) / 1000;
    });
    return taken.sort((a, b) => a - b)[2]!;
  } finally {
    closeSync(fd);
    rmSync(path, { force: true });
  }
}

export function fsyncWarning(dir: string, micros: number): Warning | undefined {
  if (micros >= plausibleMicros) return undefined;
  return {
    code: 'BB_FSYNC_TOO_FAST',
    message:
      `The disk of ${dir} answers a sync in ${micros.toFixed(0)} µs; below ${plausibleMicros} µs nothing can have been written. ` +
      'Acknowledged transactions may be lost in a power cut. Use an SSD with power-loss protection, no memory file system.',
  };
}
