// The log of limits and of orders from outside, as it lies in the telemetry database.

import type Database from 'better-sqlite3';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { LimitCommanded, ReasonChanged } from '../../src/model/fact/command.ts';
import { evseOf } from '../../src/model/ids.ts';
import { reasonMark } from '../../src/model/reason-mark.ts';
import type { LimitEntry, LimitQuery, LogQuery, OrderEntry, OrderFact } from './limit-entry.ts';
import { orderKinds } from './limit-entry.ts';
import { mostSessions } from './session.ts';

export interface LimitLog {
  /** The same fact at the same row again adds nothing. */
  put(row: number, fact: Fact): void;
  limits(query: LimitQuery): LimitEntry[];
  orders(query: LogQuery): OrderEntry[];
  /** Deletes some of the entries that are older than `keepMs`, and of those beyond the maximum. */
  prune(now: number, keepMs: number): void;
}

// A journal that began anew counts its rows from 1 again: a row and its time together name an entry.
export const limitLogSchema = `
  CREATE TABLE IF NOT EXISTS limitLog (
    id INTEGER PRIMARY KEY, row INTEGER NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL, station TEXT NOT NULL,
    evse INTEGER NOT NULL, amps REAL NOT NULL, reason TEXT NOT NULL, rung TEXT, "transaction" TEXT, measuredAmps REAL,
    command TEXT, outcome TEXT, repeats INTEGER NOT NULL DEFAULT 0, mark TEXT NOT NULL, UNIQUE (row, at));
  CREATE INDEX IF NOT EXISTS limitByStation ON limitLog (station, id);
  CREATE INDEX IF NOT EXISTS limitByPlace ON limitLog (station, evse, what, id);
  CREATE INDEX IF NOT EXISTS limitByCommand ON limitLog (command) WHERE command IS NOT NULL;
  CREATE TABLE IF NOT EXISTS orderLog (
    id INTEGER PRIMARY KEY, row INTEGER NOT NULL, at INTEGER NOT NULL, fact TEXT NOT NULL, UNIQUE (row, at));`;

/**
 * Two years of a depot of sixty at fifty changes a day each; some 700 MB. A site that says more keeps less time, and of the
 * orders of the grid operator ten years at one each ten minutes.
 */
const most = { limitLog: 2_000_000, orderLog: 500_000 };
/** In a minute: more than come for long, and the next commit waits only a few milliseconds for it. */
const mostPruned = 500;

export function limitLogIn(db: Database.Database): LimitLog {
  const putLimit = db.prepare(
    `INSERT OR IGNORE INTO limitLog (row, at, what, station, evse, amps, reason, rung, "transaction", measuredAmps, command, mark)
     VALUES (@row, @at, @what, @station, @evse, @amps, @reason, @rung, @transaction, @measuredAmps, @command, @mark)`,
  );
  const lastOf = db.prepare(
    'SELECT id, mark FROM limitLog WHERE station = @station AND evse = @evse AND what = @what ORDER BY id DESC LIMIT 1',
  );
  const repeat = db.prepare('UPDATE limitLog SET repeats = repeats + 1, command = ? WHERE id = ?');
  const settle = db.prepare('UPDATE limitLog SET outcome = ? WHERE command = ? AND command IS NOT NULL');
  const putOrder = db.prepare('INSERT OR IGNORE INTO orderLog (row, at, fact) VALUES (?, ?, ?)');
  const pruners = (['limitLog', 'orderLog'] as const).map((table) => ({
    // By our clock; one that leapt ahead deletes nothing until entries of that time arrive.
    old: db.prepare(
      `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} ORDER BY id LIMIT ${mostPruned})
         AND at < min(?, (SELECT at FROM ${table} ORDER BY id DESC LIMIT 1)) - ?`,
    ),
    beyond: db.prepare(
      `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} ORDER BY id LIMIT ${mostPruned})
         AND id <= (SELECT max(id) FROM ${table}) - ${most[table]}`,
    ),
  }));

  /** What is told again as it was (a lease that is renewed) is one entry; what became of it last is its outcome. */
  function putOne(row: number, fact: LimitCommanded | ReasonChanged): void {
    const values = valuesOf(row, fact);
    const last = lastOf.get(values) as { id: number; mark: string } | undefined;
    if (last !== undefined && last.mark === values['mark']) repeat.run(values['command'], last.id);
    else putLimit.run(values);
  }

  function put(row: number, fact: Fact): void {
    switch (fact.kind) {
      case 'LimitCommanded':
      case 'ReasonChanged':
        return putOne(row, fact);
      case 'CommandSettled':
        return void settle.run(fact.outcome, fact.command);
      default:
        if (isOrder(fact)) putOrder.run(row, fact.happenedAt, JSON.stringify(fact));
    }
  }

  return {
    put,
    limits: (query) => selectLimits(db, query),
    orders: (query) => selectOrders(db, query),
    prune(now, keepMs) {
      for (const { old, beyond } of pruners) {
        old.run(now, keepMs);
        beyond.run();
      }
    },
  };
}

