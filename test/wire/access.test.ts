// A whole gateway that nobody owns: claimed with its code, and then reached over HTTPS by others.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { parseSiteFile } from '../../adapters/config-file/load.ts';
import { createLog } from '../../adapters/log/log.ts';
import type { RunningGateway } from '../../src/cli/compose.ts';
import { compose } from '../../src/cli/compose.ts';
import { until } from '../peers/until.ts';

const password = 'seven green vans';

interface Owned {
  readonly dir: string;
  readonly running: RunningGateway;
  readonly base: string;
}

async function start(lanPort = 0): Promise<Owned> {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-owned-'));
  const loaded = parseSiteFile(
    `site: { id: depot, name: Depot, timezone: UTC }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: 0 }]
circuits: [{ id: main, limitAmps: 63 }]
stations: []
api: { listen: "127.0.0.1:0", lan: "127.0.0.1:${lanPort}", hosts: [busbar.depot.lan] }
`,
    'site.yaml',
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const running = await compose(loaded.config, {
    log: createLog({ level: 'fatal' }),
    onFailure: () => undefined,
    countStarts: false,
    journal: { ballastBytes: 0 },
  });
  onTestFinished(async () => {
    await running.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  return { dir, running, base: `http://127.0.0.1:${running.apiPort}/api/v1` };
}

async function claim({ base, dir }: Owned): Promise<string> {
  const code = readFileSync(join(dir, 'setup-code'), 'utf8').trim();
  const answer = await fetch(`${base}/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, name: 'anna', password }),
  });
  expect(answer.status).toBe(201);
  return answer.headers.get('set-cookie')!.split(';')[0]!;
}

interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown>;
  readonly fingerprint: string;
}

const overTls = (port: number, ca: string, headers: Record<string, string>): Promise<Told> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/api/v1/access', ca, headers, servername: 'localhost' },
      (answer) => {
        const { fingerprint256: fingerprint } = (answer.socket as TLSSocket).getPeerCertificate();
        let text = '';
        answer.on('data', (data: Buffer) => (text += data.toString()));
        answer.on('end', () =>
          resolve({
            ...{ status: answer.statusCode!, headers: answer.headers, fingerprint },
            body: JSON.parse(text) as Told['body'],
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });

it('F081 others reach it after the claim and not before: over TLS, with a certificate of its own CA and the same accounts', async () => {
  const owned = await start();
  expect(owned.running.lanPort()).toBeUndefined();
  expect((await fetch(`${owned.base}/site`)).status).toBe(403);
  const cookie = await claim(owned);
  await until(() => owned.running.lanPort() !== undefined, 'the door for others is open');
  const port = owned.running.lanPort()!;
  const ca = readFileSync(join(owned.dir, 'lan', 'ca.crt'), 'utf8');
  const told = await overTls(port, ca, { cookie });
  expect(told.headers['strict-transport-security']).toBe('max-age=31536000');
  expect(told.body).toMatchObject({
    state: 'claimed',
    user: { name: 'anna', role: 'admin' },
    tls: { certificate: told.fingerprint, port },
  });
  // An address, a name of the file; and no name of somebody else.
  const status = async (host: string): Promise<number> => (await overTls(port, ca, { host })).status;
  expect(await Promise.all(['10.0.0.7', 'busbar.depot.lan', 'evil.example'].map(status))).toEqual([200, 200, 421]);
  // Plain HTTP on that port is no HTTP.
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
});

it('a port for others that is taken is an alarm with a text, and nothing ends', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void taken.close());
  const owned = await start((taken.address() as AddressInfo).port);
  const cookie = await claim(owned);
  const alarms = async (): Promise<string> => {
    const site = (await (await fetch(`${owned.base}/site`, { headers: { cookie } })).json()) as { alarms: object[] };
    return JSON.stringify(site.alarms);
  };
  await expect.poll(alarms, { timeout: 30_000 }).toContain('BB_API_LAN');
  expect(await alarms()).toContain('EADDRINUSE');
});
