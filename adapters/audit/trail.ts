// The audit log on disk: files of lines that are only ever added to, durable batch by batch. The oldest files go when they are
// too old or too many.

import { mkdir, open, readFile, readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditDraft, AuditEntry } from '../../src/model/audit.ts';
import { follow, lineOf, link, noHash, parseLine } from './chain.ts';
import type { Standing } from './chain.ts';

export interface AuditTrail {
  /** In order; what cannot be written waits, within bounds, and is written with the next. Never throws. */
  add(drafts: readonly AuditDraft[]): void;
  /** Newest first. `before`: only entries below this number. */
  read(query: AuditQuery): Promise<AuditPage>;
  verify(): Promise<Verified>;
  /** Resolves when all is written that can be. */
  settled(): Promise<void>;
  keepDays(days: number): void;
}

export interface AuditQuery {
  readonly limit: number;
  readonly before?: number;
  readonly who?: string;
  /** A part of what was done, or of what it was done to. */
  readonly what?: string;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** The number to go on below; a page may be short although more follow. */
  readonly next?: number;
}

export interface Verified {
  readonly ok: boolean;
  readonly entries: number;
  /** The number of the first entry that does not follow on the one before it. */
  readonly brokenAt?: number;
  /** Of the newest: whoever writes it down elsewhere can tell later whether the end was cut off. */
  readonly head?: string;
}

export interface TrailOptions {
  readonly dir: string;
  readonly now: () => number;
  /** The disk takes nothing; undefined when it does again. */
  readonly onTrouble: (detail: string | undefined) => void;
  readonly fileBytes?: number;
  readonly files?: number;
  readonly days?: number;
}

/** Small enough to be read and checked within some milliseconds. */
const usualFileBytes = 256 * 1024;
/** 64 MiB in all. */
const usualFiles = 256;
const usualDays = 730;
/** While the disk takes nothing: more are counted, and told when it does. */
const mostWaiting = 1000;
/** One question looks through so many; who asks goes on from there. */
const mostFilesRead = 16;
const dayMs = 86_400_000;

interface Position {
  n: number;
  hash: string;
  file: number;
  bytes: number;
}

export function openTrail(options: TrailOptions): AuditTrail {
  const { now, onTrouble, fileBytes = usualFileBytes, files: mostFiles = usualFiles } = options;
  const files = filesIn(options.dir);
  const waiting: AuditDraft[] = [];
  let days = options.days ?? usualDays;
  let lost = 0;
  let isInTrouble = false;
  let at: Position | undefined;
  /** The number of the last entry that is known to be written. */
  let confirmed: number | undefined;
  let working: Promise<void> | undefined;

  function take(draft: AuditDraft): void {
    if (waiting.length < mostWaiting) waiting.push(draft);
    else lost += 1;
  }

  async function work(): Promise<void> {
    try {
      at ??= await takeUp();
      while (waiting.length > 0 || lost > 0) {
        if (lost > 0) waiting.push(ofTrail(`${lost} entries could not be kept`));
        lost = 0;
        const batch = waiting.slice();
        at = await written(files, at, batch, { now: now(), fileBytes });
        confirmed = at.n;
        waiting.splice(0, batch.length);
        if (isInTrouble) onTrouble(undefined);
        isInTrouble = false;
      }
      await files.forget(mostFiles, now() - days * dayMs);
    } catch (error) {
      // What stands there now is looked at anew before the next is written.
      at = undefined;
      if (!isInTrouble) onTrouble((error as Error).message);
      isInTrouble = true;
    }
  }

  async function takeUp(): Promise<Position> {
    const { position, torn } = await takenUp(files);
    // Of a batch that failed half-way, what is whole on disk is not written again.
    if (confirmed !== undefined) waiting.splice(0, position.n - confirmed);
    confirmed = position.n;
    if (torn > 0) waiting.unshift(ofTrail(`${torn} bytes at the end were torn, as by a power cut, and are cut off`));
    return position;
  }

  function start(): void {
    working ??= work().finally(() => {
      working = undefined;
      if (waiting.length > 0 && !isInTrouble) start();
    });
  }

  start();
  return {
    add(drafts) {
      drafts.forEach(take);
      if (drafts.length > 0) start();
    },
    async read(query) {
      await working;
      return readPage(files, query);
    },
    async verify() {
      await working;
      return verified(files);
    },
    settled: async () => void (await working),
    keepDays: (next) => void (days = next),
  };
}

/** What the log says of itself. */
const ofTrail = (text: string): AuditDraft => ({
  by: 'busbar',
  via: 'gateway',
  address: '',
  what: 'audit',
  target: text,
  outcome: 'failed',
});

/** Where it goes on; what a power cut tore is cut off. */
async function takenUp(files: Files): Promise<{ position: Position; torn: number }> {
  const numbers = await files.numbers();
  const last = numbers.at(-1);
  if (last === undefined) return { position: { n: 0, hash: noHash, file: 1, bytes: 0 }, torn: 0 };
  const text = await files.read(last);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const bytes = Buffer.byteLength(whole);
  const torn = Buffer.byteLength(text) - bytes;
  if (torn > 0) await files.cut(last, bytes);
  const line = whole.split('\n').findLast((one) => parseLine(one) !== undefined);
  const end = line === undefined ? await endOf(files, numbers.at(-2)) : endAt(line);
  return { position: { ...end, file: last, bytes }, torn };
}