function valuesOf(row: number, fact: LimitCommanded | ReasonChanged): Record<string, unknown> {
  const { station, amps, reason, happenedAt, transaction = null, measuredAmps = null } = fact;
  const { evse } = evseOf(fact.evse);
  const isLimit = fact.kind === 'LimitCommanded';
  const rung = isLimit ? (fact.rung ?? 'default') : null;
  return {
    row,
    at: happenedAt,
    what: isLimit ? 'limit' : 'reason',
    station,
    evse,
    amps,
    reason: JSON.stringify(reason),
    rung,
    transaction,
    measuredAmps,
    command: isLimit ? fact.command : null,
    mark: `${amps} ${rung} ${transaction} ${reasonMark(reason)}`,
  };
}

const isOrder = (fact: Fact): fact is OrderFact => fact.kind in orderKinds;

type Condition = readonly [sql: string, values: readonly (string | number | undefined)[]];

/** Newest first. */
function select(db: Database.Database, table: string, query: LogQuery, more: readonly Condition[]): unknown[] {
  const conditions: Condition[] = [
    ...more,
    ['id < ?', [query.before]],
    ['at >= ?', [query.from]],
    ['at < ?', [query.to]],
  ];
  const asked = conditions.filter(([, values]) => !values.includes(undefined));
  const where = asked.length === 0 ? '' : `WHERE ${asked.map(([sql]) => sql).join(' AND ')}`;
  const limit = Math.max(0, Math.min(Math.trunc(query.limit), mostSessions));
  return db
    .prepare(`SELECT * FROM ${table} ${where} ORDER BY id DESC LIMIT ?`)
    .all(...asked.flatMap(([, values]) => values), limit);
}

function selectLimits(db: Database.Database, query: LimitQuery): LimitEntry[] {
  const { stations, evse } = query;
  const rows = select(db, 'limitLog', query, [
    [`station IN (${stations.map(() => '?').join()})`, stations],
    // With the plus it is no reason to leave the order of the station's entries.
    ['+evse IN (?, 0)', [evse]],
  ]) as (Record<string, unknown> & { reason: string })[];
  return rows.map(({ command: _command, mark: _mark, reason, ...values }) => {
    const present = Object.entries(values).filter(([, value]) => value !== null);
    return { ...Object.fromEntries(present), reason: JSON.parse(reason) as unknown } as LimitEntry;
  });
}

const selectOrders = (db: Database.Database, query: LogQuery): OrderEntry[] =>
  (select(db, 'orderLog', query, []) as (Omit<OrderEntry, 'fact'> & { fact: string })[]).map(({ fact, ...entry }) => ({
    ...entry,
    fact: JSON.parse(fact) as OrderFact,
  }));
