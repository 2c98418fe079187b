// What was drawn in each minute, as it lies in the telemetry database: whole tenths of amps and of watt-hours, so that two years
// of a depot fit. Rows of one minute lie side by side: a minute costs the disk a page or two.

import type Database from 'better-sqlite3';
import type { Minute, SiteMeans } from '../../src/core/ports/minute.ts';
import type { Utc } from '../../src/model/time.ts';
import type { CurvePoint, CurveQuery } from './session.ts';
import type { MinuteEntry, MinuteQuery, QuarterEntry, QuarterQuery } from './minute-entry.ts';

export interface Minutes {
  /** The same minute again takes the place of the first. */
  put(minute: Minute): void;
  minutes(query: MinuteQuery): MinuteEntry[];
  quarters(query: QuarterQuery): QuarterEntry[];
  /** Oldest first. */
  curve(query: CurveQuery): CurvePoint[];
  prune(now: number, keepMs: number): void;
}

const minuteSchema = `
  CREATE TABLE IF NOT EXISTS place (id INTEGER PRIMARY KEY, of TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (of, name));
  CREATE TABLE IF NOT EXISTS minute (
    at INTEGER NOT NULL, place INTEGER NOT NULL, seconds INTEGER NOT NULL, least INTEGER, mean INTEGER, most INTEGER,
    energy INTEGER, PRIMARY KEY (at, place)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS siteMinute (
    at INTEGER PRIMARY KEY, seconds INTEGER NOT NULL, least INTEGER, mean INTEGER, most INTEGER, energy INTEGER,
    gridSeconds INTEGER NOT NULL, gridEnergy INTEGER);`;

/** Of the site; columns that a database of an earlier version has not. Tenths of amps, and a price as it is. */
const added = {
  limitAmps: 'INTEGER',
  baseAmps: 'INTEGER',
  pvAmps: 'INTEGER',
  chargingAmps: 'INTEGER',
  pricePerKwh: 'REAL',
} as const;
const addedNames = Object.keys(added) as (keyof typeof added)[];

export function makeMinutes(db: Database.Database): void {
  db.exec(minuteSchema);
  const present = new Set(db.prepare("SELECT name FROM pragma_table_info('siteMinute')").pluck().all());
  for (const name of addedNames)
    if (!present.has(name)) db.exec(`ALTER TABLE siteMinute ADD COLUMN ${name} ${added[name]}`);
}

const minuteMs = 60_000;
/** In a minute come some hundred; a few milliseconds. */
export const mostMinutesPruned = 2000;
/** What a question may bring back at once: a day of minutes. */
const mostMinutes = 1440;

