// What has left memory, or will after a restart: in files of a day and of a few megabytes, written in batches behind everything
// else and never waited for. What a full disk or a power cut takes of it is lost.

import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface TraceDisk {
  /** Something came: it is asked for within a batch's time. */
  stir(): void;
  /** What each file holds that may have something older than this, the newest first. Writes what waits before. */
  filesBefore(n: number): AsyncIterable<Buffer>;
  /** Writes what waits. */
  close(): Promise<void>;
}

/** What came since the last one; undefined for nothing. */
export interface Batch {
  readonly firstN: number;
  readonly parts: readonly Buffer[];
}

export interface TraceDiskLimits {
  readonly fileBytes?: number;
  readonly bytes?: number;
  readonly batchMs?: number;
}

/** A file is read whole by whoever looks back: some milliseconds. */
const usualFileBytes = 2 * 1024 * 1024;
/** What all of it may take of the disk. */
const usualBytes = 256 * 1024 * 1024;
const usualBatchMs = 1000;
/** Batches that wait for a slow disk; more of them are not written. */
const mostWaiting = 4;
const dayMs = 86_400_000;
/** After trouble with the disk. */
const pauseMs = 60_000;

interface Kept {
  readonly name: string;
  readonly day: number;
  readonly firstN: number;
  bytes: number;
}

export function createTraceDisk(
  dir: string,
  days: () => number,
  take: () => Batch | undefined,
  limits: TraceDiskLimits = {},
): TraceDisk {
  const { fileBytes = usualFileBytes, bytes: mostBytes = usualBytes, batchMs = usualBatchMs } = limits;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let waiting = 0;
  let pausedUntil = 0;
  let kept: Kept[] | undefined;

  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = take();
    if (batch === undefined || waiting >= mostWaiting) return writing;
    const day = Math.floor(Date.now() / dayMs);
    waiting += 1;
    return (writing = writing
      .then(() => append(batch, day))
      .catch(trouble)
      .then(() => void (waiting -= 1)));
  }

  async function append({ firstN, parts }: Batch, day: number): Promise<void> {
    if (performance.now() < pausedUntil) return;
    kept ??= await begin(dir);
    let file = kept.at(-1);
    if (file === undefined || file.day !== day || file.bytes >= fileBytes) {
      file = { name: nameOf(day, firstN), day, firstN, bytes: 0 };
      kept.push(file);
    }
    for (const part of parts) {
      file.bytes += part.length;
      await appendFile(join(dir, file.name), part, { mode: 0o600 });
    }
    await forget(kept, day);
  }

  /** What is too old, and the oldest where all of it is too much. */
  async function forget(files: Kept[], today: number): Promise<void> {
    let sum = files.reduce((all, { bytes }) => all + bytes, 0);
    while (files.length > 1 && (sum > mostBytes || files[0]!.day <= today - days())) {
      const { name, bytes } = files.shift()!;
      sum -= bytes;
      await rm(join(dir, name), { force: true });
    }
  }

  /** A disk without room is not to be filled by this: half of it goes. */
  async function trouble(error: unknown): Promise<void> {
    pausedUntil = performance.now() + pauseMs;
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC' || kept === undefined) return;
    const going = kept.splice(0, Math.ceil(kept.length / 2));
    for (const { name } of going) await rm(join(dir, name), { force: true }).catch(() => undefined);
  }

  return {
    stir() {
      timer ??= setTimeout(() => void write(), batchMs).unref();
    },
    async *filesBefore(n) {
      await write();
      const files = [...(kept ??= await begin(dir).catch(() => []))].reverse();
      for (const { name, firstN: first } of files)
        if (first < n) yield await readFile(join(dir, name)).catch(() => Buffer.alloc(0));
    },
    close: write,
  };
}

/** In their order, also by name. */
const nameOf = (day: number, firstN: number): string =>
  `${new Date(day * dayMs).toISOString().slice(0, 10)}-${String(firstN).padStart(16, '0')}.trace`;

/** What an earlier process left. */
async function begin(dir: string): Promise<Kept[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const kept: Kept[] = [];
  for (const name of (await readdir(dir)).sort()) {
    const [, date, n] = /^(\d{4}-\d\d-\d\d)-(\d{16})\.trace$/.exec(name) ?? [];
    if (date === undefined) continue;
    const { size } = await stat(join(dir, name));
    kept.push({ name, day: Math.floor(Date.parse(date) / dayMs), firstN: Number(n), bytes: size });
  }
  return kept;
}
