// Credentials, TLS and access are the admin's, whatever else an installer may change in the site file.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Log } from '../../../adapters/log/log.ts';
import { createFileDesk } from '../../../src/cli/file-desk.ts';
import { openFileHistory } from '../../../src/cli/file-history.ts';
import { loadSite } from '../../../src/cli/site-file.ts';
import { createSiteKeeper } from '../../../src/cli/site-keeper.ts';
import type { Role } from '../../../src/local/actor.ts';
import type { FileEdit } from '../../../src/local/site-file.ts';
import { tempDir } from '../../peers/temp-dir.ts';

const canary = 'CANARY-of-another-service-7f3a';
const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const text = (dir: string): string => `site: { id: depot, name: Depot, timezone: UTC }
data: { dir: ${dir} }
circuits: [{ id: main, limitAmps: 160 }]
listeners:
  - { port: 9000 }
  - { port: 9443, tls: { certs: [{ cert: a.pem, key: a.key }] } }
stations:
  - { id: A, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 1, password: plain-and-long-enough } }
  - { id: B, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 1, password: "\${file:${dir}/b.key}" } }
uplinks:
  - { id: csms, kind: ocpp, mode: aggregate, version: '1.6', url: 'ws://one.example/ocpp', identity: depot, role: control, security: { profile: 1, password: "\${file:${dir}/csms.key}" } }
authorization: { mode: local, localList: tokens.yaml }
api: { listen: '127.0.0.1:8080' }
`;

async function desk() {
  const dir = tempDir('admin');
  const path = join(dir, 'site.yaml');
  const write = (name: string, what: string): void => writeFileSync(join(dir, name), what);
  for (const name of ['b.key', 'csms.key']) write(name, 'aabbccddeeff00112233445566778899');
  write('tokens.yaml', 'tokens: [{ token: VAN-1 }]\n');
  write('other', `${canary}\n`);
  write('site.yaml', text(dir));
  const loaded = loadSite(path);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const history = openFileHistory(dir, quiet, () => Date.UTC(2026, 4, 1));
  const keeper = createSiteKeeper({ path, inForce: loaded, log: quiet, apply: () => undefined, history });
  await keeper.settled();
  const core = () => Promise.reject(new Error('BB_API_BUSY'));
  const filesOf = (of: 'site' | 'tokens') => createFileDesk({ of, keeper, history, core });
  return { dir, keeper, read: () => readFileSync(path, 'utf8'), site: filesOf('site'), tokens: filesOf('tokens') };
}

const set = (path: (string | number)[], value: unknown): FileEdit => ({ op: 'set', path, value });
const url = ['uplinks', 0, 'url'];

type Case = readonly [string, (dir: string) => FileEdit[]];

const barred: readonly Case[] = [
  ['a file as a password', (dir) => [set(['stations', 0, 'security', 'password'], `\${file:${dir}/other}`)]],
  ['a file as a name that people see', (dir) => [set(['site', 'name'], `\${file:${dir}/other}`)]],
  ['a known reference at another place', (dir) => [set(['site', 'name'], `\${file:${dir}/csms.key}`)]],
  ['the environment', () => [set(['site', 'name'], '${env:PATH}')]],
  ['half a reference', (dir) => [set(['site', 'name'], `x \${file:${dir}/other}`)]],
  ['a list of tokens that is none', (dir) => [set(['authorization', 'localList'], `${dir}/other`)]],
  ['another key of TLS', (dir) => [set(['listeners', 1, 'tls', 'certs', 0, 'key'], `${dir}/other`)]],
  ['the address that a kept password goes to', () => [set(url, 'ws://evil.example/ocpp')]],
  ['who may use the API', () => [set(['api', 'access'], 'open')]],
  ['where the data are', () => [set(['data', 'dir'], '/tmp')]],
];

it.each(barred)('%s: takes the role admin, and shows nothing of what lies there', async (_name, editsIn) => {
  const { dir, read, site } = await desk();
  const [before, edits] = [read(), editsIn(dir)];
  for (const role of ['operator', 'installer'] satisfies Role[]) {
    const preview = await site.preview({ edits }, role);
    expect(preview).toMatchObject({ value: { ok: false, problems: [{ code: 'BB_SITE_FILE_ADMIN' }] } });
    const change = await site.change({ edits }, { role });
    expect(change).toMatchObject({ ok: false, problem: { status: 403, code: 'BB_SITE_FILE_ADMIN' } });
    expect(JSON.stringify([preview, change])).not.toContain('CANARY');
    expect(read()).toBe(before);
  }
  const asAdmin = await site.preview({ edits }, 'admin');
  expect(JSON.stringify(asAdmin)).not.toContain('BB_SITE_FILE_ADMIN');
});

it('limits, stations, passwords that are known, and lines that move are the installer’s', async () => {
  const { read, site } = await desk();
  const circuits = ['circuits', 0, 'limitAmps'];
  const mine: FileEdit[][] = [
    [set(circuits, 120)],
    [{ op: 'remove', path: ['stations', 0] }],
    [set(['stations', 0, 'security', 'password'], 'another-that-is-long-enough')],
    [set(url, 'ws://two.example/ocpp'), set(['uplinks', 0, 'security', 'password'], 'the-one-of-the-new-address')],
  ];
  for (const edits of mine) {
    const change = await site.change({ edits }, { role: 'installer' });
    expect(change.ok, JSON.stringify(change)).toBe(true);
  }
  expect(read()).toContain('two.example');
});

it('what an admin took out does not come back by an undo of an installer', async () => {
  const { site } = await desk();
  const path = ['uplinks', 0, 'security', 'password'];
  const change = await site.change({ edits: [set(path, 'another-that-is-long-enough')] }, { role: 'admin' });
  if (!change.ok) throw new Error(change.problem.detail);
  const undo = (role: Role) => site.undo(change.value.version!, { role });
  expect(await undo('installer')).toMatchObject({ problem: { code: 'BB_SITE_FILE_ADMIN' } });
  expect((await undo('admin')).ok).toBe(true);
});

it('nor does an operator read a file into the list of tokens', async () => {
  const { dir, tokens } = await desk();
  const edits = [set(['tokens', 0, 'vehicle'], `\${file:${dir}/other}`)];
  const role = 'operator';
  expect(await tokens.change({ edits }, { role })).toMatchObject({ problem: { code: 'BB_SITE_FILE_ADMIN' } });
  expect(await tokens.change({ edits: [set(['tokens', 0, 'vehicle'], 'Van 1')] }, { role })).toMatchObject({
    ok: true,
  });
});

it('a station that is replaced takes its password along, and no new one comes in over the console', async () => {
  const { dir, keeper, read } = await desk();
  const role = 'installer';
  const rename = await keeper.change(() => [{ kind: 'set', path: ['stations', 1, 'id'], value: 'B2' }], { role });
  expect(rename.ok, JSON.stringify(rename)).toBe(true);
  expect(read()).toContain('id: B2');
  const path = ['stations', 1, 'circuit'];
  const read2 = await keeper.change(() => [{ kind: 'set', path, value: `\${file:${dir}/other}` }], { role });
  expect(read2).toMatchObject({ problem: { code: 'BB_SITE_FILE_ADMIN' } });
});
