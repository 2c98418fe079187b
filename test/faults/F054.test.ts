import { mkdirSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startDoor } from '../wire/door/gateway.ts';
import { basicHeader, knockFor } from './knocking.ts';
import { openDoor, talk } from './station-door.ts';
import { tempDir } from '../peers/temp-dir.ts';

const hostile = [
  '/../CP-01/..',
  '/..%2f..%2fetc%2fpasswd',
  '/__proto__',
  '/constructor',
  '/prototype',
  '/CP-01%00',
  `/${'x'.repeat(1000)}`,
  `/${'x'.repeat(49)}`,
  '/%F0%9F%94%8C',
  '/CP:01',
  '/%',
  '/cp-01',
  '/',
  '/CP-99',
];

it('F054 hostile identities are answered with 404, and whoever is meant comes in all the same', async () => {
  const door = await openDoor();
  const status = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const upgrade = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': 'ocpp1.6',
      };
      const asked = request({ port: door.port, host: '127.0.0.1', path, headers: upgrade }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.on('upgrade', () => resolve(101)).on('error', reject);
      asked.end();
    });
  for (const path of hostile) expect([path, await status(path)]).toEqual([path, 404]);
  expect(door.gateway.state.live.stations.size).toBe(0);
  const station = await talk(door);
  expect(await station.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
});

const site = (until: string): string => `site: { id: depot, name: Depot, timezone: UTC }
listeners: [{ address: 127.0.0.1, port: 0 }]
circuits: [{ id: main, limitAmps: 63 }]
templates: { ac: { evses: [{ id: 1, maxAmps: 32 }], security: { profile: 1, password: managed } } }
stations: [{ id: CP-01, circuit: main, template: ac }]
enrolment: { until: "${until}", template: ac, circuit: main }
api: { listen: "127.0.0.1:0", access: open }
`;

it('F054 not even where whoever comes is taken on does such a name become a file, a key of an object or a line of the site file', async () => {
  const around = tempDir('F054');
  const folder = join(around, 'data', 'of', 'depot');
  mkdirSync(folder, { recursive: true });
  const depot = await startDoor(site(new Date(Date.now() + 3_600_000).toISOString()), folder);
  const text = depot.text();
  const port = depot.running.stationPorts[0]!;
  for (const path of hostile.filter((one) => !/^\/(cp-01|CP-99)$/.test(one))) {
    const id = path.slice(1);
    expect([path, await knockFor(port, path, [basicHeader(id, 'a-key-of-sixteen-bytes')])]).toEqual([path, 404]);
  }
  // That one is as good a name as any.
  expect(await knockFor(port, '/CP-99', [basicHeader('CP-99', 'a-key-of-sixteen-bytes')])).toBe(503);
  await expect.poll(() => depot.text()).toContain('CP-99');
  expect(
    depot
      .text()
      .split('\n')
      .filter((line) => !text.includes(line))
      .join(),
  ).not.toMatch(/proto|constructor|passwd|%|xxx/);
  const ours =
    /^data(\/of(\/depot(\/(depot|site\.last-good|identity|station-keys|(journal|history|lock)\.db|lock\.pid|runs\.json|access\.json|cli-token|setup-code|lan-|audit\/?|trace\/?|versions\/?(site|tokens)?\/?)[.\w-]*)?)?)?$/;
  expect(readdirSync(around, { recursive: true, encoding: 'utf8' }).filter((name) => !ours.test(name))).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
