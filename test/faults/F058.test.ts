import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { depotFile, raw, startDoor } from '../wire/door/gateway.ts';

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

  const elsewhere = mkdtempSync(join(tmpdir(), 'busbar-F058-'));
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
  cpSync(depot.dir, elsewhere, { recursive: true });
  for (const name of readdirSync(elsewhere)) if (name.startsWith('journal')) rmSync(join(elsewhere, name));
  const restored = await startDoor(undefined, elsewhere);
  expect(await comes(restored, raw(key))).toBe(101);
  expect(await comes(restored, '')).toBe(401);
  await restored.stop();
  expect(keysIn(elsewhere)).toBe(before);
  expect(statSync(join(elsewhere, 'station-keys.json')).mode & 0o777).toBe(0o600);
});
