// What has left memory, or will after a restart: in files of a day and of a few megabytes, written in batches behind everything
// else and never waited for. What a full disk or a power cut takes of it is lost.

import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface TraceDisk {
  /** Is written with the next batch. */
  add(n: number, at: number, line: string): void;
  /** The text of each file that may hold something older than this, the newest first. */
  filesBefore(n: number): AsyncIterable<string>;
  /** Writes what waits. */
  close(): Promise<void>;
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
/** What waits for a slow disk; more is not kept. */
const mostWaitingLetters = 4 * 1024 * 1024;
const dayMs = 86_400_000;
/** After trouble with the disk. */
const pauseMs = 60_000;

interface Kept {
  readonly name: string;
  readonly day: number;
  readonly firstN: number;
  bytes: number;
}

export function createTraceDisk(dir: string, days: () => number, limits: TraceDiskLimits = {}): TraceDisk {
  const { fileBytes = usualFileBytes, bytes: mostBytes = usualBytes, batchMs = usualBatchMs } = limits;
  let waiting: string[] = [];
  let letters = 0;
  let firstN = 0;
  let lastAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let pausedUntil = 0;
  let kept: Kept[] | undefined;

  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return writing;
    const [text, first, day] = [waiting.join(''), firstN, Math.floor(lastAt / dayMs)];
    waiting = [];
    letters = 0;
    return (writing = writing.then(() => append(text, first, day)).catch(trouble));
  }

  async function append(text: string, first: number, day: number): Promise<void> {
    if (performance.now() < pausedUntil) return;
    kept ??= await begin(dir);
    let file = kept.at(-1);
    if (file === undefined || file.day !== day || file.bytes >= fileBytes) {
      file = { name: nameOf(day, first), day, firstN: first, bytes: 0 };
      kept.push(file);
    }
    const data = Buffer.from(text);
    file.bytes += data.length;
    await appendFile(join(dir, file.name), data, { mode: 0o600 });
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
    add(n, at, line) {
      if (letters > mostWaitingLetters) return;
      if (waiting.length === 0) firstN = n;
      lastAt = at;
      waiting.push(line);
      letters += line.length;
      timer ??= setTimeout(() => void write(), batchMs).unref();
    },
    async *filesBefore(n) {
      await write();
      const files = [...(kept ??= await begin(dir).catch(() => []))].reverse();
      for (const { name, firstN: first } of files)
        if (first < n) yield await readFile(join(dir, name), 'utf8').catch(() => '');
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
