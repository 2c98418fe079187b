// A damaged journal is moved aside, whole, and what still reads in it is copied into a new one.

import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Block } from './blocks.ts';
import { crcOf, textIn } from './blocks.ts';
import type { Connection } from './database.ts';
import { pathOf } from './database.ts';
import { syncDirectory } from './identity-file.ts';

/** Numbers that the lost end of a journal may have given out are never given out again. */
export const skippedAfterDamage = 10_000_000;

/** Renames the database and its log, keeping both as evidence. Returns the path of the database. */
export function moveAside(dir: string): string {
  const from = pathOf(dir);
  const to = freeName(dir);
  renameSync(from, to);
  if (existsSync(`${from}-wal`)) renameSync(`${from}-wal`, `${to}-wal`);
  // Both only index the log and are made anew.
  rmSync(`${from}-shm`, { force: true });
  syncDirectory(dir);
  return to;
}

function freeName(dir: string): string {
  for (let n = 1; ; n += 1) {
    const path = join(dir, `journal-damaged-${n}.db`);
    if (!existsSync(path)) return path;
  }
}

export interface Salvaged {
  readonly blocks: number;
  readonly rows: number;
  readonly snapshots: number;
  /** The highest row that is known to have been given out. */
  readonly head: number;
}

/**
 * Copies into `db` every block and snapshot of the file at `path` that reads, has its checksum and is in order. Never
 * throws for what the damaged file does; errors of `db` are thrown.
 */
export function salvage(path: string, db: Connection): Salvaged {
  const damaged = openDamaged(path);
  if (damaged === undefined) return { blocks: 0, rows: 0, snapshots: 0, head: 0 };
  try {
    return db.transaction(() => {
      const copied = copyBlocks(damaged, db);
      const snapshots = copySnapshots(damaged, db);
      return { ...copied, snapshots: snapshots.count, head: Math.max(copied.head, snapshots.head) };
    })();
  } finally {
    close(damaged);
  }
}

function openDamaged(path: string): Connection | undefined {
  try {
    return new Database(path, { readonly: true, timeout: 0 });
  } catch {
    return undefined;
  }
}

function copyBlocks(damaged: Connection, db: Connection): Omit<Salvaged, 'snapshots'> {
  const insert = db.prepare('INSERT OR IGNORE INTO block (first, last, crc, lines) VALUES (?, ?, ?, ?)');
  let blocks = 0;
  let rows = 0;
  let head = 0;
  let highest = 0;
  let lowest = Number.POSITIVE_INFINITY;
  const take = (block: Block): void => {
    if (insert.run(...block).changes === 0) return;
    blocks += 1;
    rows += block[1] - block[0] + 1;
    head = Math.max(head, block[1]);
  };
  // From the front up to what does not read, then from the back down to it.
  for (const block of readable(damaged, 'ASC')) {
    if (!isSound(block) || block[0] <= highest) continue;
    highest = block[1];
    take(block);
  }
  for (const block of readable(damaged, 'DESC')) {
    if (!isSound(block) || block[1] >= lowest || block[0] <= highest) continue;
    lowest = block[0];
    take(block);
  }
  return { blocks, rows, head };
}

function copySnapshots(damaged: Connection, db: Connection): { count: number; head: number } {
  const insert = db.prepare('INSERT OR REPLACE INTO snapshot (part, row, json) VALUES (?, ?, ?)');
  let count = 0;
  let head = 0;
  for (const [part, row, json] of reading(damaged, 'SELECT part, row, json FROM snapshot')) {
    if (typeof part !== 'string' || !Number.isSafeInteger(row) || !isJson(json)) continue;
    insert.run(part, row, json);
    count += 1;
    head = Math.max(head, row as number);
  }
  return { count, head };
}

const readable = (db: Connection, order: 'ASC' | 'DESC'): Iterable<Block> =>
  reading(
    db,
    `SELECT first, last, crc, lines FROM block ORDER BY first ${order}`,
  ) as Iterable<unknown> as Iterable<Block>;

/** Rows of a query up to the first that cannot be read. */
function* reading(db: Connection, sql: string): Generator<readonly unknown[]> {
  try {
    yield* db.prepare(sql).raw().iterate() as IterableIterator<readonly unknown[]>;
  } catch (error) {
    if (error instanceof Database.SqliteError) return;
    throw error;
  }
}

const isSound = ([first, last, crc, lines]: Block): boolean =>
  Number.isSafeInteger(first) &&
  Number.isSafeInteger(last) &&
  last >= first &&
  crc === crcOf(first, last, textIn(lines));

function isJson(value: unknown): value is string {
  try {
    return typeof value === 'string' && JSON.parse(value) !== null;
  } catch {
    return false;
  }
}

function close(db: Connection): void {
  try {
    db.close();
  } catch {
    // Nothing was written through it.
  }
}
