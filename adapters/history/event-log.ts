// What happened at the site beside charging, and who ordered what: for whoever looks back.

import type Database from 'better-sqlite3';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { Utc } from '../../src/model/time.ts';
import type { EventEntry, EventQuery } from './event-entry.ts';
import { auditKinds, eventKinds } from './event-entry.ts';
import { mostSessions } from './session.ts';

export interface EventLog {
  /** The same fact at the same row again adds nothing. */
  put(row: number, fact: Fact): void;
  events(query: EventQuery): EventEntry[];
  prune(now: number, keepMs: number): void;
}

// A journal that began anew counts its rows from 1 again: a row and its time together name an entry.
export const eventLogSchema = `
  CREATE TABLE IF NOT EXISTS eventLog (
    id INTEGER PRIMARY KEY, row INTEGER NOT NULL, at INTEGER NOT NULL, audit INTEGER NOT NULL, kind TEXT NOT NULL,
    station TEXT, fact TEXT NOT NULL, UNIQUE (row, at));
  CREATE INDEX IF NOT EXISTS eventByStation ON eventLog (station, id);
  CREATE INDEX IF NOT EXISTS eventByAudit ON eventLog (audit, id);`;

/** Two years of a depot of sixty at ten events a day each, and twice as many again. */
const mostEvents = 1_000_000;
const mostPruned = 500;
/** Of a fact that is longer only the kind is kept. */
const mostLetters = 4000;

export function eventLogIn(db: Database.Database): EventLog {
  const put = db.prepare(
    'INSERT OR IGNORE INTO eventLog (row, at, audit, kind, station, fact) VALUES (?, ?, ?, ?, ?, ?)',
  );
  // By our clock; one that leapt ahead deletes nothing until entries of that time arrive.
  const old = db.prepare(
    `DELETE FROM eventLog WHERE id IN (SELECT id FROM eventLog ORDER BY id LIMIT ${mostPruned})
       AND at < min(?, (SELECT at FROM eventLog ORDER BY id DESC LIMIT 1)) - ?`,
  );
  const beyond = db.prepare(
    `DELETE FROM eventLog WHERE id IN (SELECT id FROM eventLog ORDER BY id LIMIT ${mostPruned})
       AND id <= (SELECT max(id) FROM eventLog) - ${mostEvents}`,
  );
  return {
    put(row, fact) {
      const isAudit = Object.hasOwn(auditKinds, fact.kind);
      if (!isAudit && !Object.hasOwn(eventKinds, fact.kind)) return;
      const station = 'station' in fact && typeof fact.station === 'string' ? fact.station : null;
      put.run(row, timeOf(fact), isAudit ? 1 : 0, fact.kind, station, textOf(fact));
    },
    events: (query) => select(db, query),
    prune(now, keepMs) {
      old.run(now, keepMs);
      beyond.run();
    },
  };
}

/** Old facts of some kinds have no time of their own. */
const timeOf = (fact: Fact): Utc =>
  'happenedAt' in fact && typeof fact.happenedAt === 'number' ? fact.happenedAt : (0 as Utc);

/** What is long, and what a look back must not show: words of stations, payloads with tokens, seals and keys. */
const leftOut = new Set(['data', 'delivery', 'json', 'mark', 'payload', 'raw', 'sealed', 'series', 'site']);
/** Names of settings whose values are secrets. */
const secret = /key|passw|secret|pin/i;

/** Lists are counted; of a token the end is enough to know it again. */
function textOf(fact: Fact): string {
  const about: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fact)) {
    if (leftOut.has(name)) continue;
    if (Array.isArray(value)) about[`${name}Count`] = value.length;
    else if ((name === 'token' || name === 'parent') && typeof value === 'string')
      about[`${name}End`] = value.slice(-4);
    else if (name === 'value' && 'key' in fact && secret.test(String(fact.key))) continue;
    else about[name] = value;
  }
  const text = JSON.stringify(about);
  return text.length <= mostLetters ? text : JSON.stringify({ kind: fact.kind, isShortened: true });
}

function select(db: Database.Database, { limit, before, station, audit, from, to }: EventQuery): EventEntry[] {
  const conditions: [string, string | number | undefined][] = [
    ['id < ?', before],
    ['station = ?', station],
    ['audit = ?', audit === undefined ? undefined : Number(audit)],
    ['at >= ?', from],
    ['at < ?', to],
  ];
  const asked = conditions.filter(([, value]) => value !== undefined);
  const where = asked.length === 0 ? '' : `WHERE ${asked.map(([sql]) => sql).join(' AND ')}`;
  const most = Math.max(0, Math.min(Math.trunc(limit), mostSessions));
  const rows = db
    .prepare(`SELECT id, row, at, audit, kind, station, fact FROM eventLog ${where} ORDER BY id DESC LIMIT ?`)
    .all(...asked.map(([, value]) => value), most) as (Record<string, unknown> & { fact: string })[];
  return rows.map(({ id, row, at, audit: isAudit, fact }) => {
    const { kind, happenedAt: _, ...about } = JSON.parse(fact) as Record<string, unknown>;
    return { id, row, at, audit: isAudit === 1, kind, about } as EventEntry;
  });
}
