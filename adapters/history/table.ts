// The telemetry database: its tables, and what each fact writes into them.

import Database from 'better-sqlite3';
import type { Minute } from '../../src/core/ports/minute.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { EventLog } from './event-log.ts';
import { eventLogIn, eventLogSchema } from './event-log.ts';
import type { LimitLog } from './limit-log.ts';
import { limitLogIn, limitLogSchema } from './limit-log.ts';
import type { Minutes } from './minute-table.ts';
import { makeMinutes, minutesIn, mostMinutesPruned } from './minute-table.ts';
import type { SessionSearches } from './session-search.ts';
import { sessionSearchesIn } from './session-search.ts';
import type { Sessions } from './session-table.ts';
import { makeSessions, sessionsIn } from './session-table.ts';

export interface Table
  extends
    Pick<Sessions, 'sessions'>,
    Pick<LimitLog, 'limits' | 'orders'>,
    Pick<EventLog, 'events'>,
    Pick<Minutes, 'minutes' | 'quarters' | 'curve'>,
    SessionSearches {
  /** Writes these facts and the row that they reach to, in one transaction. The same facts again change nothing. */
  write(facts: readonly (readonly [row: number, fact: Fact])[], through: number): void;
  putMinute(minute: Minute): void;
  /** So many rows of the journal were forgotten before they could be taken. */
  noteGap(rows: number, at: number): void;
  /** The row up to which the journal has been taken. */
  through(): number;
  /** Deletes some of what is older than it is kept, and of the oldest where all of it takes too much room. */
  prune(now: number, keep: Keep): void;
  /** What is in use of the file. */
  bytes(): number;
  close(): void;
}

/** How long sessions, the logs of limits, orders and events, and minutes are kept; and how much room all may take. */
export interface Keep {
  readonly sessionsMs: number;
  readonly limitLogMs: number;
  readonly minutesMs: number;
  readonly mostBytes: number;
}

const schema = `
  CREATE TABLE IF NOT EXISTS station (
    station TEXT PRIMARY KEY, bootedAt INTEGER, protocol TEXT, vendor TEXT, model TEXT, serial TEXT, firmware TEXT) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS gap (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, rows INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS cursor (one INTEGER PRIMARY KEY CHECK (one = 1), through INTEGER NOT NULL);
  INSERT OR IGNORE INTO cursor VALUES (1, 0);`;

/** Opens the file, creating it where there is none. Throws errors of SQLite; never waits for a lock. */
export function openTable(path: string): Table {
  const db = new Database(path, { timeout: 0 });
  try {
    db.pragma('journal_mode = WAL');
    // The journal is the truth: what a power cut takes from here is taken from there again.
    db.pragma('synchronous = NORMAL');
    db.pragma('journal_size_limit = 4194304');
    db.exec(schema);
    makeSessions(db);
    db.exec(limitLogSchema);
    db.exec(eventLogSchema);
    makeMinutes(db);
    return tableOf(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A gap that is told of once; more of them tell nothing new. */
const gapsKept = 1000;

function tableOf(db: Database.Database): Table {
  const putStation = db.prepare(
    'INSERT OR REPLACE INTO station VALUES (@station, @happenedAt, @protocol, @vendor, @model, @serial, @firmware)',
  );
  const setThrough = db.prepare('UPDATE cursor SET through = ?');
  const sessions = sessionsIn(db);
  const limits = limitLogIn(db);
  const events = eventLogIn(db);
  const minutes = minutesIn(db);
  const shrink = shrinking(db);

  function put(row: number, fact: Fact): void {
    limits.put(row, fact);
    events.put(row, fact);
    if (fact.kind === 'StationBooted') putStation.run({ serial: null, firmware: null, ...fact });
    sessions.put(row, fact);
  }

  return {
    write: db.transaction((facts: readonly (readonly [number, Fact])[], through: number) => {
      for (const [row, fact] of facts) put(row, fact);
      setThrough.run(through);
    }),
    putMinute: minutes.put,
    noteGap(rows, at) {
      db.prepare('INSERT INTO gap (at, rows) VALUES (?, ?)').run(at, rows);
      db.prepare(`DELETE FROM gap WHERE id <= (SELECT max(id) FROM gap) - ${gapsKept}`).run();
    },
    through: () => db.prepare('SELECT through FROM cursor').pluck().get() as number,
    sessions: sessions.sessions,
    limits: limits.limits,
    orders: limits.orders,
    events: events.events,
    minutes: minutes.minutes,
    quarters: minutes.quarters,
    curve: minutes.curve,
    ...sessionSearchesIn(db),
    prune(now, { sessionsMs, limitLogMs, minutesMs, mostBytes }) {
      sessions.prune(now, sessionsMs);
      limits.prune(now, limitLogMs);
      events.prune(now, limitLogMs);
      minutes.prune(now, minutesMs);
      if (bytesOf(db) > mostBytes) shrink();
    },
    bytes: () => bytesOf(db),
    close: () => db.close(),
  };
}

/** Pages that are free are used again, so the file stays as large as it ever was. */
const bytesOf = (db: Database.Database): number => {
  const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map(
    (name) => db.pragma(name, { simple: true }) as number,
  );
  return (pages! - free!) * size!;
};

/** Deletes some of the oldest rows of what is missed the least: minutes, then logs, and sessions only where nothing else is left. */
function shrinking(db: Database.Database): () => void {
  const oldest = (
    [
      ['minute', 'at, place', 'at, place'],
      ['limitLog', 'id', 'id'],
      ['eventLog', 'id', 'id'],
      ['siteMinute', 'at', 'at'],
      ['orderLog', 'id', 'id'],
      ['session', '"transaction"', 'receivedAt'],
    ] as const
  ).map(([table, key, order]) =>
    db.prepare(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} ORDER BY ${order} LIMIT ${mostMinutesPruned})`,
    ),
  );
  return () => void oldest.some((statement) => statement.run().changes > 0);
}