export function minutesIn(db: Database.Database): Minutes {
  const putPlace = db.prepare('INSERT OR IGNORE INTO place (of, name) VALUES (?, ?)');
  const placeOf = db.prepare('SELECT id FROM place WHERE of = ? AND name = ?').pluck();
  const put = db.prepare('INSERT OR REPLACE INTO minute VALUES (?, ?, ?, ?, ?, ?, ?)');
  const putSite = db.prepare(
    `INSERT OR REPLACE INTO siteMinute
       (at, seconds, least, mean, most, energy, gridSeconds, gridEnergy, ${addedNames.join(', ')})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ${addedNames.map(() => '?').join(', ')})`,
  );
  const places = new Map<string, number>();

  function idOf(of: string, name: string): number {
    const key = `${of} ${name}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    putPlace.run(of, name);
    const id = placeOf.get(of, name) as number;
    places.set(key, id);
    return id;
  }

  // By our clock; one that leapt ahead deletes nothing until minutes of that time arrive.
  const old = (['minute', 'siteMinute'] as const).map((table) => {
    const key = table === 'minute' ? 'at, place' : 'at';
    return db.prepare(
      `DELETE FROM ${table} WHERE (${key}) IN
         (SELECT ${key} FROM ${table} WHERE at < min(?, (SELECT max(at) FROM ${table})) - ? ORDER BY ${key}
          LIMIT ${mostMinutesPruned})`,
    );
  });

  return {
    put: db.transaction(({ at, rows }: Minute) => {
      const minute = Math.floor(at / minuteMs);
      for (const row of rows) {
        const figures = [row.seconds, ...tenths(row.amps), tenth(row.energyWh)];
        if (row.of === 'site')
          putSite.run(minute, ...figures, row.gridSeconds ?? 0, tenth(row.gridEnergyWh), ...meansIn(row.means));
        else put.run(minute, idOf(row.of, row.name), ...figures);
      }
    }),
    minutes: (query) => select(db, query),
    quarters: (query) => selectQuarters(db, query),
    curve: (query) => selectCurve(db, query),
    prune(now, keepMs) {
      for (const statement of old) statement.run(Math.floor(now / minuteMs), Math.floor(keepMs / minuteMs));
    },
  };
}

const tenth = (value: number | undefined): number | null => (value === undefined ? null : Math.round(value * 10));

const tenths = (amps: readonly [number, number, number] | undefined): (number | null)[] =>
  amps === undefined ? [null, null, null] : amps.map(tenth);

const meansIn = (means: SiteMeans = {}): (number | null)[] =>
  addedNames.map((name) => (name === 'pricePerKwh' ? (means[name] ?? null) : tenth(means[name])));

const quarterMinutes = 15;
/** Two days. */
const mostQuarters = 192;

/** Means of the minutes that are known, oldest first. */
function selectQuarters(db: Database.Database, { from, to }: QuarterQuery): QuarterEntry[] {
  const means = addedNames.map((name) => `avg(${name}) AS ${name}`).join(', ');
  const rows = db
    .prepare(
      `SELECT at / ${quarterMinutes} AS quarter, ${means} FROM siteMinute WHERE at >= ? AND at < ?
       GROUP BY quarter ORDER BY quarter LIMIT ${mostQuarters}`,
    )
    .all(Math.ceil(from / minuteMs), Math.ceil(to / minuteMs)) as Record<string, number | null>[];
  return rows.map(({ quarter, ...values }) => {
    const known = addedNames.flatMap((name) => {
      const value = values[name];
      return typeof value === 'number' ? [[name, name === 'pricePerKwh' ? value : Math.round(value) / 10]] : [];
    });
    return { at: (quarter! * quarterMinutes * minuteMs) as Utc, ...Object.fromEntries(known) } as QuarterEntry;
  });
}

/** A week of minutes; of a longer session only its first week has a curve. */
const mostCurveMinutes = 7 * 1440;
/** More than a screen has pixels for. */
const mostCurvePoints = 720;

/**
 * Minute by minute, or several together where there are many. Each minute is looked up by its key: the rows of all other EVSEs
 * lie between them.
 */
function selectCurve(db: Database.Database, { names, from, to }: CurveQuery): CurvePoint[] {
  const first = Math.floor(from / minuteMs);
  const minutes = Math.min(mostCurveMinutes, Math.max(0, Math.ceil(to / minuteMs) - first));
  const each = Math.max(1, Math.ceil(minutes / mostCurvePoints));
  const rows = db
    .prepare(
      `WITH RECURSIVE time(at) AS (SELECT ? UNION ALL SELECT at + 1 FROM time WHERE at + 1 < ?)
       SELECT min(time.at) AS at, avg(mean) AS mean, sum(energy) AS energy, sum(seconds) AS seconds
       FROM time CROSS JOIN minute
         ON minute.at = time.at
         AND place IN (SELECT id FROM place WHERE of = 'evse' AND name IN (${names.map(() => '?').join()}))
       GROUP BY (time.at - ?) / ? ORDER BY 1`,
    )
    .all(first, first + minutes, ...names, first, each) as Record<string, number | null>[];
  return rows.map(({ at, mean, energy, seconds }) => ({
    at: (at! * minuteMs) as Utc,
    ...(typeof mean === 'number' && { amps: Math.round(mean) / 10 }),
    energyWh: (energy ?? 0) / 10,
    seconds: seconds!,
  }));
}

/** Oldest first. */
function select(db: Database.Database, { of, name, from, to }: MinuteQuery): MinuteEntry[] {
  const range = [Math.ceil(from / minuteMs), Math.ceil(to / minuteMs), mostMinutes];
  const rows =
    of === 'site'
      ? db.prepare('SELECT * FROM siteMinute WHERE at >= ? AND at < ? ORDER BY at LIMIT ?').all(...range)
      : db
          .prepare(
            `SELECT minute.* FROM minute WHERE at >= ? AND at < ?
               AND place = (SELECT id FROM place WHERE of = '${of}' AND name = ?) ORDER BY at LIMIT ?`,
          )
          .all(range[0], range[1], name ?? '', mostMinutes);
  return (rows as Record<string, number | null>[]).map(asEntry);
}

function asEntry({ at, seconds, least, mean, most, energy, gridEnergy }: Record<string, number | null>): MinuteEntry {
  return {
    at: (at! * minuteMs) as Utc,
    seconds: seconds!,
    ...(mean !== null && { ampsMinMeanMax: [least! / 10, mean! / 10, most! / 10] as const }),
    ...(typeof energy === 'number' && { energyWh: energy / 10 }),
    ...(typeof gridEnergy === 'number' && { gridImportWh: gridEnergy / 10 }),
  };
}
