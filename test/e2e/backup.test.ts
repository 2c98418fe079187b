// A backup of a running gateway, restored on another computer: what was charged is there, and no number is given twice.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { tarOf } from '../../adapters/archive/tar.ts';
import { loadSiteFile } from '../../adapters/config-file/load.ts';
import { createLog } from '../../adapters/log/log.ts';
import { createStation } from '../../adapters/simulator/station.ts';
import { seeded } from '../../adapters/simulator/random.ts';
import { createVehicle } from '../../adapters/simulator/electric-vehicle.ts';
import { createLoop } from '../../adapters/simulator/wire/loop.ts';
import { runStation } from '../../adapters/simulator/wire/run-station.ts';
import { compose } from '../../src/cli/compose.ts';
import { makeBackup } from '../../src/cli/backup.ts';
import { restoreBackup, skippedByRestore } from '../../src/cli/restore.ts';
import { until } from '../peers/until.ts';
import { tempDir } from '../peers/temp-dir.ts';
import { freePort } from '../peers/free-port.ts';

interface Session {
  readonly transaction: string;
  readonly number: number;
  readonly endedAt?: unknown;
}

function folder(): string {
  const dir = tempDir('backup');
  return dir;
}

/** A site with one station that anybody may charge at. */
async function site() {
  const home = folder();
  const apiPort = await freePort();
  const file = join(home, 'etc/depot.yaml');
  mkdirSync(join(home, 'etc'));
  writeFileSync(join(home, 'etc/gw.key'), 'not a key, but it lies there');
  writeFileSync(
    file,
    `site: { id: depot, name: Depot, timezone: Europe/Berlin }
data: { dir: ${join(home, 'data')} }
listeners: [{ address: 127.0.0.1, port: 9000, paths: ['/*'] }]
circuits: [{ id: main, limitAmps: 63, worstCaseBaseAmps: 10 }]
stations: [{ id: CP-01, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 0 } }]
authorization: { mode: free }
api: { listen: '127.0.0.1:${apiPort}', access: open }
`,
  );
  return { home, file, dir: join(home, 'data') };
}

async function start(file: string, dir: string) {
  const loaded = loadSiteFile(file);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const running = await compose(
    { ...config, data: { ...config.data, dir }, listeners: [{ ...config.listeners[0]!, port: 0 }] },
    {
      log: createLog({ level: 'fatal' }),
      onFailure: () => undefined,
      countStarts: false,
      journal: { ballastBytes: 0 },
    },
  );
  const loop = createLoop();
  const station = createStation({ id: 'CP-01', evses: 1, chance: seeded(1) });
  const live = runStation(station, { url: `ws://127.0.0.1:${running.stationPorts[0]}`, loop, find: () => undefined });
  const sessions = async (): Promise<Session[]> => {
    const answer = await fetch(`http://127.0.0.1:${running.apiPort}/api/v1/transactions?limit=500`);
    return ((await answer.json()) as { transactions: Session[] }).transactions;
  };
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    live.stop();
    await running.stop();
  };
  onTestFinished(stop);
  await until(() => station.isOnline(), 'the station is online');
  /** One session, from plugging in to unplugging. */
  async function charge(): Promise<void> {
    const before = (await sessions()).length;
    const options = { name: 'Van', batteryKwh: 60, soc: 0.3, phases: 3, maxAmps: 16 } as const;
    const vehicle = createVehicle({ ...options, startDelayMs: 20, reactMs: 20 });
    live.event({ kind: 'plug', evse: 1, vehicle, token: 'VAN1' });
    await eventually(async () => (await sessions()).length > before, 'a session began');
    live.event({ kind: 'unplug', evse: 1 });
    await eventually(async () => (await sessions()).every(({ endedAt }) => endedAt !== undefined), 'it ended');
  }
  return { running, sessions, stop, charge };
}

async function eventually(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = performance.now() + 20_000; !(await holds());) {
    if (performance.now() > end) throw new Error(what);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function allOf(source: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const bytes of source) all.push(bytes);
  return all;
}

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Without its passphrase it opens for nobody, and what is there is not written over. */
async function restoredTo(to: string, file: string): Promise<void> {
  const code = async (passphrase?: string): Promise<string | undefined> => {
    const outcome = await restoreBackup({ file, to, ...(passphrase !== undefined && { passphrase }) });
    return outcome.ok ? undefined : outcome.problem.code;
  };
  expect([await code(), await code('ten words')]).toEqual(['BB_RESTORE_PASSPHRASE', 'BB_RESTORE_PASSPHRASE']);
  expect(await code('nine words')).toBeUndefined();
  expect(await code('nine words')).toBe('BB_RESTORE_NOT_EMPTY');
  expect(existsSync(join(to, 'site/depot.yaml'))).toBe(true);
}

