// The Debian package: built, installed into a root of its own by dpkg, and run from there with nothing else on the path.

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'vitest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { architectures } from '../../packaging/architecture.ts';
import { copyProduction } from '../../packaging/production.ts';
import { createLoop } from '../../adapters/simulator/wire/loop.ts';
import { createStation } from '../../adapters/simulator/station.ts';
import { seeded } from '../../adapters/simulator/random.ts';
import { runStation } from '../../adapters/simulator/wire/run-station.ts';
import { deadLinks } from '../docs/links.ts';
import { until } from '../peers/until.ts';
import { freePort } from '../peers/free-port.ts';

const home = resolve(import.meta.dirname, '../..');
const isThere = (program: string): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
const needsDpkg = (ctx: TestContext): void => {
  if (!isThere('dpkg-deb')) ctx.skip('SKIPPED: dpkg-deb is not on this host');
};

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-package-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env });
  return { status, said: `${stdout}${stderr}` };
}

/** A root that dpkg installs into; maintainer scripts run outside of it, as `DPKG_ROOT` tells them. */
function emptyRoot(dir: string): string {
  const root = join(dir, 'root');
  for (const one of ['var/lib/dpkg/info', 'var/lib/dpkg/updates', 'etc'])
    mkdirSync(join(root, one), { recursive: true });
  for (const one of ['status', 'available']) writeFileSync(join(root, 'var/lib/dpkg', one), '');
  return root;
}

const dpkg = (root: string, ...args: string[]) =>
  run('dpkg', [
    `--root=${root}`,
    '--force-script-chrootless',
    '--force-depends',
    '--force-not-root',
    '--force-unsafe-io',
    `--log=${root}/dpkg.log`,
    ...args,
  ]);

/** Stands for systemd: what it is told is a line of a file. */
function supervisorIn(dir: string): { readonly path: string; readonly told: () => string } {
  const path = join(dir, 'bin');
  mkdirSync(path);
  writeFileSync(join(path, 'systemd-notify'), `#!/bin/sh\necho "$@" >> ${dir}/told\n`);
  chmodSync(join(path, 'systemd-notify'), 0o755);
  return { path, told: () => (existsSync(`${dir}/told`) ? readFileSync(`${dir}/told`, 'utf8') : '') };
}

const siteFile = (dir: string, port: number, apiPort: number): string => `
site: { id: depot, name: Depot, timezone: Europe/Berlin }
data: { dir: ${dir}/root/var/lib/busbar }
listeners: [{ address: 127.0.0.1, port: ${port}, paths: ['/*'] }]
circuits: [{ id: main, limitAmps: 63, worstCaseBaseAmps: 10 }]
stations: [{ id: CP-01, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 0 } }]
authorization: { mode: free }
api: { listen: '127.0.0.1:${apiPort}' }
`;

/** Builds the package of this computer's kind and has dpkg install it. */
function installed(dir: string): string {
  const args = ['--arch', 'amd64', '--to', dir, '--compress', 'none'];
  const built = run(process.execPath, [join(home, 'packaging/main.ts'), ...args]);
  expect(built.status, built.said).toBe(0);
  console.log(built.said.trim());
  const root = emptyRoot(dir);
  const done = dpkg(root, '-i', join(dir, readdirSync(dir).find((name) => name.endsWith('.deb')) ?? ''));
  expect(done.status, done.said).toBe(0);
  expect(readFileSync(join(root, 'etc/passwd'), 'utf8')).toContain('busbar:');
  expect(nativeIn(root, architectures.amd64.machine)).toEqual([]);
  const docs = join(root, 'usr/share/doc/busbar');
  const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'README.ar.md', 'docs/README.md', 'docs/install.md']));
  expect(deadLinks(docs, pages)).toEqual([]);
  return root;
}

