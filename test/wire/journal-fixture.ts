// A journal on a real directory, driven as the driver drives it: one commit at a time.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SqliteJournal } from '../../adapters/sqlite-journal/client.ts';
import type { OpenJournal } from '../../adapters/sqlite-journal/open.ts';
import { openJournal } from '../../adapters/sqlite-journal/open.ts';
import type { JournalOptions } from '../../adapters/sqlite-journal/options.ts';
import type { Batch, JournalLine } from '../../src/core/ports/journal.ts';
import type { UplinkId } from '../../src/model/ids.ts';
import { row } from '../../src/model/ids.ts';

export const small: JournalOptions = { ballastBytes: 0, reserveBytes: 0, history: false };

export const newDir = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'busbar-journal-')));

export type DiskWord = { readonly state: string; readonly detail: string };

export interface Running {
  readonly open: OpenJournal;
  readonly journal: SqliteJournal;
  readonly disk: DiskWord[];
  /** How often `onDurable` was said. */
  readonly durables: () => number;
  /** What became of the batch. */
  commit(lines: readonly string[], more?: Partial<Batch>): Promise<'durable' | DiskWord>;
  read(from: number, maxRows: number): Promise<{ from: number; through: number; lines: readonly JournalLine[] }>;
  /** Resolves when the disk says this. */
  hears(state: string, withinMs?: number): Promise<DiskWord>;
  head(): number;
}

export function run(dir: string, options: JournalOptions = small): Running {
  const open = openJournal(dir, options);
  const disk: DiskWord[] = [];
  const rows: ((read: { from: number; through: number; lines: readonly JournalLine[] }) => void)[] = [];
  let settle: ((outcome: 'durable' | DiskWord) => void) | undefined;
  let durables = 0;
  let head: number = open.opened.head;
  const journal = open.start({
    onDurable() {
      durables += 1;
      settle?.('durable');
    },
    onDisk(state, detail) {
      disk.push({ state, detail });
      if (state !== 'ok') settle?.({ state, detail });
    },
    onRows: (_uplink, from, through, lines) => rows.shift()?.({ from, through, lines }),
  });
  return {
    open,
    journal,
    disk,
    durables: () => durables,
    async commit(lines, more = {}) {
      const batch: Batch = { first: row(head + 1), lines, snapshots: [], ...more };
      const outcome = await new Promise<'durable' | DiskWord>((resolve) => {
        settle = resolve;
        journal.commit(batch);
      });
      settle = undefined;
      if (outcome === 'durable') head = batch.first + lines.length - 1;
      return outcome;
    },
    read: (from, maxRows) =>
      new Promise((resolve) => {
        rows.push(resolve);
        journal.read('csms' as UplinkId, row(from), maxRows);
      }),
    async hears(state, withinMs = 10_000) {
      const until = Date.now() + withinMs;
      const before = disk.length;
      for (;;) {
        const word = disk.slice(Math.max(0, before - 1)).find((one) => one.state === state);
        if (word !== undefined) return word;
        if (Date.now() > until)
          throw new Error(`The disk did not say ${state} in ${withinMs} ms: ${JSON.stringify(disk)}`);
        await pause(20);
      }
    },
    head: () => head,
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `check` holds. */
export async function until(check: () => boolean, what: string, withinMs = 10_000): Promise<void> {
  for (const end = Date.now() + withinMs; !check();) {
    if (Date.now() > end) throw new Error(`Not in ${withinMs} ms: ${what}`);
    await pause(20);
  }
}

export const fact = (at: number): string =>
  `{"kind":"TransactionSampled","n":${at},"filling":"${'f'.repeat(at % 700)}"}`;

export const facts = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => fact(from + at));

/** All lines that a journal holds, as a start would read them. */
export function linesIn(
  dir: string,
  options: JournalOptions = small,
): { lines: JournalLine[]; open: Omit<OpenJournal, 'start'> } {
  const open = openJournal(dir, options);
  const lines = [...open.opened.lines];
  open.dismiss();
  return { lines, open };
}

/** A file system of this size in memory, and how to remove it; undefined where the host does not let us mount. */
export function memoryDisk(
  bytes: number,
): { dir: string; mount: (options: string) => boolean; remove: () => void } | undefined {
  const dir = newDir();
  const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0;
  if (!mount('-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', dir)) {
    rmSync(dir, { recursive: true });
    return undefined;
  }
  mkdirSync(join(dir, 'data'));
  return {
    dir,
    mount: (options) => mount('-o', options, dir),
    remove() {
      spawnSync('umount', [dir]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export interface Told {
  readonly code: number | null;
  readonly stderr: readonly string[];
}

/** Runs the store subject under strace with these arguments, and says what it printed. */
export async function runUnderStrace(dir: string, options: object, strace: readonly string[]): Promise<Told> {
  const script = fileURLToPath(new URL('./powercut/subject-store.ts', import.meta.url));
  const args = [
    '-f',
    '-o',
    '/dev/null',
    ...strace,
    process.execPath,
    script,
    dir,
    JSON.stringify({ ...small, ...options }),
  ];
  const child = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stderr: text.trim().split('\n') };
}

/** The last row that the subject acknowledged. */
export const lastAck = ({ stderr }: Told): number =>
  stderr.reduce((last, line) => (line.startsWith('ACK ') ? Number(line.slice(4)) : last), 0);
