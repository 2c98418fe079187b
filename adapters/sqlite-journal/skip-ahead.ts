// After a restore: what the lost gateway may have given out since its backup was made, epochs, numbers and rows, is left out.

import { existsSync } from 'node:fs';
import { connect, pathOf } from './database.ts';
import { readIdentity, writeIdentity } from './identity-file.ts';
import { headOf } from './open.ts';

/** Does nothing where no gateway ever ran. Throws errors of SQLite and of the file system. */
export function skipAhead(dir: string, by: number): void {
  const kept = existsSync(dir) ? readIdentity(dir) : undefined;
  if (kept === undefined) return;
  const { head, identity } = kept;
  writeIdentity(dir, {
    head: Math.max(head, journalHead(dir)) + by,
    identity: { ...identity, epoch: identity.epoch + by, numbersBelow: identity.numbersBelow + by },
  });
}

function journalHead(dir: string): number {
  if (!existsSync(pathOf(dir))) return 0;
  const db = connect(dir);
  try {
    return headOf(db);
  } finally {
    db.close();
  }
}
