// Sessions for people, fed from the journal behind its commits. No error of this database costs more than a counter: it
// is closed, opened anew a minute later, and goes on in the journal where it stopped.

import { existsSync, renameSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Minute } from '../../src/core/ports/minute.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import { decodeFact } from '../../src/model/line.ts';
import type { EventEntry, EventQuery } from './event-entry.ts';
import type { LimitEntry, LimitQuery, LogQuery, OrderEntry } from './limit-entry.ts';
import type { MinuteEntry, MinuteQuery, QuarterEntry, QuarterQuery } from './minute-entry.ts';
import type {
  CurvePoint,
  CurveQuery,
  Session,
  SessionDetail,
  SessionFound,
  SessionQuery,
  SessionSearch,
} from './session.ts';
import type { Keep, Table } from './table.ts';
import { openTable } from './table.ts';
import { isTold } from './told.ts';

/** A commit: its lines, and the places of those that `isTold`. */
export interface Committed {
  readonly first: number;
  readonly lines: readonly string[];
  readonly told: readonly number[];
}

/** The journal, as far as the history reads it. */
export interface Source {
  head(): number;
  /** Rows at or after `from`; those that the journal has forgotten are left out. */
  read(from: number, maxRows: number): RowsRead;
}

export type KeepDays = Pick<HistorySettings, 'keepDays' | 'limitLogDays' | 'minuteDays' | 'mostBytes'>;

interface RowsRead {
  readonly through: number;
  readonly runs: readonly { readonly first: number; readonly lines: readonly string[] }[];
}

export interface HistorySettings {
  /** Relative to the data directory. */
  readonly path?: string;
  /** Sessions. */
  readonly keepDays?: number;
  /** Limits and their reasons, orders from outside, and events. */
  readonly limitLogDays?: number;
  /** What was drawn, by the minute. */
  readonly minuteDays?: number;
  /** What all of it may take. */
  readonly mostBytes?: number;
  readonly reopenAfterMs?: number;
}

export interface History {
  /** Takes a commit that follows the last one taken; else it is taken from the journal later. Never throws. */
  take(committed: Committed): void;
  /** Opens the database where it is closed, catches up with the journal, deletes what is old. Never throws. */
  look(): void;
  /** Throws while the database is closed or does not answer. */
  sessions(query: SessionQuery): readonly Session[];
  limits(query: LimitQuery): readonly LimitEntry[];
  orders(query: LogQuery): readonly OrderEntry[];
  events(query: EventQuery): readonly EventEntry[];
  minutes(query: MinuteQuery): readonly MinuteEntry[];
  quarters(query: QuarterQuery): readonly QuarterEntry[];
  search(query: SessionSearch): readonly SessionFound[];
  detail(id: string): SessionDetail | undefined;
  curve(query: CurveQuery): readonly CurvePoint[];
  /** Keeps a minute, or loses it while the database is closed. Never throws. */
  putMinute(minute: Minute): void;
  /** Another time to keep things, from the next look on. */
  keep(days: KeepDays): void;
  /** Rows that were forgotten by the journal before they could be taken. */
  lost(): number;
  /** How often the database could not be used. */
  failures(): number;
  close(): void;
}

/** What one look reads of the journal: the next commit waits for it. */
const mostRowsAtOnce = 2048;
/** How far the kept cursor may stay behind while nothing is written: so much is read again after a restart. */
const mostRowsBehind = 10_000;
const dayMs = 86_400_000;
const gib = 1024 ** 3;

