// A power cut while the schema is brought up to date: afterwards it is the old or the new one, with every row.

import type { JournalOptions } from '../../../adapters/sqlite-journal/options.ts';
import { openJournal } from '../../../adapters/sqlite-journal/open.ts';
import { journalMigrations } from '../../../adapters/sqlite-journal/database.ts';
import { codeOf } from '../../../adapters/sqlite-journal/errors.ts';
import type { Judge } from './judge.ts';
import { judgeStore } from './judge.ts';
import type { Subject } from './replay.ts';
import { batchFrom } from './store-rows.ts';

const rows = 40;
const old: JournalOptions = { history: false, ballastBytes: 0 };
/** Touches every page: the upgrade does not fit into one write. */
const newer: JournalOptions = {
  ...old,
  migrations: [
    ...journalMigrations,
    `ALTER TABLE block ADD COLUMN note TEXT;
     CREATE TABLE copy (first INTEGER PRIMARY KEY, lines TEXT);
     INSERT INTO copy SELECT first, lines FROM block;
     UPDATE block SET note = 'n' || first;`,
  ],
};

/** The run opens a journal of the previous version and closes it again. */
export const upgrade: Subject = {
  script: './subject-store.ts',
  options: { ...newer, rows },
  prepare: (dir) => write(dir),
  judge: (dir, acks) => {
    const seenByOld = openOld(dir, [String(rows)]);
    if (seenByOld?.corrupt !== undefined) return seenByOld;
    return judgeStore(newer)(dir, [...acks, String(rows)]);
  },
};

/** The previous package opens it with every row, or refuses because it is newer. */
function openOld(dir: string, acks: readonly string[]): ReturnType<Judge> | undefined {
  try {
    openJournal(dir, old).dismiss();
  } catch (error) {
    return codeOf(error) === 'BB_JOURNAL_NEWER' ? undefined : { lost: rows, corrupt: String(error) };
  }
  return judgeStore(old)(dir, acks);
}

async function write(dir: string): Promise<void> {
  const open = openJournal(dir, old);
  await new Promise<void>((resolve, reject) => {
    let first = 1;
    const journal = open.start({
      onDurable() {
        first += batchFrom(first, rows).lines.length;
        if (first <= rows) journal.commit(batchFrom(first, rows));
        else void journal.close().then(resolve);
      },
      onDisk: (_state, detail) => reject(new Error(detail)),
      onRows: () => undefined,
    });
    journal.commit(batchFrom(1, rows));
  });
}
