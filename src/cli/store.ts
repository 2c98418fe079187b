// What the gateway keeps: the journal in its data directory, or nothing at all in safe mode.

import { noJournal } from '../../adapters/files/no-journal.ts';
import type { KeepDays } from '../../adapters/history/history.ts';
import type { EventEntry, EventQuery } from '../../adapters/history/event-entry.ts';
import type { LimitEntry, LimitQuery, LogQuery, OrderEntry } from '../../adapters/history/limit-entry.ts';
import type { MinuteEntry, MinuteQuery, QuarterEntry, QuarterQuery } from '../../adapters/history/minute-entry.ts';
import type {
  CurvePoint,
  CurveQuery,
  Session,
  SessionDetail,
  SessionFound,
  SessionQuery,
  SessionSearch,
} from '../../adapters/history/session.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { SqliteJournal } from '../../adapters/sqlite-journal/client.ts';
import type { CopyMade } from '../../adapters/sqlite-journal/messages.ts';
import { openJournal } from '../../adapters/sqlite-journal/open.ts';
import type { JournalOptions } from '../../adapters/sqlite-journal/options.ts';
import type { Minute } from '../core/ports/minute.ts';
import type { Journal, JournalEvents, Opened } from '../core/ports/journal.ts';
import { noIdentity } from '../core/recover.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import { row } from '../model/ids.ts';

export interface Store {
  readonly opened: Opened;
  start(events: JournalEvents): Journal;
  transactions(query: SessionQuery): Promise<readonly Session[]>;
  limits(query: LimitQuery): Promise<readonly LimitEntry[]>;
  orders(query: LogQuery): Promise<readonly OrderEntry[]>;
  events(query: EventQuery): Promise<readonly EventEntry[]>;
  minutes(query: MinuteQuery): Promise<readonly MinuteEntry[]>;
  quarters(query: QuarterQuery): Promise<readonly QuarterEntry[]>;
  /** Sessions by when they began, newest first. */
  search(query: SessionSearch): Promise<readonly SessionFound[]>;
  detail(id: string): Promise<SessionDetail | undefined>;
  curve(query: CurveQuery): Promise<readonly CurvePoint[]>;
  keepMinute(minute: Minute): void;
  /** Copies the journal beside itself, for `busbar backup`; rejects with why it cannot. */
  backup(): Promise<CopyMade>;
  /** How long things are kept, as the site file says now. */
  keep(retention: GatewayConfig['retention']): void;
  stats(): {
    readonly commits: number;
    readonly lastCommitMs: number;
    readonly bytes: number;
    readonly historyLost: number;
  };
}

const daysOf = ({
  sessionsDays,
  limitLogDays,
  historyDays,
  maxBytes,
}: NonNullable<GatewayConfig['retention']> = {}): KeepDays => ({
  ...(sessionsDays !== undefined && { keepDays: sessionsDays }),
  ...(limitLogDays !== undefined && { limitLogDays }),
  ...(historyDays !== undefined && { minuteDays: historyDays }),
  ...(maxBytes !== undefined && { mostBytes: maxBytes }),
});

/** What a test asks of the history comes before the site file. */
export const withRetention = (options: JournalOptions = {}, retention: GatewayConfig['retention']): JournalOptions =>
  options.history === false ? options : { ...options, history: { ...daysOf(retention), ...options.history } };

/** Opens the journal in `dir`. Throws what `openJournal` throws. */
export function openStore(dir: string, log: Log, options?: JournalOptions): Store {
  const open = openJournal(dir, options);
  for (const { code, message } of open.warnings) log.warn(code, message);
  let journal: SqliteJournal | undefined;
  return {
    opened: open.opened,
    start: (events) => (journal = open.start(events)),
    transactions: (query) => journal?.transactions(query) ?? Promise.resolve([]),
    limits: (query) => journal?.limits(query) ?? Promise.resolve([]),
    orders: (query) => journal?.orders(query) ?? Promise.resolve([]),
    events: (query) => journal?.events(query) ?? Promise.resolve([]),
    minutes: (query) => journal?.minutes(query) ?? Promise.resolve([]),
    quarters: (query) => journal?.past({ of: 'quarters', query }) ?? Promise.resolve([]),
    search: (query) => journal?.past({ of: 'search', query }) ?? Promise.resolve([]),
    detail: (query) => journal?.past({ of: 'detail', query }) ?? Promise.resolve(undefined),
    curve: (query) => journal?.past({ of: 'curve', query }) ?? Promise.resolve([]),
    keepMinute: (minute) => journal?.keepMinute(minute),
    backup: () => journal?.copy(journalCopyName) ?? noCopy(),
    keep: (retention) => journal?.keep(daysOf(retention)),
    stats: () => journal?.stats() ?? noStats,
  };
}

/** Beside the journal; whoever asked for it takes it away. */
export const journalCopyName = 'journal.copy.db';

const noCopy = (): Promise<never> => Promise.reject(new Error('BB_SAFE_MODE: the journal is not open in safe mode'));

const noStats = { commits: 0, lastCommitMs: 0, bytes: 0, historyLost: 0 };

/** Safe mode. */
export const nothingStored: Store = {
  opened: { snapshots: [], lines: [], head: row(0), identity: noIdentity },
  start: noJournal,
  transactions: () => Promise.resolve([]),
  limits: () => Promise.resolve([]),
  orders: () => Promise.resolve([]),
  events: () => Promise.resolve([]),
  minutes: () => Promise.resolve([]),
  quarters: () => Promise.resolve([]),
  search: () => Promise.resolve([]),
  detail: () => Promise.resolve(undefined),
  curve: () => Promise.resolve([]),
  keepMinute: () => undefined,
  backup: noCopy,
  keep: () => undefined,
  stats: () => noStats,
};
