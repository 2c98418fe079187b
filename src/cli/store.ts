// What the gateway keeps: the journal in its data directory, or nothing at all in safe mode.

import { noJournal } from '../../adapters/files/no-journal.ts';
import type { Session, SessionQuery } from '../../adapters/history/session.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { SqliteJournal } from '../../adapters/sqlite-journal/client.ts';
import { openJournal } from '../../adapters/sqlite-journal/open.ts';
import type { JournalOptions } from '../../adapters/sqlite-journal/options.ts';
import type { Journal, JournalEvents, Opened } from '../core/ports.ts';
import { noIdentity } from '../core/recover.ts';
import { row } from '../model/ids.ts';

export interface Store {
  readonly opened: Opened;
  start(events: JournalEvents): Journal;
  transactions(query: SessionQuery): Promise<readonly Session[]>;
  stats(): { readonly lastCommitMs: number; readonly bytes: number; readonly historyLost: number };
}

/** Opens the journal in `dir`. Throws what `openJournal` throws. */
export function openStore(dir: string, log: Log, options?: JournalOptions): Store {
  const open = openJournal(dir, options);
  for (const { code, message } of open.warnings) log.warn(code, message);
  let journal: SqliteJournal | undefined;
  return {
    opened: open.opened,
    start: (events) => (journal = open.start(events)),
    transactions: (query) => journal?.transactions(query) ?? Promise.resolve([]),
    stats: () => journal?.stats() ?? noStats,
  };
}

const noStats = { lastCommitMs: 0, bytes: 0, historyLost: 0 };

/** Safe mode. */
export const nothingStored: Store = {
  opened: { snapshots: [], lines: [], head: row(0), identity: noIdentity },
  start: noJournal,
  transactions: () => Promise.resolve([]),
  stats: () => noStats,
};
