// Blocks of lines: one a commit. What damage left readable keeps its row numbers.

import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { JournalLine } from '../../src/core/ports/journal.ts';
import type { Row } from '../../src/model/ids.ts';
import { row } from '../../src/model/ids.ts';
import type { Connection } from './database.ts';

/** A block as it stands in the database; after damage anything may stand there. */
export type Block = readonly [first: number, last: number, crc: unknown, lines: unknown];

/** Rows whose text is not what was written. */
export interface Damage {
  readonly from: Row;
  readonly through: Row;
  readonly detail: string;
}

export type OnDamage = (damage: Damage) => void;

/** Covers the rows as well: a block must not turn up at another place. */
export const crcOf = (first: number, last: number, text: string): number => crc32(text, crc32(`${first}-${last}`));

/** The lines of a block, in order. A row that cannot be found gets an empty line, which the core sets aside. */
export function linesOf(block: Block, onDamage: OnDamage): readonly string[] {
  const [first, last, crc, value] = block;
  const text = textIn(value);
  const lines = text.split('\n');
  const expected = rowsIn(block, lines.length);
  if (lines.length === expected && crc === crcOf(first, last, text)) return lines;
  const detail =
    lines.length === expected ? 'the checksum does not match' : `${lines.length} lines instead of ${expected}`;
  onDamage({ from: row(first), through: row(first + expected - 1), detail });
  return lines.length === expected ? lines : align(lines, expected);
}

/** How many rows a block stands for. A number that damage made absurd is not believed; the lines are counted then. */
function rowsIn([first, last]: Block, lines: number): number {
  const rows = last - first + 1;
  return rows >= 1 && rows <= 2 * lines + 1000 ? rows : lines;
}

/**
 * Lines that are whole keep their place from the front up to the first that is not, and from the back down to the last that
 * is not: a line break lost in the middle does not shift the rows after it.
 */
function align(lines: readonly string[], expected: number): string[] {
  const found = new Array<string>(expected).fill('');
  let front = 0;
  while (front < Math.min(lines.length, expected) && isWhole(lines[front]!)) {
    found[front] = lines[front]!;
    front += 1;
  }
  for (let back = 1; back <= Math.min(lines.length, expected) - front; back += 1) {
    const line = lines[lines.length - back]!;
    if (!isWhole(line)) break;
    found[expected - back] = line;
  }
  return found;
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Meter values of many stations are much alike: packed, a large block is a tenth, for the disk and for the CPU. */
const packedFrom = 16 * 1024;
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const packedMagic = 0xfd2fb528;

/** The text of a block as it is stored: small ones as they are, for whoever looks into the file. */
export const stored = (text: string): string | Uint8Array =>
  text.length < packedFrom ? text : zstdCompressSync(text, packing);

/** The text of a block; empty where nothing can be made of what is stored. */
export function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof Uint8Array)) return '';
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (bytes.length < 4 || bytes.readUInt32LE(0) !== packedMagic) return bytes.toString('utf8');
  try {
    return zstdDecompressSync(bytes).toString('utf8');
  } catch {
    return '';
  }
}

const sizeOf = (value: unknown): number =>
  typeof value === 'string' ? value.length : value instanceof Uint8Array ? value.byteLength : 0;

const mostBlocksAtOnce = 1024;
const fewBytes = 1024 * 1024;
const manyBytes = 8 * 1024 * 1024;

/** All blocks that hold rows at or after `from`, in order. No statement stays open between two blocks. */
export function* blocksFrom(db: Connection, from: number): Generator<Block> {
  const statement = db
    .prepare<[number, number], Block>(
      'SELECT first, last, crc, lines FROM block WHERE first >= ? ORDER BY first LIMIT ?',
    )
    .raw();
  let next = firstOfBlockWith(db, from);
  for (let limit = 16; ;) {
    const blocks = statement.all(next, limit);
    let bytes = 0;
    for (const block of blocks) {
      bytes += sizeOf(block[3]);
      if (block[1] >= from) yield block;
    }
    const last = blocks.at(-1);
    if (last === undefined || blocks.length < limit) return;
    next = last[0] + 1;
    if (bytes < fewBytes) limit = Math.min(limit * 2, mostBlocksAtOnce);
    else if (bytes > manyBytes) limit = Math.max(limit >> 1, 1);
  }
}

/** Blocks do not overlap, so the one that holds a row is the last that begins at or before it. */
function firstOfBlockWith(db: Connection, at: number): number {
  const first = db.prepare('SELECT max(first) FROM block WHERE first <= ?').pluck().get(at) as number | null;
  return first ?? 0;
}

/** Every line from row `from` on, read as it is asked for; can be gone through more than once. */
export function readLines(db: () => Connection, from: number, onDamage: OnDamage): Iterable<JournalLine> {
  return {
    *[Symbol.iterator]() {
      for (const block of blocksFrom(db(), from)) {
        const lines = linesOf(block, onDamage);
        for (let at = Math.max(0, from - block[0]); at < lines.length; at += 1) {
          yield { row: row(block[0] + at), json: lines[at]! };
        }
      }
    },
  };
}

/** The last row that any block holds; 0 when there is none. */
export function lastRow(db: Connection): number {
  const newest = db.prepare('SELECT first, last, crc, lines FROM block ORDER BY first DESC LIMIT 1').raw();
  const block = newest.get() as Block | undefined;
  return block === undefined ? 0 : block[0] + linesOf(block, () => undefined).length - 1;
}

/** Rows between the oldest and the newest that no block holds. */
export function gapsIn(db: Connection): readonly (readonly [from: number, through: number])[] {
  const [least, most, rows] = db
    .prepare('SELECT min(first), max(last), sum(last - first + 1) FROM block')
    .raw()
    .get() as [number | null, number | null, number | null];
  if (least === null || most === null || rows === most - least + 1) return [];
  return db
    .prepare(
      `SELECT before + 1, first - 1 FROM (SELECT first, lag(last) OVER (ORDER BY first) AS before FROM block)
       WHERE first <> before + 1 LIMIT 10`,
    )
    .raw()
    .all() as [number, number][];
}
