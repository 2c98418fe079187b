// The journal's database as the worker uses it: commits, reads, checkpoints. Errors of SQLite are thrown as they come.

import { rmSync, statSync } from 'node:fs';
import type { Batch } from '../../src/core/ports/journal.ts';
import type { OnDamage } from './blocks.ts';
import { blocksFrom, crcOf, linesOf, stored } from './blocks.ts';
import type { Connection } from './database.ts';
import { connect, pathOf } from './database.ts';
import { identityFile } from './identity-file.ts';
import type { RowsRead, Run } from './messages.ts';
import type { Settings } from './options.ts';

export interface Store {
  /** Durable when it returns. When it throws, the transaction is rolled back. */
  commit(batch: Batch): void;
  /** Rows at or after `from`, bounded in number and bytes; at least one, if there is one. */
  read(from: number, maxRows: number): RowsRead;
  /** Copies the log into the database when it has grown enough. */
  checkpointWhenDue(): void;
  /** Copies the log and cuts it to nothing, which gives its room back. */
  shrink(): void;
  /** A copy that is whole, a few pages at a time between commits. Rejects with errors of SQLite and of the file system. */
  copyTo(path: string): Promise<void>;
  head(): number;
  bytes(): number;
  close(): void;
}

/** A batch of 64 blocks of 100 lines is deleted in some milliseconds; more would make the commit wait. */
const mostBlocksForgotten = 64;
const mostBytesForgotten = 8 * 1024 * 1024;
/** What one answer to a read may hold: more would stall both threads. */
const mostRowsRead = 4096;
const mostBytesRead = 8 * 1024 * 1024;
const pageBytes = 4096;

export function openStore(dir: string, settings: Settings, headAtOpen: number, onDamage: OnDamage): Store {
  const db = connect(dir, settings.synchronous);
  const identity = identityFile(dir);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const end = db.prepare('COMMIT');
  const insertBlock = db.prepare('INSERT INTO block (first, last, crc, lines) VALUES (?, ?, ?, ?)');
  const putSnapshot = db.prepare('INSERT OR REPLACE INTO snapshot (part, row, json) VALUES (?, ?, ?)');
  const oldestBlocks = db.prepare('SELECT first, last, octet_length(lines) FROM block ORDER BY first LIMIT ?').raw();
  const deleteThrough = db.prepare('DELETE FROM block WHERE first <= ?');
  let head = headAtOpen;
  let forgetThrough = 0;
  let pagesInLog = 0;

  function append({ first, lines }: Batch): void {
    if (lines.length === 0) return;
    if (first <= head) throw new Error(`Row ${first} was given to a journal that already ends at row ${head}.`);
    const last = first + lines.length - 1;
    const text = lines.join('\n');
    const value = stored(text);
    insertBlock.run(first, last, crcOf(first, last, text), value);
    // The leaf, its overflow pages, and now and then an inner page.
    pagesInLog += 2 + Math.ceil(value.length / pageBytes);
  }

  function keepSnapshots(batch: Batch): void {
    for (const { part, row, json } of batch.snapshots) {
      putSnapshot.run(part, row, json);
      pagesInLog += 2 + Math.ceil(json.length / pageBytes);
    }
  }

  /** Deletes a bounded number of blocks; the newest one always stays, because it holds the head. */
  function forget(through: number): 'done' | 'more' {
    let bytes = 0;
    let gone = 0;
    const oldest = oldestBlocks.all(mostBlocksForgotten + 1) as [number, number, number][];
    for (const [first, last, size] of oldest.slice(0, -1)) {
      if (last > through || (bytes > 0 && bytes + size > mostBytesForgotten)) break;
      bytes += size;
      gone = first;
    }
    if (gone === 0) return 'done';
    deleteThrough.run(gone);
    pagesInLog += 2 + mostBlocksForgotten;
    return 'more';
  }

  function inTransaction(act: () => void): void {
    begin.run();
    try {
      act();
      end.run();
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    commit(batch) {
      // Before the rows: a number that the rows speak of is then never unknown to the file.
      if (batch.identity !== undefined) identity.write(batch.identity, Math.min(batch.first - 1, head));
      const through = Math.max(forgetThrough, batch.forgetThrough ?? 0);
      let left: 'done' | 'more' = 'done';
      if (batch.snapshots.length === 0 && through === 0) append(batch);
      else {
        inTransaction(() => {
          append(batch);
          keepSnapshots(batch);
          if (through > 0) left = forget(through);
        });
      }
      forgetThrough = left === 'done' ? 0 : through;
      head = Math.max(head, batch.first + batch.lines.length - 1);
    },
    read: (from, maxRows) => readRows(db, from, Math.min(maxRows, mostRowsRead), head, onDamage),
    checkpointWhenDue() {
      if (pagesInLog < settings.checkpointPages) return;
      db.pragma('wal_checkpoint(PASSIVE)');
      pagesInLog = 0;
    },
    shrink() {
      db.pragma('wal_checkpoint(TRUNCATE)');
      pagesInLog = 0;
    },
    copyTo: (path) => copied(db, path),
    head: () => head,
    bytes: () => bytesIn(db, dir),
    close: () => db.close(),
  };
}

/** Commits wait no longer than it takes to copy these. */
const pagesCopiedAtOnce = 256;

async function copied(db: Connection, path: string): Promise<void> {
  rmSync(path, { force: true });
  await db.backup(path, { progress: () => pagesCopiedAtOnce });
}

function readRows(db: Connection, from: number, maxRows: number, head: number, onDamage: OnDamage): RowsRead {
  const runs: Run[] = [];
  let rows = 0;
  let bytes = 0;
  let through = from - 1;
  for (const block of blocksFrom(db, from)) {
    const [first] = block;
    const lines = linesOf(block, onDamage);
    const skipped = Math.max(0, from - first);
    let upTo = skipped;
    for (; upTo < lines.length && rows < maxRows; upTo += 1, rows += 1) {
      bytes += lines[upTo]!.length;
      if (bytes > mostBytesRead && rows > 0) break;
    }
    if (upTo > skipped) {
      runs.push({ first: first + skipped, lines: lines.slice(skipped, upTo) });
      through = first + upTo - 1;
    }
    if (upTo < lines.length) return { from, through, runs };
  }
  // Rows that no block holds say nothing to anybody.
  return { from, through: Math.max(through, head), runs };
}

function bytesIn(db: Connection, dir: string): number {
  const value = (name: string): number => db.pragma(name, { simple: true }) as number;
  const log = statSync(`${pathOf(dir)}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return (value('page_count') - value('freelist_count')) * value('page_size') + log;
}
