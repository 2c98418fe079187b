// Sessions as they lie in the telemetry database: a row each, and what they cost at points on their way.

import type Database from 'better-sqlite3';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { TransactionPriced } from '../../src/model/fact/transaction.ts';
import type { Session, SessionQuery } from './session.ts';
import { mostSessions } from './session.ts';

export interface Sessions {
  /** The same fact at the same row again changes nothing. */
  put(row: number, fact: Fact): void;
  sessions(query: SessionQuery): Session[];
  /** Deletes some of those that ended longer than `keepMs` ago. */
  prune(now: number, keepMs: number): void;
}

/** Columns that a database of an earlier version has not. */
const added = {
  vehicle: 'TEXT',
  energyWh: 'REAL',
  cost: 'REAL',
  currency: 'TEXT',
  costIsFinal: 'INTEGER',
  toldCost: 'REAL',
  toldCostIsFinal: 'INTEGER',
} as const;

const schema = `
  CREATE TABLE IF NOT EXISTS session (
    "transaction" TEXT PRIMARY KEY, row INTEGER NOT NULL, station TEXT NOT NULL, evse INTEGER, number INTEGER, token TEXT,
    startedAt INTEGER, endedAt INTEGER, meterStartWh REAL, meterStopWh REAL, reason TEXT, verdict TEXT,
    receivedAt INTEGER) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sessionByRow ON session (row);
  CREATE INDEX IF NOT EXISTS sessionByStation ON session (station, row);
  CREATE INDEX IF NOT EXISTS sessionByTime ON session (coalesce(startedAt, endedAt));
  CREATE INDEX IF NOT EXISTS sessionByReceipt ON session (receivedAt);
  CREATE TABLE IF NOT EXISTS costPoint (
    "transaction" TEXT NOT NULL, at INTEGER NOT NULL, energyWh REAL NOT NULL, cost REAL NOT NULL,
    PRIMARY KEY ("transaction", at)) WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS sessionGone AFTER DELETE ON session
    BEGIN DELETE FROM costPoint WHERE "transaction" = old."transaction"; END;`;

/** In the order in which pages are read; the key of the table is behind each by itself. */
const searchIndexes = `
  CREATE INDEX IF NOT EXISTS sessionByStationTime ON session (station, coalesce(startedAt, endedAt));
  CREATE INDEX IF NOT EXISTS sessionByVehicleTime ON session (lower(vehicle), coalesce(startedAt, endedAt));
  CREATE INDEX IF NOT EXISTS sessionByTokenTime ON session (substr(lower(token), -4), coalesce(startedAt, endedAt));`;

/** Sessions that nobody saw begin have no name of their own. */
export const nameless = 'row:';
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
  ...(Object.keys(added) as (keyof typeof added)[]),
] as const;

type Column = (typeof columns)[number];
type Values = Partial<Record<Column, string | number>> & { readonly transaction: string; readonly station: string };

export function makeSessions(db: Database.Database): void {
  db.exec(schema);
  const present = new Set(db.prepare("SELECT name FROM pragma_table_info('session')").pluck().all());
  for (const [name, type] of Object.entries(added))
    if (!present.has(name)) db.exec(`ALTER TABLE session ADD COLUMN ${name} ${type}`);
  db.exec(searchIndexes);
}

export function sessionsIn(db: Database.Database): Sessions {
  const putSession = db.prepare(
    `INSERT INTO session (${columns.map((name) => `"${name}"`).join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})
     ON CONFLICT ("transaction") DO UPDATE SET ${columns
       .filter((name) => name !== 'transaction' && name !== 'row')
       .map((name) => `"${name}" = coalesce(excluded."${name}", "${name}")`)
       .join(', ')}`,
  );
  const putPoint = db.prepare('INSERT OR REPLACE INTO costPoint VALUES (?, ?, ?, ?)');
  // By our clock, not the station's; a clock that leapt ahead deletes nothing until sessions of that time arrive.
  const prune = db.prepare(
    `DELETE FROM session WHERE "transaction" IN
       (SELECT "transaction" FROM session WHERE receivedAt < min(?, (SELECT max(receivedAt) FROM session)) - ?
        LIMIT ${mostPruned})`,
  );
  return {
    put(row, fact) {
      if (fact.kind === 'TransactionPriced') putPoint.run(fact.transaction, fact.happenedAt, fact.energyWh, fact.cost);
      const values = valuesOf(row, fact);
      if (values === undefined) return;
      putSession.run(Object.fromEntries(columns.map((name) => [name, values[name] ?? (name === 'row' ? row : null)])));
    },
    sessions: (query) => select(db, query),
    prune: (now, keepMs) => void prune.run(now, keepMs),
  };
}

function valuesOf(row: number, fact: Fact): Values | undefined {
  switch (fact.kind) {
    case 'TransactionStarted': {
      const { transaction, station, evse, number, token, happenedAt, receivedAt, meterStartWh } = fact;
      const values = { transaction, station, evse, number, token, startedAt: happenedAt, receivedAt, meterStartWh };
      return { ...values, ...vehicleOf(fact) };
    }
    case 'TransactionUpdated': {
      const { transaction, station, evse, token } = fact;
      return token === undefined ? undefined : { transaction, station, evse, token, ...vehicleOf(fact) };
    }
    case 'TransactionEnded': {
      // What ended once stays as it ended; a second stop is in the journal for whoever looks into it.
      if (fact.anomalies?.includes('secondStop') === true) return undefined;
      const { station, number, happenedAt, receivedAt, meterStopWh, energyWh, reason } = fact;
      const transaction = fact.transaction ?? `${nameless}${row}`;
      const known = {
        ...(fact.evse !== undefined && { evse: fact.evse }),
        ...(energyWh !== undefined && { energyWh }),
      };
      return { transaction, station, ...known, number, endedAt: happenedAt, receivedAt, meterStopWh, reason };
    }
    case 'TransactionJudged':
      return { transaction: fact.transaction, station: fact.station, verdict: fact.verdict.status };
    case 'TransactionPriced':
      return pricedValues(fact);
    case 'CostTold': {
      const { transaction, station, cost, isFinal } = fact;
      return { transaction, station, toldCost: cost, ...(isFinal === true && { toldCostIsFinal: 1 }) };
    }
    default:
      return undefined;
  }
}

const vehicleOf = ({ vehicle }: { readonly vehicle?: string }) => (vehicle === undefined ? {} : { vehicle });

const pricedValues = ({ transaction, station, energyWh, cost, currency, isFinal }: TransactionPriced): Values => ({
  transaction,
  station,
  energyWh,
  cost,
  currency,
  ...(isFinal === true && { costIsFinal: 1 }),
});

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

export function asSession(values: Readonly<Record<string, unknown>>): Session {
  const session: Record<string, unknown> = {};
  for (const name in values) {
    const value = values[name];
    if (value === null || (name === 'transaction' && typeof value === 'string' && value.startsWith(nameless))) continue;
    session[name] = value;
  }
  return session as unknown as Session;
}
