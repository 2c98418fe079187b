// F083: a name that somebody made to mean this computer is none of its names.

import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { claimedDesk } from './api-desk.ts';

function withHost(base: string, host: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${base}/healthz`, { headers: { host } }, (answer) => {
      let body = '';
      answer.on('data', (data: Buffer) => (body += data.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode!, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

it('F083 DNS rebinding: a host name that is none of ours gets 421, whatever it asks for', async () => {
  const { base } = await claimedDesk({ hosts: () => ['busbar.depot.lan'] });
  const foreign = [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.1.9',
    'busbar.depot.lan.',
  ];
  for (const host of foreign) {
    const { status, body } = await withHost(base, host);
    expect([host, status, (JSON.parse(body) as { code: string }).code]).toEqual([host, 421, 'BB_API_HOST']);
  }
  for (const host of ['localhost:8080', '127.0.0.1', '[::1]:80', 'BUSBAR.depot.lan'])
    expect([host, (await withHost(base, host)).status]).toEqual([host, 200]);
});

it('F083 a request with two hosts gets 400, whichever comes first', async () => {
  const { base } = await claimedDesk();
  for (const hosts of ['Host: localhost\r\nHost: evil.example', 'Host: evil.example\r\nHost: localhost']) {
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.write(`GET /healthz HTTP/1.1\r\n${hosts}\r\nConnection: close\r\n\r\n`);
    const [data] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(data.toString()).toMatch(/^HTTP\/1\.1 4(00|21) /);
  }
});
