// Sessions looked for in the history: what is found is what there is, page by page, and never by reading all of them.

import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionSearchesIn } from '../../adapters/history/session-search.ts';
import { makeSessions } from '../../adapters/history/session-table.ts';
import type { SessionFound, SessionSearch } from '../../adapters/history/session.ts';
import { utc } from '../../src/model/time.ts';

interface Row {
  readonly transaction: string;
  readonly station: string;
  readonly token: string | null;
  readonly vehicle: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

function filled(rows: readonly Row[]): Database.Database {
  const db = new Database(':memory:');
  makeSessions(db);
  const put = db.prepare(
    'INSERT INTO session ("transaction", row, station, token, vehicle, startedAt, endedAt) VALUES (@transaction, 1, @station, @token, @vehicle, @startedAt, @endedAt)',
  );
  for (const row of rows) put.run(row);
  return db;
}

const row = fc.record({
  station: fc.constantFrom('CP-01', 'CP-02', 'yard/9'),
  token: fc.constantFrom(null, '', 'AB', '04aabbCCDD', '99CCDD', 'x%_yz'),
  vehicle: fc.constantFrom(null, 'Van 1', 'van 2', 'Truck'),
  startedAt: fc.option(fc.nat(6)),
  endedAt: fc.nat(9),
  isOpen: fc.boolean(),
});
const rows = fc.array(row, { maxLength: 25 }).map((all) =>
  all.map(({ isOpen, ...one }, at): Row => ({
    ...one,
    transaction: `t${String(at % 7)}-${at}`,
    endedAt: isOpen && one.startedAt !== null ? null : one.endedAt,
  })),
);
const query = fc.record(
  {
    from: fc.nat(6).map(utc),
    to: fc.nat(8).map(utc),
    stations: fc.constantFrom<string[]>(['CP-01'], ['CP-02', 'yard/9'], ['no']),
    token: fc.constantFrom('ccdd', '04AABBCCDD', 'bCCDD', '4aabbccdd', 'AB', '%_yz'),
    vehicle: fc.constantFrom('van 1', 'TRUCK'),
    text: fc.constantFrom('cp', 'van', 'ccdd', 'bbccdd', '9', '%_yz', 'nothing'),
    ended: fc.constant(true),
  },
  { requiredKeys: [] },
);

/** What is asked for, by looking at each. */
function asked(
  all: readonly Row[],
  { from, to, stations, token, vehicle, text, ended }: Partial<SessionSearch>,
): string[] {
  const low = (value: string | null): string => (value ?? '').toLowerCase();
  return all
    .map((one) => ({ ...one, at: one.startedAt ?? one.endedAt! }))
    .filter(
      (one) =>
        one.at >= (from ?? 0) &&
        one.at < (to ?? Infinity) &&
        (stations?.includes(one.station) ?? true) &&
        (token === undefined || (one.token !== null && endsWith(low(one.token), token.toLowerCase()))) &&
        (vehicle === undefined || low(one.vehicle) === vehicle.toLowerCase()) &&
        (text === undefined ||
          low(one.station).includes(text) ||
          low(one.vehicle).includes(text) ||
          (text.length >= 4 && endsWith(low(one.token), text))) &&
        (ended !== true || one.endedAt !== null),
    )
    .sort((one, other) => other.at - one.at || (one.transaction < other.transaction ? 1 : -1))
    .map(({ transaction }) => transaction);
}

/** By the last four letters, which people are shown, or the whole: nobody finds a token out letter by letter. */
const endsWith = (token: string, typed: string): boolean =>
  typed.length > 4 ? token === typed : token.slice(-4) === typed;

function pages(db: Database.Database, query: Partial<SessionSearch>, limit: number): string[] {
  const { search } = sessionSearchesIn(db);
  const found: SessionFound[] = [];
  for (let page = 0; page < 100; page += 1) {
    const last = found.at(-1);
    const before = last === undefined ? {} : { before: { id: last.id, at: last.startedAt ?? last.endedAt ?? 0 } };
    const next = search({ ...query, ...before, limit });
    found.push(...next);
    if (next.length < limit) break;
  }
  return found.map(({ id }) => id);
}

describe('sessions in the history', () => {
  it('are found page by page, all that are asked for and no others, newest first', () => {
    fc.assert(
      fc.property(rows, query, fc.integer({ min: 1, max: 4 }), (all, what, limit) => {
        const db = filled(all);
        expect(pages(db, what, limit)).toEqual(asked(all, what));
        db.close();
      }),
      { numRuns: 150 },
    );
  });

  it('are found along an index, whatever is asked: no table is read through and nothing is sorted', () => {
    const db = filled([]);
    const all: string[] = [];
    const spy = { prepare: (sql: string) => (all.push(sql), db.prepare(sql)) } as unknown as Database.Database;
    const { search } = sessionSearchesIn(spy);
    const before = { at: 5, id: 'x' };
    for (const what of [
      {},
      { before },
      { from: utc(1), to: utc(2), ended: true },
      { stations: ['A'], before },
      { stations: ['A', 'B'] },
      { vehicle: 'v', stations: ['A'], before },
      { token: 'abcd', vehicle: 'v', from: utc(1), before },
    ])
      search({ limit: 10, ...what });
    filledWith(db);
    search({ limit: 10, text: 'cp-01', before });
    search({ limit: 10, text: 'van ' });
    expect(all.length).toBeGreaterThan(12);
    for (const sql of all) {
      const values = Array<null>(sql.split('?').length - 1).fill(null);
      const plan = (db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]).map(
        ({ detail }) => detail,
      );
      expect(
        plan.filter((one) => /SCAN session|SCAN costPoint|TEMP B-TREE/.test(one)),
        `${sql}: ${plan.join('; ')}`,
      ).toEqual([]);
    }
  });
});

const filledWith = (db: Database.Database): void =>
  void db
    .prepare(
      "INSERT INTO session (\"transaction\", row, station, token, vehicle, startedAt) VALUES ('t', 1, 'CP-01', 'abcdef', 'Van 1', 7)",
    )
    .run();
