// The telemetry database as whoever exports it reads it: beside a gateway that runs, or without one. A page of rows at a time, so
// that no row is held for long and the one who writes is never kept from tidying up.

import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Utc } from '../../src/model/time.ts';
import { asSession } from './session-table.ts';
import type { CostPoint, Session } from './session.ts';

/** All EVSEs of the site in a minute, and what flowed in from the grid. */
export interface SiteMinute {
  readonly at: Utc;
  readonly energyWh?: number;
  /** Of how much of the minute `gridWh` is. */
  readonly gridSeconds: number;
  readonly gridWh?: number;
}

export interface HistoryReader {
  /** Those that began from `from` on and before `to`, in that order. */
  sessions(from: Utc, to: Utc): Iterable<Session>;
  /** What a session cost on its way, in order of time. */
  costPoints(session: Pick<Session, 'transaction'>): readonly CostPoint[];
  siteMinutes(from: Utc, to: Utc): Iterable<SiteMinute>;
  /** When rows of the journal were lost before they could be taken, and how many. */
  gaps(): readonly { readonly at: Utc; readonly rows: number }[];
  close(): void;
}

const pageRows = 1000;
/** Somebody writes for milliseconds at a time. */
const waitMs = 5000;
const minuteMs = 60_000;

/** Throws where there is none, or it cannot be read. */
export function openReader(dir: string, path = 'history.db'): HistoryReader {
  const file = isAbsolute(path) ? path : join(dir, path);
  if (!existsSync(file)) throw new Error(`there is no ${file}`);
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: waitMs });
  try {
    // Each page is read once: there is nothing to be kept.
    db.pragma('cache_size = -2048');
    return readerOf(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function readerOf(db: Database.Database): HistoryReader {
  const tables = new Set(db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all());
  const points = tables.has('costPoint')
    ? db.prepare('SELECT at, energyWh, cost FROM costPoint WHERE "transaction" = ? ORDER BY at')
    : undefined;
  return {
    sessions: (from, to) => sessionsOf(db, from, to),
    costPoints: ({ transaction }) =>
      transaction === undefined ? [] : ((points?.all(transaction) ?? []) as readonly CostPoint[]),
    siteMinutes: (from, to) => (tables.has('siteMinute') ? minutesOf(db, from, to) : []),
    gaps: () =>
      tables.has('gap')
        ? (db.prepare('SELECT at, rows FROM gap ORDER BY id').all() as { at: Utc; rows: number }[])
        : [],
    close: () => db.close(),
  };
}

function* sessionsOf(db: Database.Database, from: Utc, to: Utc): Generator<Session> {
  // As the index has it.
  const began = 'coalesce(startedAt, endedAt)';
  const page = db.prepare(
    `SELECT *, ${began} AS began FROM session
     WHERE ${began} >= @at AND ${began} < @to AND (${began} > @at OR "transaction" > @last)
     ORDER BY ${began}, "transaction" LIMIT ${pageRows}`,
  );
  let after: { at: number; last: string } = { at: from, last: '' };
  for (;;) {
    const rows = page.all({ ...after, to }) as { began: number; transaction: string }[];
    for (const { began: _, ...row } of rows) yield asSession(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = { at: last.began, last: last.transaction };
  }
}

function* minutesOf(db: Database.Database, from: Utc, to: Utc): Generator<SiteMinute> {
  const page = db.prepare(
    `SELECT at, energy, gridSeconds, gridEnergy FROM siteMinute WHERE at >= ? AND at < ? ORDER BY at LIMIT ${pageRows}`,
  );
  let at = Math.ceil(from / minuteMs);
  for (;;) {
    const rows = page.all(at, Math.ceil(to / minuteMs)) as Record<string, number | null>[];
    for (const row of rows)
      yield {
        at: (row['at']! * minuteMs) as Utc,
        gridSeconds: row['gridSeconds']!,
        ...(row['energy'] !== null && { energyWh: row['energy']! / 10 }),
        ...(row['gridEnergy'] !== null && { gridWh: row['gridEnergy']! / 10 }),
      };
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    at = last['at']! + 1;
  }
}
