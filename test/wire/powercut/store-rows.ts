// What the subject writes and the judge expects: everything follows from the number of the row.

import type { Batch } from '../../../src/core/ports/journal.ts';
import { row } from '../../../src/model/ids.ts';

/** 300 bytes and more, growing, so that rows cross pages and blocks overflow them. */
export const lineOf = (at: number): string =>
  `{"kind":"TransactionSampled","row":${at},"filling":"${String.fromCharCode(97 + (at % 26)).repeat(300 + (at % 60) * 40)}"}`;

export const snapshotOf = (at: number): string => JSON.stringify({ at, filling: 'p'.repeat(at) });

/** One to four rows a commit, a snapshot every tenth, some rows forgotten, the identity changed now and then. */
export function batchFrom(first: number, rows: number): Batch {
  const count = Math.min(1 + (first % 4), rows - first + 1);
  const last = first + count - 1;
  const isTenth = Math.floor(last / 10) > Math.floor((first - 1) / 10);
  return {
    first: row(first),
    lines: Array.from({ length: count }, (_, at) => lineOf(first + at)),
    snapshots: isTenth ? [{ part: 'gateway', row: row(last), json: snapshotOf(last) }] : [],
    ...(isTenth && last > 20 && { forgetThrough: row(last - 20) }),
    ...(last % 3 === 0 && { identity: { epoch: 1, numbersBelow: last, numbering: [] } }),
  };
}

/** The `numbersBelow` of the last identity that was durable together with this row. */
export function identityAt(last: number): number {
  let numbers = 0;
  for (let first = 1; first <= last;) {
    const { lines, identity } = batchFrom(first, Number.MAX_SAFE_INTEGER);
    first += lines.length;
    if (identity !== undefined && first - 1 <= last) numbers = identity.numbersBelow;
  }
  return numbers;
}
