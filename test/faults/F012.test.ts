import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { row } from '../../src/model/ids.ts';
import { fact, facts, linesIn, newDir, run, small } from '../wire/journal-fixture.ts';

const homes: string[] = [];
afterEach(() => homes.splice(0).forEach((home) => rmSync(home, { recursive: true, force: true })));

const identity = { epoch: 4, numbersBelow: 4096, numbering: [] };

async function filled(): Promise<string> {
  const home = newDir();
  homes.push(home);
  const journal = run(home);
  const snapshot = { part: 'gateway', row: row(10), json: '{"through":10}' };
  await journal.commit(facts(1, 10), { identity, snapshots: [snapshot] });
  for (let at = 11; at <= 400; at += 10) await journal.commit(facts(at, 10));
  await journal.journal.close();
  return home;
}

function overwrite(home: string, page: number, pages = 1): void {
  const path = join(home, 'journal.db');
  const bytes = readFileSync(path);
  bytes.fill(0xa5, page * 4096, (page + pages) * 4096);
  writeFileSync(path, bytes);
}

it('F012 a damaged page: moved aside as evidence, the rest saved in order, numbers and identity kept', async () => {
  const home = await filled();
  const size = readFileSync(join(home, 'journal.db')).length / 4096;
  overwrite(home, Math.floor(size / 2));
  const damagedBytes = readFileSync(join(home, 'journal.db'));

  const start = Date.now();
  const { lines, open } = linesIn(home);
  expect(Date.now() - start).toBeLessThan(30_000);
  expect(open.opened.movedAside?.path).toBe(join(home, 'journal-damaged-1.db'));
  expect(open.opened.movedAside?.reason).toMatch(/was damaged .* \d+ rows and 1 snapshots were copied/);
  expect(readFileSync(join(home, 'journal-damaged-1.db'))).toEqual(damagedBytes);
  expect(open.opened.identity).toEqual(identity);
  expect(open.opened.snapshots).toHaveLength(1);
  expect(open.opened.head).toBeGreaterThan(400);
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.length).toBeLessThanOrEqual(390);
  expect(open.opened.movedAside?.reason).not.toContain('400 rows');
  for (const line of lines) expect(line.json).toBe(fact(line.row));
  expect(lines.map((line) => line.row)).toEqual([...lines.map((line) => line.row)].sort((a, b) => a - b));

  // Opened once more it is whole, and goes on above everything that was ever given out.
  const after = run(home);
  expect(after.open.opened.movedAside).toBeUndefined();
  expect(after.open.opened.head).toBe(open.opened.head);
  expect(await after.commit([fact(1)])).toBe('durable');
  expect((await after.read(open.opened.head - 5, 10)).lines.map((line) => line.row)).toEqual([open.opened.head + 1]);
  await after.journal.close();
});

it('F012 a file that is no database: the identity is kept, a new journal begins above the old one', async () => {
  const home = await filled();
  overwrite(home, 0);
  const { lines, open } = linesIn(home);
  expect(lines).toEqual([]);
  expect(open.opened.movedAside?.reason).toContain('SQLITE_NOTADB');
  expect(open.opened.identity).toEqual(identity);
  expect(open.opened.head).toBeGreaterThan(400);
  expect(existsSync(join(home, 'journal-damaged-1.db'))).toBe(true);
});

it('F012 damage for the second time keeps the evidence of the first', async () => {
  const home = await filled();
  overwrite(home, 0);
  linesIn(home);
  overwrite(home, 0);
  expect(linesIn(home, small).open.opened.movedAside?.path).toBe(join(home, 'journal-damaged-2.db'));
  expect(existsSync(join(home, 'journal-damaged-1.db'))).toBe(true);
});
