// The site file changed over the API while stations charge, over real sockets: tried, applied, taken back. No socket drops,
// limits follow, and whatever nobody changed in the file is there byte for byte.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadSiteFile } from '../../adapters/config-file/load.ts';
import { createVehicle } from '../../adapters/simulator/electric-vehicle.ts';
import { seeded } from '../../adapters/simulator/random.ts';
import { createStation } from '../../adapters/simulator/station.ts';
import { createLoop } from '../../adapters/simulator/wire/loop.ts';
import { runStation } from '../../adapters/simulator/wire/run-station.ts';
import type { AuditEntry } from '../../src/model/audit.ts';
import type { SiteView } from '../../src/local/site-view.ts';
import type { FileView, Preview, VersionView } from '../../src/local/site-file.ts';
import { until } from '../peers/until.ts';
import { startSiteHere } from './site-here.ts';

const siteFile = (dir: string): string => `# Depot; ask Eva before you change the fuses
site: { id: depot,  name: "Depot #1", timezone: Europe/Berlin }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: 9000, paths: ['/*'] }]
circuits:
  - { id: main, limitAmps: 128 }    # the big one
stations:
  # the row at the gate
  - { range: 'CP-[1-4]', circuit: main, evses: [{ id: 1, maxAmps: 32 }], fallbackAmps: 6, sampleSeconds: 5, security: { profile: 0 } }
uplinks:
  - { id: fleet, kind: mqtt, url: "mqtt://127.0.0.1:1", topicPrefix: busbar/v1, role: observe, username: depot, security: { profile: 1, password: hunter2-hunter2 } }
authorization: { mode: free, localList: tokens.yaml }
api: { listen: '127.0.0.1:8080', access: open }
`;

