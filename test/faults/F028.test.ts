import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { journalMigrations } from '../../adapters/sqlite-journal/database.ts';
import { openJournal } from '../../adapters/sqlite-journal/open.ts';
import { fact, facts, linesIn, newDir, run, small } from '../wire/journal-fixture.ts';

const home = newDir();
afterEach(() => rmSync(home, { recursive: true, force: true }));

const hashOf = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(join(home, name)))
    .digest('hex');

it('F028 upgrade, then downgrade: the newer schema is refused with clear text and nothing is changed', async () => {
  const before = run(home);
  await before.commit(facts(1, 5), { identity: { epoch: 1, numbersBelow: 9, numbering: [] } });
  await before.journal.close();
  const newer = { ...small, migrations: [...journalMigrations, 'ALTER TABLE block ADD COLUMN more TEXT'] };
  const upgraded = run(home, newer);
  expect(await upgraded.commit([fact(6)])).toBe('durable');
  await upgraded.journal.close();

  const hashes = [hashOf('journal.db'), hashOf('identity.json')];
  expect(() => openJournal(home, small)).toThrow(
    /^BB_JOURNAL_NEWER: .* was written by a newer Busbar \(data version 2; this one knows 1\). Nothing was changed. Install the newer/,
  );
  expect([hashOf('journal.db'), hashOf('identity.json')]).toEqual(hashes);
  expect(linesIn(home, newer).lines.map(({ json }) => json)).toEqual(facts(1, 6));
});
