// Opens a crashed disk by the production path and asks what is missing.

import type { OpenJournal } from '../../../adapters/sqlite-journal/open.ts';
import { openJournal } from '../../../adapters/sqlite-journal/open.ts';
import { textOf } from '../../../adapters/sqlite-journal/errors.ts';
import type { JournalOptions } from '../../../adapters/sqlite-journal/options.ts';
import { decodeFact } from '../../../src/model/line.ts';
import { identityAt, lineOf, snapshotOf } from './store-rows.ts';

export interface Verdict {
  /** Acknowledged rows or messages that are not there. */
  readonly lost: number;
  /** Why the disk does not hold what a journal may hold. */
  readonly corrupt?: string;
}

/** `acks` are the acknowledgements that were out when the power failed. */
export type Judge = (dir: string, acks: readonly string[]) => Verdict;

/** Acknowledgements of the journal alone are row numbers. */
export const judgeStore =
  (options: JournalOptions = {}): Judge =>
  (dir, acks) => {
    const acknowledged = Number(acks.at(-1) ?? 0);
    return opening(dir, options, acknowledged, (open) => {
      const { head, corrupt } = rowsOf(open);
      const lost = Math.max(0, acknowledged - head);
      const known = open.opened.identity?.numbersBelow ?? 0;
      if (corrupt !== undefined) return { lost, corrupt };
      if (known < identityAt(acknowledged)) return { lost, corrupt: `the identity stopped at ${known}` };
      return { lost };
    });
  };

/** How far the rows go without a gap, and what is wrong with the next. */
function rowsOf({ opened }: OpenJournal): { head: number; corrupt?: string } {
  const snapshot = opened.snapshots[0];
  if (snapshot !== undefined && snapshot.json !== snapshotOf(snapshot.row))
    return { head: 0, corrupt: 'snapshot differs' };
  let head = snapshot?.row ?? 0;
  for (const { row, json } of opened.lines) {
    if (json !== lineOf(row)) return { head, corrupt: `row ${row} differs` };
    // Rows that the snapshot covers may still be there.
    if (row <= (snapshot?.row ?? 0)) continue;
    if (row !== head + 1) return { head, corrupt: `row ${row} follows row ${head}` };
    head = row;
  }
  return head === opened.head ? { head } : { head, corrupt: `the head is ${opened.head}, the last row ${head}` };
}

/**
 * Acknowledgements of a whole gateway read `STATION MESSAGE_ID`: a transaction message whose answer the station has got.
 * Rows must not have been forgotten in the run (its uplink is down).
 */
export const judgeGateway: Judge = (dir, acks) =>
  opening(dir, { history: false }, acks.length, (open) => {
    const known = new Set<string>();
    for (const { json } of open.opened.lines) {
      const fact = decodeFact(json);
      if ('delivery' in fact && fact.delivery !== undefined) known.add(`${fact.station} ${fact.delivery.messageId}`);
    }
    const missing = acks.filter((ack) => ack.includes(' ') && !known.has(ack));
    return { lost: missing.length };
  });

/** What opens with anything to complain of is corrupt; where nothing opens, everything acknowledged is lost. */
function opening(dir: string, options: JournalOptions, all: number, judge: (open: OpenJournal) => Verdict): Verdict {
  let open: OpenJournal;
  try {
    open = openJournal(dir, options);
  } catch (error) {
    return { lost: all, corrupt: textOf(error) };
  }
  try {
    const verdict = judge(open);
    const warning = open.warnings.find(({ code }) => code !== 'BB_FSYNC_TOO_FAST');
    const complaint = open.opened.movedAside?.reason ?? warning?.message ?? open.damaged()[0]?.detail;
    return complaint === undefined ? verdict : { corrupt: complaint, ...verdict };
  } catch (error) {
    return { lost: all, corrupt: textOf(error) };
  } finally {
    open.dismiss();
  }
}
