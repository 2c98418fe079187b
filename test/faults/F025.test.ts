import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { openJournal } from '../../adapters/sqlite-journal/open.ts';
import { linesIn, newDir, small } from '../wire/journal-fixture.ts';

const homes: string[] = [];
afterEach(() => homes.splice(0).forEach((home) => rmSync(home, { recursive: true, force: true })));

const newHome = (): string => {
  const home = newDir();
  homes.push(home);
  return home;
};

it('F025 a second gateway on the same data is refused, by name of the first, which goes on', () => {
  const home = newHome();
  const first = openJournal(home, small);
  expect(() => openJournal(home, small)).toThrow(
    `BB_DATA_IN_USE: The data directory ${home} is in use by process ${process.pid}.`,
  );
  first.dismiss();
  openJournal(home, small).dismiss();
});

it('F025 the lock dies with its process, kill -9 included', async () => {
  const home = newHome();
  const script = fileURLToPath(new URL('../wire/powercut/subject-store.ts', import.meta.url));
  const child = spawn(process.execPath, [script, home, JSON.stringify({ ...small, rows: 1_000_000 })], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let acks = 0;
  await new Promise<void>((resolve) =>
    child.stderr.on('data', (bytes: Buffer) => {
      acks = Number(/ACK (\d+)\n$/.exec(bytes.toString())?.[1] ?? acks);
      if (acks > 20) resolve();
    }),
  );
  expect(() => openJournal(home, small)).toThrow(`in use by process ${child.pid}. Stop that gateway`);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(linesIn(home).open.opened.head).toBeGreaterThanOrEqual(acks);
});
