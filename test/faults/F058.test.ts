import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { journalMigrations } from '../../adapters/sqlite-journal/database.ts';
import { depotFile, raw, startDoor } from '../wire/door/gateway.ts';
import { tempDir } from '../peers/temp-dir.ts';

const one = `  - { id: CP-01, template: ac22, circuit: row-a }`;
const keysIn = (dir: string): string =>
  createHash('sha256')
    .update(readFileSync(join(dir, 'station-keys.json')))
    .digest('hex');

it('F058 the next start, a restore on another computer and a lost journal keep every credential (hash equal)', async () => {
  const depot = await startDoor(depotFile(one));
  const { key } = (await depot.post('stations/CP-01/key', {})).body['newKey'] as { key: string };
  const before = keysIn(depot.dir);
  await depot.stop();

  // What a package upgrade does: the same folder, another process.
  const again = await startDoor(undefined, depot.dir);
  const comes = async (door: typeof again, password: string) =>
    (await door.knock('/ocpp/CP-01', { basic: ['CP-01', password] })).status;
  expect(await comes(again, raw(key))).toBe(101);
  expect(await comes(again, 'x')).toBe(401);
  await again.stop();
  expect(keysIn(depot.dir)).toBe(before);

  const elsewhere = tempDir('F058');
  cpSync(depot.dir, elsewhere, { recursive: true });
  for (const name of readdirSync(elsewhere)) if (name.startsWith('journal')) rmSync(join(elsewhere, name));
  const restored = await startDoor(undefined, elsewhere);
  expect(await comes(restored, raw(key))).toBe(101);
  expect(await comes(restored, '')).toBe(401);
  await restored.stop();
  expect(keysIn(elsewhere)).toBe(before);
  expect(statSync(join(elsewhere, 'station-keys.json')).mode & 0o777).toBe(0o600);
});

/** What the next version of the package may do to the journal. */
const nextVersion = [...journalMigrations, `ALTER TABLE block ADD COLUMN note TEXT;`];

it('F058 an upgrade that changes the schema, and the way back, touch no key and no CA', async () => {
  const depot = await startDoor(depotFile(one));
  const { key } = (await depot.post('stations/CP-01/key', {})).body['newKey'] as { key: string };
  for (const [name, text] of [
    ['ca', 'of the site'],
    ['certificates', 'of the central system'],
  ] as const) {
    mkdirSync(join(depot.dir, name, 'csms'), { recursive: true });
    writeFileSync(join(depot.dir, name, 'csms', 'kept.key'), text);
  }
  // The gateway keeps the file with the numbers that it wrote.
  await expect.poll(() => credentialsIn(depot.dir).has('site.last-good.yaml'), { timeout: 10_000 }).toBe(true);
  const before = credentialsIn(depot.dir);
  expect([...before.keys()].sort()).toEqual([
    'ca/csms/kept.key',
    'certificates/csms/kept.key',
    'depot.yaml',
    'site.last-good.yaml',
    'station-keys.json',
  ]);
  await depot.stop();

  const newer = await startDoor(undefined, depot.dir, { migrations: nextVersion });
  const comes = async (password: string) => (await newer.knock('/ocpp/CP-01', { basic: ['CP-01', password] })).status;
  expect([await comes(raw(key)), await comes('x')]).toEqual([101, 401]);
  await newer.stop();
  expect(credentialsIn(depot.dir)).toEqual(before);

  // The package of before does not open what a newer one wrote, and leaves everything as it is.
  await expect(startDoor(undefined, depot.dir)).rejects.toThrow(/newer/i);
  expect(credentialsIn(depot.dir)).toEqual(before);
});

/** Files by which somebody proves who it is, and the site file: their names, and a hash of each. */
function credentialsIn(dir: string): ReadonlyMap<string, string> {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /^(ca|certificates)\/.+|\.(ya?ml|pem|key)$|^station-keys/.test(name));
  return new Map(
    files
      .filter((name) => statSync(join(dir, name)).isFile())
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(dir, name)))
          .digest('hex'),
      ]),
  );
}