export function createHistory(dir: string, settings: HistorySettings, journal: Source): History {
  const path = pathIn(dir, settings.path ?? 'history.db');
  const reopenAfterMs = settings.reopenAfterMs ?? 60_000;
  let keep = keepOf(settings);
  let table: Table | undefined;
  let taken = 0;
  let kept = 0;
  let lost = 0;
  let failures = 0;
  let openAt = 0;
  let pruneAt = 0;

  /** At most once in `reopenAfterMs`. A file that is damaged makes way for a new one. */
  function open(): void {
    if (performance.now() < openAt) return;
    openAt = performance.now() + reopenAfterMs;
    guard(() => {
      table = openOrRenew(path, () => (failures += 1));
      // A journal that began anew is followed from where it is.
      taken = kept = Math.min(table.through(), journal.head());
    });
  }

  /** Runs `act`; an error closes the database, moves it out of the way where it is damaged, and is thrown on. */
  function use<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      failures += 1;
      quietly(() => table?.close());
      table = undefined;
      if (isDamage(error)) quietly(() => moveAside(path));
      throw error;
    }
  }

  const guard = (act: () => void): void => quietly(() => use(act));

  function ask<T>(question: (table: Table) => T): T {
    const open = table;
    if (open === undefined) throw new Error('the telemetry database is closed after an error');
    return use(() => question(open));
  }

  function write(facts: readonly (readonly [number, Fact])[], through: number): void {
    if (facts.length > 0 || through - kept > mostRowsBehind) {
      table?.write(facts, through);
      kept = through;
    }
    taken = through;
  }

  function catchUp(): void {
    const { through, runs } = journal.read(taken + 1, mostRowsAtOnce);
    if (through <= taken) return;
    const rows = runs.reduce((sum, { lines }) => sum + lines.length, 0);
    const facts = runs.flatMap(({ first, lines }) =>
      factsIn(
        lines,
        first,
        lines.map((_, at) => at),
      ),
    );
    const missing = through - taken - rows;
    write(facts, through);
    if (missing > 0) table?.noteGap(missing, Date.now());
    lost += missing;
  }

  open();
  return {
    take({ first, lines, told }) {
      if (table === undefined || first !== taken + 1) return;
      guard(() => write(factsIn(lines, first, told), first + lines.length - 1));
    },
    look() {
      if (table === undefined) open();
      if (table === undefined) return;
      guard(() => {
        checkThere(path);
        catchUp();
        if (performance.now() < pruneAt) return;
        pruneAt = performance.now() + 60_000;
        table?.prune(Date.now(), keep);
      });
    },
    sessions: (query) => ask((open) => open.sessions(query)),
    limits: (query) => ask((open) => open.limits(query)),
    orders: (query) => ask((open) => open.orders(query)),
    events: (query) => ask((open) => open.events(query)),
    minutes: (query) => ask((open) => open.minutes(query)),
    quarters: (query) => ask((open) => open.quarters(query)),
    search: (query) => ask((open) => open.search(query)),
    detail: (id) => ask((open) => open.detail(id)),
    curve: (query) => ask((open) => open.curve(query)),
    putMinute(minute) {
      guard(() => table?.putMinute(minute));
    },
    keep(days) {
      keep = keepOf(days);
      pruneAt = 0;
    },
    lost: () => lost,
    failures: () => failures,
    close: () => quietly(() => table?.close()),
  };
}

const keepOf = ({ keepDays = 730, limitLogDays = 730, minuteDays = 400, mostBytes = gib }: KeepDays): Keep => ({
  sessionsMs: keepDays * dayMs,
  limitLogMs: limitLogDays * dayMs,
  minutesMs: minuteDays * dayMs,
  mostBytes,
});

function openOrRenew(path: string, onDamage: () => void): Table {
  try {
    return openTable(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    onDamage();
    moveAside(path);
    return openTable(path);
  }
}

/** A line that cannot be read is left out: the core sets it aside with an alarm. */
function factsIn(lines: readonly string[], first: number, places: readonly number[]): (readonly [number, Fact])[] {
  return places.flatMap((at) => {
    const line = lines[at]!;
    if (!isTold(line)) return [];
    try {
      return [[first + at, decodeFact(line)] as const];
    } catch {
      return [];
    }
  });
}

const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^SQLITE_(CORRUPT|NOTADB|READONLY_DBMOVED)/.test(String(error.code));

/** One damaged file is kept as evidence; an older one makes way, so that the disk does not fill with them. */
function moveAside(path: string): void {
  for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  if (existsSync(path)) renameSync(path, path.replace(/(\.db)?$/, '-damaged.db'));
}

function checkThere(path: string): void {
  if (!existsSync(path)) throw Object.assign(new Error(`${path} is gone`), { code: 'SQLITE_READONLY_DBMOVED' });
}

const pathIn = (dir: string, path: string): string => (isAbsolute(path) ? path : join(dir, path));

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // Nothing here is worth a second error.
  }
}
