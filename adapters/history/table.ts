// The telemetry database: its schema, and what each fact writes.

import Database from 'better-sqlite3';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { LimitLog } from './limit-log.ts';
import { limitLogIn, limitLogSchema } from './limit-log.ts';
import type { Session, SessionQuery } from './session.ts';
import { mostSessions } from './session.ts';

export interface Table extends Pick<LimitLog, 'limits' | 'orders'> {
  /** Writes these facts and the row that they reach to, in one transaction. The same facts again change nothing. */
  write(facts: readonly (readonly [row: number, fact: Fact])[], through: number): void;
  /** The row up to which the journal has been taken. */
  through(): number;
  sessions(query: SessionQuery): Session[];
  /** Deletes some of what is older than it is kept. */
  prune(now: number, keep: Keep): void;
  close(): void;
}

/** How long sessions and the logs of limits and orders are kept. */
export interface Keep {
  readonly sessionsMs: number;
  readonly limitLogMs: number;
}

const schema = `
  CREATE TABLE IF NOT EXISTS session (
    "transaction" TEXT PRIMARY KEY, row INTEGER NOT NULL, station TEXT NOT NULL, evse INTEGER, number INTEGER, token TEXT,
    startedAt INTEGER, endedAt INTEGER, meterStartWh REAL, meterStopWh REAL, reason TEXT, verdict TEXT,
    receivedAt INTEGER) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sessionByRow ON session (row);
  CREATE INDEX IF NOT EXISTS sessionByStation ON session (station, row);
  CREATE INDEX IF NOT EXISTS sessionByTime ON session (coalesce(startedAt, endedAt));
  CREATE INDEX IF NOT EXISTS sessionByReceipt ON session (receivedAt);
  CREATE TABLE IF NOT EXISTS station (
    station TEXT PRIMARY KEY, bootedAt INTEGER, protocol TEXT, vendor TEXT, model TEXT, serial TEXT, firmware TEXT) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS cursor (one INTEGER PRIMARY KEY CHECK (one = 1), through INTEGER NOT NULL);
  INSERT OR IGNORE INTO cursor VALUES (1, 0);`;

/** Sessions that nobody saw begin have no name of their own. */
const nameless = 'row:';
const mostPruned = 200;

const columns = [
  'transaction',
  'row',
  'station',
  'evse',
  'number',
  'token',
  'startedAt',
  'endedAt',
  'meterStartWh',
  'meterStopWh',
  'reason',
  'verdict',
  'receivedAt',
] as const;

type Column = (typeof columns)[number];
type Values = Partial<Record<Column, string | number>> & { readonly transaction: string; readonly station: string };

/** Opens the file, creating it where there is none. Throws errors of SQLite; never waits for a lock. */
export function openTable(path: string): Table {
  const db = new Database(path, { timeout: 0 });
  try {
    db.pragma('journal_mode = WAL');
    // The journal is the truth: what a power cut takes from here is taken from there again.
    db.pragma('synchronous = NORMAL');
    db.pragma('journal_size_limit = 4194304');
    db.exec(schema);
    db.exec(limitLogSchema);
    return tableOf(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function tableOf(db: Database.Database): Table {
  const putSession = db.prepare(
    `INSERT INTO session (${columns.map((name) => `"${name}"`).join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})
     ON CONFLICT ("transaction") DO UPDATE SET ${columns
       .filter((name) => name !== 'transaction' && name !== 'row')
       .map((name) => `"${name}" = coalesce(excluded."${name}", "${name}")`)
       .join(', ')}`,
  );
  const putStation = db.prepare(
    'INSERT OR REPLACE INTO station VALUES (@station, @happenedAt, @protocol, @vendor, @model, @serial, @firmware)',
  );
  const setThrough = db.prepare('UPDATE cursor SET through = ?');
  // By our clock, not the station's; a clock that leapt ahead deletes nothing until sessions of that time arrive.
  const prune = db.prepare(
    `DELETE FROM session WHERE "transaction" IN
       (SELECT "transaction" FROM session WHERE receivedAt < min(?, (SELECT max(receivedAt) FROM session)) - ?
        LIMIT ${mostPruned})`,
  );

  const log = limitLogIn(db);

  function put(row: number, fact: Fact): void {
    log.put(row, fact);
    if (fact.kind === 'StationBooted') putStation.run({ serial: null, firmware: null, ...fact });
    const values = valuesOf(row, fact);
    if (values === undefined) return;
    putSession.run(Object.fromEntries(columns.map((name) => [name, values[name] ?? (name === 'row' ? row : null)])));
  }

  return {
    write: db.transaction((facts: readonly (readonly [number, Fact])[], through: number) => {
      for (const [row, fact] of facts) put(row, fact);
      setThrough.run(through);
    }),
    through: () => db.prepare('SELECT through FROM cursor').pluck().get() as number,
    sessions: (query) => select(db, query),
    limits: log.limits,
    orders: log.orders,
    prune(now, { sessionsMs, limitLogMs }) {
      prune.run(now, sessionsMs);
      log.prune(now, limitLogMs);
    },
    close: () => db.close(),
  };
}

function valuesOf(row: number, fact: Fact): Values | undefined {
  if (fact.kind === 'TransactionStarted') {
    const { transaction, station, evse, number, token, happenedAt, receivedAt, meterStartWh } = fact;
    return { transaction, station, evse, number, token, startedAt: happenedAt, receivedAt, meterStartWh };
  }
  // What ended once stays as it ended; a second stop is in the journal for whoever looks into it.
  if (fact.kind === 'TransactionEnded' && fact.anomalies?.includes('secondStop') === true) return undefined;
  if (fact.kind === 'TransactionEnded') {
    const { station, number, happenedAt, receivedAt, meterStopWh, reason } = fact;
    const transaction = fact.transaction ?? `${nameless}${row}`;
    const evse = fact.evse === undefined ? {} : { evse: fact.evse };
    return { transaction, station, ...evse, number, endedAt: happenedAt, receivedAt, meterStopWh, reason };
  }
  if (fact.kind !== 'TransactionJudged') return undefined;
  return { transaction: fact.transaction, station: fact.station, verdict: fact.verdict.status };
}

function select(db: Database.Database, { limit, before, stations, from, to }: SessionQuery): Session[] {
  const conditions: [string, readonly (string | number | undefined)[]][] = [
    ['row < ?', [before]],
    [`station IN (${stations?.map(() => '?').join()})`, stations ?? [undefined]],
    ['coalesce(startedAt, endedAt) >= ?', [from]],
    ['coalesce(startedAt, endedAt) < ?', [to]],
  ];
  const asked = conditions.filter(([, values]) => !values.includes(undefined));
  const where = asked.length === 0 ? '' : `WHERE ${asked.map(([sql]) => sql).join(' AND ')}`;
  const most = Math.max(0, Math.min(Math.trunc(limit), mostSessions));
  const rows = db
    .prepare(`SELECT * FROM session ${where} ORDER BY row DESC LIMIT ?`)
    .all(...asked.flatMap(([, values]) => values), most) as Record<Column, unknown>[];
  return rows.map(asSession);
}

function asSession(values: Record<Column, unknown>): Session {
  const present = Object.entries(values).filter(
    ([name, value]) =>
      value !== null && !(name === 'transaction' && typeof value === 'string' && value.startsWith(nameless)),
  );
  return Object.fromEntries(present) as unknown as Session;
}