/** Runs it as its unit does, with nothing of this computer but a shell. */
async function startedFrom(dir: string, root: string, site: string) {
  const file = join(root, 'etc/busbar/depot.yaml');
  writeFileSync(file, site);
  const supervisor = supervisorIn(dir);
  const env = { PATH: `${supervisor.path}:/usr/bin:/bin`, NOTIFY_SOCKET: '/run/none', WATCHDOG_USEC: '600000' };
  const child = spawn(join(root, 'usr/bin/busbar'), ['run', '--config', file], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = saidBy(child);
  await until(() => said().includes('BB_STARTED'), 'it starts', 60_000);
  const [program] = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').split('\0');
  expect(program).toBe(`${root}/usr/bin/../lib/busbar/bin/node`);
  return { child, supervisor };
}

describe('the package', () => {
  it('F022 is installed by dpkg, runs with its own Node.js alone, takes a station, feeds the watchdog, and ends in order', async (ctx) => {
    needsDpkg(ctx);
    const dir = folder();
    const root = installed(dir);
    const [port, apiPort] = [await freePort(), await freePort()];
    const { child, supervisor } = await startedFrom(dir, root, siteFile(dir, port, apiPort));
    const station = createStation({ id: 'CP-01', evses: 1, chance: seeded(1) });
    const live = runStation(station, { url: `ws://127.0.0.1:${port}`, loop: createLoop(), find: () => undefined });
    onTestFinished(() => live.stop());
    await until(() => station.isOnline(), 'the station is online', 20_000);
    await until(
      () => /READY=1[\s\S]*WATCHDOG=1\n[\s\S]*WATCHDOG=1\n/.test(supervisor.told()),
      'the watchdog is fed',
      20_000,
    );

    // A process that stands still feeds nobody: systemd would start another one.
    child.kill('SIGSTOP');
    await pause(200);
    const before = supervisor.told();
    await pause(1200);
    expect(supervisor.told()).toBe(before);
    child.kill('SIGCONT');
    await until(() => supervisor.told() !== before, 'it is fed again', 20_000);

    // What "systemctl reload" sends does not end it.
    child.kill('SIGHUP');
    const exited = new Promise((done) => child.once('exit', done));
    await pause(300);
    expect((await fetch(`http://127.0.0.1:${apiPort}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(supervisor.told()).toContain('STOPPING=1');
  }, 240_000);

  it('keeps data and credentials at an upgrade and a removal, refuses to go back behind its data, and a purge takes all', (ctx) => {
    needsDpkg(ctx);
    const dir = folder();
    const root = emptyRoot(dir);
    const [old, next] = [bareDeb(dir, '1.0.0', 1), bareDeb(dir, '2.0.0', 2)];
    expect(dpkg(root, '-i', old).status).toBe(0);
    const kept = {
      'etc/busbar/depot.yaml': 'site: mine',
      'var/lib/busbar/station-keys.json': 'keys',
      'var/lib/busbar/ca/ca.key': 'ca',
    };
    mkdirSync(join(root, 'var/lib/busbar/ca'));
    for (const [name, text] of Object.entries(kept)) writeFileSync(join(root, name), text, { mode: 0o640 });
    const isKept = (): void => {
      for (const [name, text] of Object.entries(kept)) expect(readFileSync(join(root, name), 'utf8')).toBe(text);
    };
    writeFileSync(join(root, 'var/lib/busbar/journal.db'), journalOf(1));
    const up = dpkg(root, '-i', next);
    expect(up.status, up.said).toBe(0);
    isKept();

    // The newer one has brought the data up to its version: the older one is not even unpacked.
    writeFileSync(join(root, 'var/lib/busbar/journal.db'), journalOf(2));
    const down = dpkg(root, '-i', old);
    expect(down.status).not.toBe(0);
    expect(down.said).toContain('knows data up to version 1');
    expect(readFileSync(join(root, 'usr/share/busbar-version'), 'utf8')).toBe('2.0.0');
    isKept();

    expect(dpkg(root, '-r', 'busbar').status).toBe(0);
    isKept();
    expect(existsSync(join(root, 'usr/bin/busbar'))).toBe(false);
    expect(dpkg(root, '-P', 'busbar').status).toBe(0);
    expect([existsSync(join(root, 'etc/busbar')), existsSync(join(root, 'var/lib/busbar'))]).toEqual([false, false]);
  });

  it('has its unit scored at most 1.5 by systemd-analyze', (ctx) => {
    if (!isThere('systemd-analyze')) ctx.skip('SKIPPED: systemd-analyze is not on this host');
    const unit = join(home, 'packaging/debian/busbar.service');
    const { status, said } = run('systemd-analyze', ['security', '--offline=true', '--threshold=15', unit]);
    console.log(said.trim().split('\n').at(-1));
    expect(status, said).toBe(0);
  });
});

it.each(['amd64', 'arm64'] as const)('brings native code for %s alone', (arch) => {
  const dir = folder();
  copyProduction(home, dir, arch);
  expect(nativeIn(dir, architectures[arch].machine)).toEqual([]);
  const natives = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.node'));
  expect(natives.map((name) => name.replace(/^node_modules\//, '').split('/prebuilds')[0]).sort()).toEqual([
    '@serialport/bindings-cpp',
    'better-sqlite3',
  ]);
});

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function saidBy(child: ChildProcess): () => string {
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (data: Buffer) => (said += data.toString()));
  return () => said;
}

/** Programs and libraries that are made for another machine. */
function nativeIn(dir: string, machine: number): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const head = Buffer.alloc(20);
      const file = openSync(path, 'r');
      const isElf = readSync(file, head, 0, 20, 0) === 20 && head.toString('latin1', 0, 4) === '\x7fELF';
      closeSync(file);
      return isElf ? head.readUInt16LE(18) !== machine : /\.(dll|dylib|exe)$/.test(path);
    });
}

/** The scripts of the package around next to nothing: what they do is what is looked at. */
function bareDeb(dir: string, version: string, dataVersion: number): string {
  const stage = join(dir, version);
  mkdirSync(join(stage, 'DEBIAN'), { recursive: true });
  const from = join(home, 'packaging/debian');
  for (const name of ['control', 'preinst', 'postinst', 'prerm', 'postrm']) {
    const text = readFileSync(join(from, name), 'utf8')
      .replaceAll('@VERSION@', version)
      .replaceAll('@ARCH@', 'all')
      .replaceAll('@SIZE@', '1');
    writeFileSync(join(stage, 'DEBIAN', name), text.replaceAll('@DATA_VERSION@', String(dataVersion)));
    chmodSync(join(stage, 'DEBIAN', name), name === 'control' ? 0o644 : 0o755);
  }
  for (const [name, to] of [
    ['busbar.sh', 'usr/bin/busbar'],
    ['busbar.sysusers', 'usr/lib/sysusers.d/busbar.conf'],
  ] as const) {
    mkdirSync(join(stage, to, '..'), { recursive: true });
    cpSync(join(from, name), join(stage, to));
  }
  mkdirSync(join(stage, 'usr/share'));
  writeFileSync(join(stage, 'usr/share/busbar-version'), version);
  const path = join(dir, `busbar-${version}.deb`);
  const built = run('dpkg-deb', ['--root-owner-group', '-Znone', '--build', stage, path]);
  expect(built.status, built.said).toBe(0);
  return path;
}

/** The head of a database of SQLite whose data has this version. */
function journalOf(dataVersion: number): Buffer {
  const head = Buffer.alloc(100);
  head.write('SQLite format 3\0');
  head.writeUInt32BE(dataVersion, 60);
  return head;
}
