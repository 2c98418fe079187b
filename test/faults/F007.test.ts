import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, it } from 'vitest';
import { fact, facts, linesIn, newDir, run } from '../wire/journal-fixture.ts';

const home = newDir();
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('F007 poison rows: what reads keeps its row number, the rest is empty and reported, the journal goes on', async () => {
  const before = run(home);
  await before.commit(facts(1, 4));
  await before.commit(facts(5, 5));
  await before.commit(facts(10, 3));
  await before.journal.close();
  const db = new Database(join(home, 'journal.db'));
  // A line overwritten; a line break lost, which glues rows 6 and 7 together.
  db.exec(`UPDATE block SET lines = replace(lines, '${fact(2)}', '{"kind":{{{{') WHERE first = 1`);
  db.exec(`UPDATE block SET lines = replace(lines, '${fact(6)}' || char(10), '${fact(6)}?') WHERE first = 5`);
  db.close();

  const { lines, open } = linesIn(home);
  const expected = facts(1, 12);
  expected[1] = '{"kind":{{{{';
  expected[5] = expected[6] = '';
  expect(lines.map(({ json }) => json)).toEqual(expected);
  expect(lines.map((line) => line.row)).toEqual(expected.map((_, at) => at + 1));
  expect(open.opened.movedAside).toBeUndefined();
  expect(open.damaged()).toMatchObject([
    { from: 1, through: 4, detail: 'the checksum does not match' },
    { from: 5, through: 9, detail: '4 lines instead of 5' },
  ]);

  const after = run(home);
  expect(await after.commit([fact(13)])).toBe('durable');
  const read = await after.read(1, 100);
  expect(read.lines.map(({ json }) => json)).toEqual([...expected, fact(13)]);
  await after.journal.close();
});
