// Sessions as people look for them: by time, newest first, page by page. Each question goes along an index and stops when its page
// is full, however many sessions there are.

import type Database from 'better-sqlite3';
import { asSession } from './session-table.ts';
import type { CostPoint, SessionCursor, SessionDetail, SessionFound, SessionSearch } from './session.ts';
import { mostSessions } from './session.ts';

export interface SessionSearches {
  /** Newest first, by when they began. */
  search(query: SessionSearch): SessionFound[];
  /** By its id, as `search` gives it. */
  detail(id: string): SessionDetail | undefined;
}

const began = 'coalesce(startedAt, endedAt)';
/** So much of a token is shown to people, who look for it by that. */
const tokenEndLetters = 4;
const tokenEnd = `substr(lower(token), -${tokenEndLetters})`;

/** Names that hold what somebody typed: of more than these he has to type more. */
const mostNames = 30;

/** An index, and what its first column is to be. */
interface Way {
  readonly index: string;
  readonly column?: string;
  readonly value?: string;
  /** What else is to hold on this way. */
  readonly also?: readonly Condition[];
}

type Condition = readonly [sql: string, ...values: readonly (string | number)[]];

export function sessionSearchesIn(db: Database.Database): SessionSearches {
  const byId = db.prepare('SELECT * FROM session WHERE "transaction" = ?');
  const points = db.prepare('SELECT at, energyWh, cost FROM costPoint WHERE "transaction" = ? ORDER BY at');
  const found = (id: string): SessionFound | undefined => {
    const row = byId.get(id) as Record<string, unknown> | undefined;
    return row === undefined ? undefined : { ...asSession(row), id };
  };
  return {
    search(query) {
      const limit = Math.max(0, Math.min(Math.trunc(query.limit), mostSessions));
      const keys = new Map<string, number>();
      for (const way of waysOf(db, query)) for (const { id, at } of pageOf(db, way, query, limit)) keys.set(id, at);
      return [...keys]
        .sort(([id, at], [otherId, otherAt]) => otherAt - at || (id < otherId ? 1 : -1))
        .slice(0, limit)
        .flatMap(([id]) => found(id) ?? []);
    },
    detail(id) {
      const session = found(id);
      return session === undefined ? undefined : { session, costs: points.all(id) as CostPoint[] };
    },
  };
}

/** The narrowest index that serves; where something was typed, one for each name that holds it. */
function waysOf(db: Database.Database, query: SessionSearch): Way[] {
  const { text } = query;
  if (text === undefined) return waysWithout(query);
  const letters = text.toLowerCase();
  const stations = namesWith(db, 'station', 'sessionByStationTime', letters);
  const vehicles = namesWith(db, 'lower(vehicle)', 'sessionByVehicleTime', letters);
  return [
    ...stations.map(byStation),
    ...vehicles.map(byVehicle),
    ...(letters.length >= tokenEndLetters ? [byToken(letters)] : []),
  ];
}

function waysWithout({ stations, vehicle, token }: SessionSearch): Way[] {
  if (token !== undefined) return [byToken(token.toLowerCase())];
  if (vehicle !== undefined) return [byVehicle(vehicle.toLowerCase())];
  return stations?.map(byStation) ?? [{ index: 'sessionByTime' }];
}

const byStation = (value: string): Way => ({ index: 'sessionByStationTime', column: 'station', value });

const byVehicle = (value: string): Way => ({ index: 'sessionByVehicleTime', column: 'lower(vehicle)', value });

const byToken = (token: string): Way => ({
  index: 'sessionByTokenTime',
  column: tokenEnd,
  value: token.slice(-tokenEndLetters),
  also: [conditionOfToken(token)],
});

/** The end that people are shown, or the whole: a longer end than that would tell a token letter by letter. */
const conditionOfToken = (token: string): Condition =>
  token.length > tokenEndLetters ? ['lower(token) = ?', token] : [`${tokenEnd} = ?`, token];

/** The different names in an index, found by going from one to the next: thousands of sessions of one cost one step. */
function namesWith(db: Database.Database, column: string, index: string, letters: string): string[] {
  const names = db
    .prepare(
      `WITH RECURSIVE name(one) AS (
         SELECT (SELECT min(${column}) FROM session INDEXED BY ${index} WHERE ${column} IS NOT NULL)
         UNION ALL
         SELECT (SELECT ${column} FROM session INDEXED BY ${index} WHERE ${column} > name.one ORDER BY ${column} LIMIT 1)
         FROM name WHERE one IS NOT NULL)
       SELECT one FROM name WHERE one IS NOT NULL AND instr(lower(one), ?) > 0 LIMIT ${mostNames}`,
    )
    .pluck();
  return names.all(letters) as string[];
}

interface Key {
  readonly id: string;
  readonly at: number;
}

function pageOf(db: Database.Database, way: Way, query: SessionSearch, limit: number): Key[] {
  const conditions = conditionsOf(way, query);
  const where = conditions.map(([sql]) => sql).join(' AND ');
  return db
    .prepare(
      `SELECT "transaction" AS id, ${began} AS at FROM session INDEXED BY ${way.index}
       WHERE ${where} ORDER BY ${began} DESC, "transaction" DESC LIMIT ?`,
    )
    .all(...conditions.flatMap(([, ...values]) => values), limit) as Key[];
}

function conditionsOf(way: Way, query: SessionSearch): Condition[] {
  const { from, to, before, stations, vehicle, token, ended } = query;
  return [
    ...(way.column === undefined ? [] : [[`${way.column} = ?`, way.value!] as Condition]),
    ...(way.also ?? []),
    [`${began} >= ?`, from ?? 0],
    ...(to === undefined ? [] : [[`${began} < ?`, to] as Condition]),
    ...pageCondition(before),
    // With the plus it is no reason to leave the order of the pages.
    ...(stations === undefined ? [] : [[`+station IN (${stations.map(() => '?').join()})`, ...stations] as Condition]),
    ...(vehicle === undefined ? [] : [['+lower(vehicle) = ?', vehicle.toLowerCase()] as Condition]),
    ...(token === undefined ? [] : [conditionOfToken(token.toLowerCase())]),
    ...(ended === true ? [['endedAt IS NOT NULL'] as Condition] : []),
  ];
}

/** What comes after the last one of the page before: first the range that an index can find, then the rest of its moment. */
const pageCondition = (before: SessionCursor | undefined): Condition[] =>
  before === undefined
    ? []
    : [
        [`${began} <= ?`, before.at],
        [`(${began} < ? OR "transaction" < ?)`, before.at, before.id],
      ];
