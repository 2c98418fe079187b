import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { fact, facts, linesIn, newDir, run } from '../wire/journal-fixture.ts';

const homes: string[] = [];
afterEach(() => homes.splice(0).forEach((home) => rmSync(home, { recursive: true, force: true })));

const ways: [string, (home: string) => void][] = [
  ['deleted', (home) => rmSync(join(home, 'journal.db'))],
  ['moved', (home) => renameSync(join(home, 'journal.db'), join(home, 'elsewhere.db'))],
  ['replaced', (home) => (rmSync(join(home, 'journal.db')), writeFileSync(join(home, 'journal.db'), ''))],
  ['its log deleted', (home) => rmSync(join(home, 'journal.db-wal'))],
  ['its directory deleted', (home) => rmSync(home, { recursive: true })],
];

it.each(ways)(
  'F013 the database is %s while running: noticed within 5 s, nothing durable after it',
  async (_way, act) => {
    const home = newDir();
    homes.push(home);
    const journal = run(home);
    expect(await journal.commit(facts(1, 5))).toBe('durable');
    act(home);
    const word = await journal.hears('failed', 5000);
    expect(word.detail).toMatch(/BB_JOURNAL_FAILED: .*deleted, moved or replaced/);
    const before = journal.durables();
    journal.journal.commit({ first: 6 as never, lines: [fact(6)], snapshots: [] });
    await journal.journal.close();
    expect(journal.durables()).toBe(before);
    // The next start makes what is missing.
    linesIn(home);
  },
);