function endAt(line: string): { n: number; hash: string } {
  const { entry, hash } = parseLine(line)!;
  return { n: entry.n, hash };
}

async function endOf(files: Files, number: number | undefined): Promise<{ n: number; hash: string }> {
  const lines = number === undefined ? [] : (await files.read(number)).split('\n');
  const line = lines.findLast((one) => parseLine(one) !== undefined);
  return line === undefined ? { n: 0, hash: noHash } : endAt(line);
}

async function written(
  files: Files,
  from: Position,
  drafts: readonly AuditDraft[],
  { now, fileBytes }: { readonly now: number; readonly fileBytes: number },
): Promise<Position> {
  const at = { ...from };
  let lines = '';
  const moment = new Date(now).toISOString();
  for (const draft of drafts) {
    const one = link({ n: at.n + 1, at: moment, ...draft }, at.hash);
    const line = lineOf(one);
    if (at.bytes > 0 && at.bytes + Buffer.byteLength(line) > fileBytes) {
      await files.append(at.file, lines);
      lines = '';
      at.file += 1;
      at.bytes = 0;
    }
    lines += line;
    at.bytes += Buffer.byteLength(line);
    at.n += 1;
    at.hash = one.hash;
  }
  await files.append(at.file, lines);
  return at;
}

async function readPage(files: Files, { limit, before = Infinity, who, what }: AuditQuery): Promise<AuditPage> {
  const entries: AuditEntry[] = [];
  let looked = 0;
  let below = before;
  for (const number of (await files.numbers()).toReversed()) {
    if (looked >= mostFilesRead) return { entries, next: below };
    const lines = (await files.read(number)).split('\n');
    const first = parseLine(lines[0] ?? '')?.entry.n ?? 0;
    if (first >= before) continue;
    looked += 1;
    for (const line of lines.toReversed()) {
      const entry = parseLine(line)?.entry;
      if (entry === undefined || entry.n >= before) continue;
      if (entries.length >= limit) return { entries, next: below };
      below = entry.n;
      if (isAskedFor(entry, who, what)) entries.push(entry);
    }
  }
  return { entries };
}

const isAskedFor = (entry: AuditEntry, who: string | undefined, what: string | undefined): boolean =>
  (who === undefined || entry.by === who) &&
  (what === undefined || entry.what.includes(what) || entry.target?.includes(what) === true);

/** The oldest file that is left goes on where one ended that is kept no more: it is believed. */
async function verified(files: Files): Promise<Verified> {
  let standing: Standing = { n: undefined, hash: undefined };
  let entries = 0;
  for (const [index, number] of (await files.numbers()).entries()) {
    const lines = (await files.read(number)).split('\n');
    if (lines.at(-1) === '') lines.pop();
    const from = index === 0 && number === 1 ? { n: 0, hash: noHash } : standing;
    const { brokenAt, ...next } = follow(lines, from);
    entries += next.entries;
    if (brokenAt !== undefined) return { ok: false, entries, brokenAt };
    standing = next;
  }
  return { ok: true, entries, ...(standing.hash !== undefined && { head: standing.hash }) };
}

interface Files {
  numbers(): Promise<readonly number[]>;
  read(number: number): Promise<string>;
  /** Durable when it resolves. */
  append(number: number, lines: string): Promise<void>;
  cut(number: number, bytes: number): Promise<void>;
  /** The newest stays. */
  forget(most: number, before: number): Promise<void>;
}

function filesIn(dir: string): Files {
  const pathOf = (number: number): string => join(dir, `audit-${String(number).padStart(6, '0')}.ndjson`);
  const numbers = async (): Promise<number[]> =>
    (await readdir(dir).catch(() => [] as string[]))
      .flatMap((name) => /^audit-(\d{6,})\.ndjson$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  return {
    numbers,
    read: (number) => readFile(pathOf(number), 'utf8').catch(() => ''),
    async append(number, lines) {
      if (lines === '') return;
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await synced(pathOf(number), 'a', (file) => file.appendFile(lines));
      await synced(dir, 'r', () => Promise.resolve());
    },
    cut: (number, bytes) => truncate(pathOf(number), bytes),
    async forget(most, before) {
      const kept = await numbers();
      for (const [index, number] of kept.slice(0, -1).entries()) {
        const last = kept.length - index > most || (await endsBefore(pathOf(number), before));
        if (!last) return;
        await rm(pathOf(number), { force: true });
      }
    },
  };
}

async function endsBefore(path: string, moment: number): Promise<boolean> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const newest = lines.findLast((line) => parseLine(line) !== undefined);
  return newest !== undefined && Date.parse(parseLine(newest)!.entry.at) < moment;
}

type Handle = Awaited<ReturnType<typeof open>>;

async function synced(path: string, flags: 'a' | 'r', write: (file: Handle) => Promise<void>): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
}