it('F058 a backup of a running gateway becomes one on another computer: transactions are the same, credentials too, no number is given twice', async () => {
  const { home, file, dir } = await site();
  const first = await start(file, dir);
  await first.charge();
  await first.charge();
  writeFileSync(join(dir, 'station-keys.json'), JSON.stringify({ version: 1, keys: [] }), { mode: 0o600 });
  mkdirSync(join(dir, 'ca'));
  writeFileSync(join(dir, 'ca/ca.key'), 'of the site');
  const before = await first.sessions();
  expect(before).toHaveLength(2);

  const to = join(home, 'backup.busbar');
  const made = await makeBackup({ to, config: file, passphrase: 'nine words' });
  expect(made.ok ? made.value.manifest.files.map(({ name }) => name) : made.problem).toEqual(
    expect.arrayContaining([
      'data/journal.db',
      'data/history.db',
      'data/identity.json',
      'data/station-keys.json',
      'data/ca/ca.key',
      'site/depot.yaml',
      'site/gw.key',
    ]),
  );
  expect(statSync(to).mode & 0o777).toBe(0o600);
  expect(existsSync(join(dir, 'journal.copy.db'))).toBe(false);
  // What the backup does not know: it must never be given to anybody else.
  await first.charge();
  const lost = (await first.sessions()).filter(
    ({ transaction }) => !before.some((one) => one.transaction === transaction),
  );
  expect(lost).toHaveLength(1);
  const [keys, ca] = [hashOf(join(dir, 'station-keys.json')), hashOf(join(dir, 'ca/ca.key'))];
  await first.stop();

  const elsewhere = join(home, 'new');
  await restoredTo(elsewhere, to);
  expect([hashOf(join(elsewhere, 'station-keys.json')), hashOf(join(elsewhere, 'ca/ca.key'))]).toEqual([keys, ca]);
  expect(hashOf(join(elsewhere, 'site/depot.yaml'))).toBe(hashOf(file));

  const second = await start(file, elsewhere);
  expect(await second.sessions()).toEqual(before);
  const epochs = [first, second].map(({ running }) => running.gateway.state.ledger.gateway.epoch);
  expect(epochs[1]! - epochs[0]!).toBeGreaterThan(skippedByRestore - 10);
  await second.charge();
  const [fresh] = await second.sessions();
  const given = [...before, ...lost];
  expect(given.map(({ transaction }) => transaction)).not.toContain(fresh!.transaction);
  expect(fresh!.number - Math.max(...given.map(({ number }) => number))).toBeGreaterThan(skippedByRestore / 2);
  expect(second.running.gateway.state.ledger.head - first.running.gateway.state.ledger.head).toBeGreaterThan(
    skippedByRestore / 2,
  );
  await second.stop();

  // With --force what is there is moved aside, whole.
  const forced = await restoreBackup({ file: to, to: elsewhere, passphrase: 'nine words', force: true });
  expect(
    forced.ok && forced.value.aside.every((path) => readdirSync(path).includes('journal.db') || path.includes('site')),
  ).toBe(true);
});

it('F058 a damaged, foreign or cut backup restores nothing', async () => {
  const { home, file, dir } = await site();
  const first = await start(file, dir);
  await first.stop();
  const to = join(home, 'backup');
  const made = await makeBackup({ to, config: file });
  expect(made).toMatchObject({ ok: true });
  const good = gunzipSync(readFileSync(to));
  const at = good.indexOf('Depot, timezone');
  const bent = Buffer.from(good);
  bent.write('Depat', at);
  const bad = join(home, 'bad');
  const evil = { name: 'data/../../evil', size: 4, content: { bytes: Buffer.from('evil') } };
  for (const [bytes, code] of [
    [gzipSync(bent), 'BB_RESTORE_DAMAGED'],
    [gzipSync(good.subarray(0, good.length / 2)), 'BB_RESTORE_FAILED'],
    [gzipSync(Buffer.concat(await allOf(tarOf([evil])))), 'BB_RESTORE_NO_BACKUP'],
    [Buffer.from('no archive'), 'BB_RESTORE_FAILED'],
  ] as const) {
    writeFileSync(bad, bytes);
    const target = join(home, 'target');
    expect(await restoreBackup({ file: bad, to: target })).toMatchObject({ ok: false, problem: { code } });
    expect(readdirSync(target)).toEqual([]);
    expect(existsSync(join(home, 'evil'))).toBe(false);
  }
  expect(await restoreBackup({ file: to, to: join(home, 'target') })).toMatchObject({ ok: true });
});
