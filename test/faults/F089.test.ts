// A support bundle: canaries in every place where a secret lies, and none of them in it.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { endOf, redacting } from '../../src/local/redact.ts';
import { startCommand } from '../e2e/command.ts';
import { tempDir } from '../peers/temp-dir.ts';

const canary = (place: string): string => `CANARY-${place}-7f3a`;
const places = [
  'site',
  'comment',
  'userinfo',
  'env',
  'file',
  'mqtt',
  'token',
  'alias',
  'cli',
  'code',
  'salt',
  'sealed',
  'logged',
  'traced',
  'idtag',
  'bearer',
  'pem',
] as const;

const siteFile = (dir: string, apiPort: number): string => `
site: { id: depot, name: Depot, timezone: Europe/Berlin }
data: { dir: ${dir}/data }
listeners: [{ address: 127.0.0.1, port: 0, paths: ['/*'] }]
circuits: [{ id: main, limitAmps: 63, worstCaseBaseAmps: 10 }]
# security: { profile: 1, password: ${canary('comment')} }
stations:
  - { id: CP-01, circuit: main, evses: [{ id: 1, maxAmps: 16 }], security: { profile: 1, password: "${canary('site')}" } }
  - { id: CP-02, circuit: main, evses: [{ id: 1, maxAmps: 16 }], security: { profile: 1, password: "\${env:BUSBAR_CANARY}" } }
  - { id: CP-03, circuit: main, evses: [{ id: 1, maxAmps: 16 }], security: { profile: 1, password: managed } }
brokers: [{ id: local, url: 'mqtt://user:${canary('userinfo')}@127.0.0.1:1', username: u, password: '${canary('mqtt')}' }]
uplinks:
  - { id: csms, kind: ocpp, mode: aggregate, version: '1.6', url: ws://127.0.0.1:1/ocpp, identity: depot, role: control, security: { profile: 1, password: "\${file:${dir}/csms.key}" } }
authorization: { mode: local, localList: tokens.yaml }
api: { listen: '127.0.0.1:${apiPort}', access: open }
`;

/** A gateway that says too much wherever it is asked. */
async function chattyGateway(): Promise<number> {
  const trace = JSON.stringify({
    action: 'ChangeConfiguration',
    payload: { key: 'AuthorizationKey', value: canary('traced') },
  });
  const start = JSON.stringify({ action: 'StartTransaction', payload: { idTag: canary('idtag') } });
  const server = createServer((request, response) => {
    const { url = '' } = request;
    if (url === '/api/v1/site')
      return response.end(
        JSON.stringify({
          id: 'depot',
          alarms: [],
          warnings: [],
          uplinks: [],
          meters: [],
          inputs: [],
          stations: [{ id: 'CP-01', connected: true, evses: [] }],
        }),
      );
    if (url.endsWith('/trace/download')) return response.end(`${trace}\n${start}\n`);
    if (url === '/metrics') return response.end('# HELP busbar_x x\n'.repeat(150_000));
    response.end(
      `{"lines":["password: ${canary('logged')}","sent with ${canary('site')}","first visit is ${canary('code')}","authorization: Bearer ${canary('bearer')}"]}`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

/** A computer with a canary in every place. */
async function planted(): Promise<string> {
  const dir = tempDir('F089');
  mkdirSync(join(dir, 'data'));
  const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
  write('depot.yaml', siteFile(dir, await chattyGateway()));
  write('csms.key', `${canary('file')}\n`);
  write('tokens.yaml', `tokens:\n  - { token: '${canary('token')}', aliases: ['${canary('alias')}'] }\n`);
  write('data/cli-token', canary('cli'));
  write('data/setup-code', `${canary('code')}\n`);
  write(
    'data/station-keys.json',
    JSON.stringify({
      version: 1,
      keys: [{ station: 'CP-03', form: 'hex', salt: canary('salt'), hash: 'a'.repeat(64) }],
    }),
  );
  write(
    'data/identity.json',
    JSON.stringify({
      version: 1,
      head: 1,
      identity: { epoch: 1, numbersBelow: 1, numbering: [], tokenSecret: canary('sealed') },
    }),
  );
  return dir;
}

it('F089 a support bundle holds no secret, wherever one lies, and is not large', async () => {
  const dir = await planted();
  const to = join(dir, 'bundle.tar.gz');
  const command = startCommand(['support-bundle', '--config', join(dir, 'depot.yaml'), '--to', to], {
    BUSBAR_CANARY: canary('env'),
  });
  expect(await command.exited, command.said()).toBe(0);

  const bundle = gunzipSync(readFileSync(to)).toString('utf8');
  expect(places.filter((place) => bundle.includes(canary(place)) || command.said().includes(canary(place)))).toEqual(
    [],
  );
  expect(bundle).not.toContain('a'.repeat(64));
  // The parts are there, and what is no secret is.
  for (const part of [
    'versions.json',
    'site.yaml',
    'check.txt',
    'doctor.txt',
    'databases.txt',
    'site-view.json',
    'metrics.txt',
    'log.json',
    'trace/CP-01.ndjson',
  ])
    expect(bundle).toContain(`busbar-support/${part}`);
  for (const kept of [
    'password: managed',
    '${env:BUSBAR_CANARY}',
    'worstCaseBaseAmps: 10',
    'ChangeConfiguration',
    '127.0.0.1:1/ocpp',
  ])
    expect(bundle).toContain(kept);
  expect(bundle.length).toBeLessThan(17 * 1024 * 1024);
  expect(/busbar_x x/.test(bundle)).toBe(true);
  const listed = spawnSync('tar', ['-tzf', to], { encoding: 'utf8' });
  if (listed.error === undefined) expect(listed.stdout.split('\n').filter(Boolean).length).toBeGreaterThan(8);
  expect(existsSync(`${to}.part`)).toBe(false);
});

it('F089 a secret is hidden however it is written: as it is, in JSON, in a URL, in hex, in base64; a private key is, too', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' }), fc.string(), (secret, around) => {
      fc.pre(!/^\$\{/.test(secret) && !['managed'].includes(secret) && !secret.includes('…') && secret.isWellFormed());
      const hide = redacting([secret]);
      const forms = [
        secret,
        JSON.stringify(secret),
        encodeURIComponent(secret),
        Buffer.from(secret).toString('hex'),
        Buffer.from(secret).toString('base64'),
      ];
      const inner = [secret, JSON.stringify(secret).slice(1, -1), ...forms.slice(2, 4)];
      for (const [at, form] of forms.entries())
        expect(hide(`${around}|${form}|`)).not.toContain(at === 4 ? form : inner[at]!);
    }),
    { numRuns: 300 },
  );
  const pem = '-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----';
  expect(redacting([])(`a\n${pem}\nb`)).toBe('a\n…\nb');
  expect(redacting([])('password: managed, url: wss://x:y@h/')).toBe('password: managed, url: wss://…@h/');
});

it('F089 what is too long keeps its end, from a whole line on', () => {
  const text = Array.from({ length: 1000 }, (_, at) => `line ${at}`).join('\n');
  const kept = endOf(text, 100);
  expect(
    kept
      .split('\n')
      .slice(1)
      .every((line) => /^line \d+$/.test(line)),
  ).toBe(true);
  expect(kept).toContain('line 999');
  expect(endOf('short', 100)).toBe('short');
});
