// The console where no gateway runs: the files alone.

import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStationKeys } from '../../../adapters/files/station-keys.ts';
import { replaceFile } from '../../../adapters/files/replace-file.ts';
import { lockData } from '../../../adapters/sqlite-journal/data-lock.ts';
import { withConsole } from '../../../src/cli/stations-client.ts';
import type { Outcome } from '../../../src/local/problem.ts';
import { describeChanged, describePending } from '../../../src/local/stations-report.ts';
import type { StationConsole } from '../../../src/local/station-console.ts';
import { depotFile, raw } from './gateway.ts';
import { tempDir } from '../../peers/temp-dir.ts';

interface Place {
  readonly dir: string;
  readonly file: string;
  readonly text: () => string;
  readonly use: <Value>(what: (console: StationConsole) => Promise<Outcome<Value>>) => Promise<Outcome<Value>>;
}

function place(): Place {
  const dir = tempDir('files');
  const file = join(dir, 'depot.yaml');
  const stations = `  - { range: 'CP-[01-02]', template: ac22, circuit: row-a } # at the gate`;
  // Nobody listens on port 1.
  writeFileSync(file, depotFile(stations, `data: { dir: ${dir} }\n`).replace('127.0.0.1:0', '127.0.0.1:1'));
  return { dir, file, text: () => readFileSync(file, 'utf8'), use: (what) => withConsole({ config: file }, what) };
}

const numbered = (dir: string): void =>
  writeFileSync(
    join(dir, 'identity.json'),
    JSON.stringify({
      version: 1,
      head: 9,
      identity: {
        epoch: 1,
        numbersBelow: 9,
        numbering: [
          ['CP-01/1', 1],
          ['CP-02/1', 2],
        ],
      },
    }),
  );

describe('without a gateway', () => {
  it('a station is added to the file, and its key is the one that the gateway will know', async () => {
    const { dir, text, use } = place();
    const outcome = await use((console) => console.approve({ station: 'CP-61', template: 'ac22', circuit: 'main' }));
    if (!outcome.ok) throw new Error(outcome.problem.detail);
    const { key } = outcome.value.newKey!;
    expect(describeChanged(outcome.value)).toContain(`key: ${key}`);
    expect(text()).toContain('# at the gate\n  - { id: CP-61, template: ac22, circuit: main }\n');
    expect(openStationKeys(dir).match('CP-61' as never, raw(key))).toMatchObject({ form: 'hex', sent: 'bytes' });
    expect(readdirSync(dir).sort()).toEqual(['depot.yaml', 'station-keys.json']);
    expect(await use((console) => console.pending())).toMatchObject({ problem: { code: 'BB_API_AWAY' } });
    expect(await use((console) => console.enrol({ minutes: 60, template: 'ac11' }))).toMatchObject({
      problem: { code: 'BB_CONFIG_ENROLMENT' },
    });
  });

  it('a station is replaced with the numbers that the gateway kept, and not where nobody knows them', async () => {
    const { dir, text, use } = place();
    numbered(dir);
    expect(await use((console) => console.replace('CP-02', 'ACME-77', false))).toMatchObject({ ok: true });
    expect(text()).toContain('upstreamNumbers:\n  ACME-77/1: 2\n');
    // The gateway has run, but has not numbered this one yet.
    await use((console) => console.approve({ station: 'CP-61', template: 'ac22', circuit: 'main' }));
    expect(await use((console) => console.replace('CP-61', 'CP-62', false))).toMatchObject({
      problem: { code: 'BB_STATION_NO_NUMBERS' },
    });
  });

  it('nothing is touched while a gateway holds the data', () => {
    const { dir, file, text } = place();
    const lock = lockData(dir);
    onTestFinished(lock.release);
    const before = text();
    // Another handle of the lock in this process would end it, so another one asks.
    const main = new URL('../../../src/main.ts', import.meta.url).pathname;
    const { stderr, status } = spawnSync(
      process.execPath,
      [main, 'stations', 'approve', 'CP-61', '--template', 'ac22', '--circuit', 'main', '--config', file],
      { encoding: 'utf8' },
    );
    expect(stderr).toMatch(/^BB_DATA_IN_USE\n.*in use by process \d+.*name its address with --api/s);
    expect([status, text()]).toEqual([1, before]);
  });
});

describe('a file that is replaced', () => {
  it('keeps its rights, and a link stays a link', async () => {
    const { dir, file } = place();
    const link = join(dir, 'site.yaml');
    symlinkSync(file, link);
    const { mode } = statSync(file);
    await replaceFile(link, 'new');
    expect([readFileSync(file, 'utf8'), lstatSync(link).isSymbolicLink(), statSync(file).mode]).toEqual([
      'new',
      true,
      mode,
    ]);
    await replaceFile(join(dir, 'fresh'), 'x');
    expect(statSync(join(dir, 'fresh')).mode & 0o777).toBe(0o600);
    await expect(replaceFile(join(dir, 'none', 'x'), 'x')).rejects.toThrow(/ENOENT/);
    expect(readdirSync(dir).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});

it('an empty list says what to look at, and an entry what to do', () => {
  expect(describePending([])).toContain('does not reach it');
  const text = describePending([
    {
      identity: 'CP-61',
      isKnown: false,
      code: 'BB_STATION_UNKNOWN',
      text: 'There is no station CP-61 in the site file.',
      remedy: 'Approve it.',
      firstAt: '2026-01-15T18:00:00.000Z',
      lastAt: '2026-01-15T19:02:11.000Z',
      times: 12,
      remoteAddress: '10.0.0.61',
      subprotocols: ['ocpp1.6'],
    },
  ]);
  expect(text).toBe(
    'CP-61   BB_STATION_UNKNOWN\n' +
      '  12 times since 2026-01-15 18:00:00Z, last at 2026-01-15 19:02:11Z, from 10.0.0.61, offers ocpp1.6\n' +
      '  There is no station CP-61 in the site file.\n' +
      '  Approve it.',
  );
});
