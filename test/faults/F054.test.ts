import { request } from 'node:http';
import { expect, it } from 'vitest';
import { openDoor, talk } from './station-door.ts';

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