async function depot() {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-changes-'));
  const path = join(dir, 'site.yaml');
  writeFileSync(join(dir, 'tokens.yaml'), 'tokens:\n  - { token: "VAN-1", vehicle: Van 1 } # Eva\n');
  const running = await startSiteHere(path, siteFile(dir));
  onTestFinished(async () => {
    await running.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const api = async <Body>(method: string, what: string, body?: object, etag?: string) => {
    const answer = await fetch(`http://127.0.0.1:${running.apiPort}/api/v1/${what}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(etag !== undefined && { 'if-match': `"${etag}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Body, etag: answer.headers.get('etag') };
  };
  return { dir, path, running, api };
}

/** Four vans that take all that they may. */
async function fourCharge({ running, api }: Pick<Awaited<ReturnType<typeof depot>>, 'running' | 'api'>) {
  const loop = createLoop();
  const faults: string[] = [];
  const find = (fault: string): void => void faults.push(fault);
  const stations = [1, 2, 3, 4].map((number) =>
    createStation({ id: `CP-${number}`, evses: 1, chance: seeded(number) }),
  );
  const live = stations.map((one) => runStation(one, { url: `ws://127.0.0.1:${running.stationPorts[0]}`, loop, find }));
  onTestFinished(() => live.forEach((one) => one.stop()));
  await until(() => stations.every((one) => one.isOnline()), 'all four are online');
  live.forEach((one, at) => {
    const options = { name: 'Van', batteryKwh: 60, soc: 0.3, phases: 3, maxAmps: 32 } as const;
    const vehicle = createVehicle({ ...options, startDelayMs: 50, reactMs: 50 });
    one.event({ kind: 'plug', evse: 1, vehicle, token: `VAN-${at + 1}` });
  });
  const amps = (): number[] => stations.map((one) => one.evses(loop.now())[0]!.drawnAmps[0]);
  await until(() => amps().every((one) => one >= 28), 'all four charge with all that they can', 30_000);
  await expect
    .poll(
      async () =>
        (await api<SiteView>('GET', 'site')).body.stations.map(
          ({ evses }) => evses[0]!.transaction !== undefined && evses[0]!.allocatedAmps,
        ),
      { timeout: 20_000 },
    )
    .toEqual([32, 32, 32, 32]);
  // What is told to them is known to hold: before that nothing can be said of another limit.
  await expect
    .poll(async () => JSON.stringify((await api<SiteView>('GET', 'site')).body.stations), { timeout: 30_000 })
    .not.toContain('unreachable');

  return { stations, faults, amps };
}

type Api = Awaited<ReturnType<typeof depot>>['api'];

async function expectAudited(api: Api): Promise<void> {
  await expect
    .poll(async () => (await api<{ entries: AuditEntry[] }>('GET', 'audit?what=site-file')).body.entries.length, {
      timeout: 5000,
    })
    .toBe(4);
  const { entries } = (await api<{ entries: AuditEntry[] }>('GET', 'audit?what=site-file')).body;
  expect(entries.map(({ outcome, code }) => code ?? outcome)).toEqual([
    'done',
    'done',
    'BB_SITE_FILE_CHANGED',
    'BB_API_IF_MATCH',
  ]);
  expect(entries[1]).toMatchObject({
    before: { 'circuits.main.limitAmps': 128 },
    after: { 'circuits.main.limitAmps': 64 },
  });
  expect((await api('GET', 'audit/verify')).body).toMatchObject({ ok: true, entries: 4 });
}

it('a limit is tried, applied and taken back while four vehicles charge: no socket drops, and limits follow', async () => {
  const { path, running, api } = await depot();
  const { stations, faults, amps } = await fourCharge({ running, api });
  const before = readFileSync(path, 'utf8');
  const found = (await api<FileView>('GET', 'site-file')).body;
  expect(found.text).not.toContain('hunter2');
  expect(JSON.stringify(found.file)).not.toContain('hunter2');
  const edits = [{ op: 'set', path: ['circuits', 0, 'limitAmps'], value: 64 }];
  const boots = stations.map(({ tally }) => tally.boots);

  const preview = (await api<Preview>('POST', 'site-file/preview', { edits })).body;
  expect(preview, JSON.stringify(preview)).toMatchObject({
    ok: true,
    problems: [],
    effect: { sessionsAffected: 4, restartNeeded: [] },
  });
  expect(preview.effect!.words[0]).toBe('main may draw 64 A instead of 128 A.');
  expect(preview.effect!.words).toContain('4 of 4 vehicles charge slower.');
  expect(preview.effect!.evses[0]).toMatchObject({ station: 'CP-1', after: { limitAmps: 16 } });
  expect(preview.diff.filter(({ sign }) => sign !== ' ').map(({ sign }) => sign)).toEqual(['-', '+']);
  expect(readFileSync(path, 'utf8'), 'a preview writes nothing').toBe(before);

  expect((await api('PATCH', 'site-file', { edits })).status).toBe(428);
  expect((await api('PATCH', 'site-file', { edits }, 'stale')).status).toBe(412);
  const applied = await api<{ etag: string; version: number }>(
    'PATCH',
    'site-file',
    { edits, reason: 'new fuse' },
    found.etag,
  );
  expect(applied.status).toBe(200);
  expect(readFileSync(path, 'utf8')).toBe(before.replace('limitAmps: 128', 'limitAmps: 64'));
  await until(() => amps().every((one) => one <= 17), 'limits follow', 30_000);

  const versions = (await api<{ versions: VersionView[] }>('GET', 'site-file/versions')).body.versions;
  expect(versions[0]).toMatchObject({
    version: applied.body.version,
    reason: 'new fuse',
    summary: 'circuits.main.limitAmps: 128 → 64',
  });
  const undo = await api<{ etag: string; version: number }>(
    'POST',
    'site-file/undo',
    { version: applied.body.version },
    applied.body.etag,
  );
  expect(undo.status).toBe(200);
  expect(readFileSync(path, 'utf8'), 'byte for byte').toBe(before);
  await until(() => amps().every((one) => one >= 28), 'limits are back', 30_000);
  expect(
    stations.map(({ tally }) => tally.boots),
    'nobody came anew',
  ).toEqual(boots);
  expect(stations.every((one) => one.isOnline())).toBe(true);
  expect(faults).toEqual([]);
  expect(loadSiteFile(path).ok).toBe(true);

  await expectAudited(api);
});

it('passwords stay where they are, and leave by no way', async () => {
  const { dir, path, api } = await depot();
  const written = readFileSync(path, 'utf8');
  const found = (await api<FileView>('GET', 'site-file')).body;
  const text = found.text.replace('"Depot #1"', '"Depot #2"');
  const put = await api<{ etag: string; version: number }>('PUT', 'site-file', { text }, found.etag);
  expect(put.status).toBe(200);
  expect(readFileSync(path, 'utf8')).toBe(written.replace('"Depot #1"', '"Depot #2"'));
  const edits = [{ op: 'set', path: ['uplinks', 0, 'security'], value: { profile: 1, password: 'letmein-letmein' } }];
  const shown = await api<Preview>('POST', 'site-file/preview', { edits });
  const changed = await api<{ etag: string }>('PATCH', 'site-file', { edits }, put.body.etag);
  expect(changed.status, JSON.stringify(changed.body)).toBe(200);
  const wrong = { op: 'set', path: ['uplinks', 0, 'security', 'password'], value: { not: 'letmein-letmein' } };
  const refused = await api('PATCH', 'site-file', { edits: [wrong] }, changed.body.etag);
  expect(refused.status).toBe(422);
  await expect
    .poll(async () => (await api<{ entries: AuditEntry[] }>('GET', 'audit')).body.entries.length, { timeout: 5000 })
    .toBe(3);
  const all = JSON.stringify([
    found,
    put,
    shown,
    changed,
    refused,
    await api('GET', 'site-file'),
    await api('GET', 'site-file/versions'),
    await api('GET', 'audit'),
    readFileSync(join(dir, 'audit', 'audit-000001.ndjson'), 'utf8'),
  ]);
  expect(all).not.toMatch(/hunter2|letmein/);
  expect(all).toContain('uplinks.fleet.security.password');
  const stranger = found.text.replace('id: fleet', 'id: other');
  expect(await api('PUT', 'site-file', { text: stranger }, changed.body.etag)).toMatchObject({
    status: 422,
    body: { code: 'BB_SITE_FILE_SECRET_GONE' },
  });
});

it('the list of tokens is changed and taken back in the same way', async () => {
  const { dir, api } = await depot();
  const path = join(dir, 'tokens.yaml');
  const before = readFileSync(path, 'utf8');
  const { etag } = (await api<FileView>('GET', 'tokens-file')).body;
  const edits = [
    { op: 'add', path: ['tokens'], value: { token: 'VAN-2', vehicle: 'Van 2' } },
    { op: 'set', path: ['tokens', 0, 'blocked'], value: true },
  ];
  const preview = (await api<Preview>('POST', 'tokens-file/preview', { edits })).body;
  expect(preview.effect?.words).toEqual(['1 card is new.', '1 card is blocked: sessions with it get nothing more.']);
  const changed = await api<{ etag: string; version: number }>('PATCH', 'tokens-file', { edits }, etag);
  expect(changed.status).toBe(200);
  expect(readFileSync(path, 'utf8')).toBe(
    'tokens:\n  - { token: "VAN-1", vehicle: Van 1, blocked: true } # Eva\n  - { token: VAN-2, vehicle: Van 2 }\n',
  );
  const { version } = changed.body;
  expect((await api('POST', 'tokens-file/undo', { version }, changed.body.etag)).status).toBe(200);
  expect(readFileSync(path, 'utf8')).toBe(before);
  const bad = [{ op: 'set', path: ['tokens', 0, 'priority'], value: 99 }];
  expect((await api<Preview>('POST', 'tokens-file/preview', { edits: bad })).body).toMatchObject({ ok: false });
});
