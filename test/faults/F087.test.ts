// F087: what is no request of an honest page or tool is refused before anybody looks at what it wants, and costs no memory.

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { claimedDesk } from './api-desk.ts';

it('F087 forwarding headers make nobody local, and methods that there are not get 405', async () => {
  const desk = await claimedDesk();
  const headers = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost', 'x-real-ip': '127.0.0.1' };
  expect((await desk.send('GET', '/api/v1/site', { headers })).status).toBe(401);
  expect((await desk.send('OPTIONS', '/api/v1/site')).body.code).toBe('BB_API_METHOD');
});

it('F087 path traversal, prototype keys, bodies too large or of another kind: 4xx, and the memory stays', async () => {
  const desk = await claimedDesk();
  const cookie = await desk.signIn('anna');
  const paths = [
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/api/v1/../../../etc/passwd',
  ];
  for (const path of [...paths, '/api/v1/users/..%2f..%2faccess.json', '/assets/%00', `/${'a'.repeat(9000)}`]) {
    const answer = await raw(desk.base, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    expect([path.slice(0, 60), answer]).toEqual([path.slice(0, 60), expect.stringMatching(/^HTTP\/1\.1 4\d\d /)]);
    expect(answer).not.toContain('root:');
  }
  const bodies = [
    '{"__proto__":{"role":"admin"},"name":"x","role":"viewer","password":"seven green vans"}',
    '{"name":"x","role":"viewer","password":"seven green vans","constructor":{"prototype":{"role":"admin"}}}',
    '{"name":"__proto__/","role":"viewer","password":"seven green vans"}',
    '{"name":"x","role":"viewer","password":"seven green vans","admin":true}',
    '[[[',
  ];
  for (const body of bodies) {
    const answer = await desk.send('POST', '/api/v1/users', { body, cookie });
    expect([body.slice(0, 40), answer.status]).toEqual([body.slice(0, 40), 400]);
  }
  expect((Object.prototype as { role?: string }).role).toBeUndefined();
  const xml = await desk.send('POST', '/api/v1/users', {
    body: '<a/>',
    cookie,
    headers: { 'content-type': 'text/xml' },
  });
  expect(xml.status).toBe(415);
  expect(desk.access.accounts.users().map(({ name }) => name)).toEqual(['anna', 'viewer', 'operator', 'installer']);
});

it('F087 uploads of 10 MB and more, and bodies that never end, take no memory', async () => {
  const desk = await claimedDesk();
  const cookie = await desk.signIn('anna');
  const head = `POST /api/v1/users HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nx-busbar: 1\r\nCookie: ${cookie}\r\n`;
  const mebi = 1024 * 1024;
  const upload = async (): Promise<void> => {
    expect(await raw(desk.base, `${head}Content-Length: ${10 * mebi}\r\n\r\n`, 10 * mebi)).toMatch(/^HTTP\/1\.1 413 /);
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\na00000\r\n`;
    expect(await raw(desk.base, chunked, 10 * mebi)).toMatch(/^HTTP\/1\.1 413 /);
  };
  await upload();
  const before = process.memoryUsage().rss;
  for (let at = 0; at < 10; at += 1) await upload();
  expect((process.memoryUsage().rss - before) / mebi).toBeLessThan(16);
});

/** The first bytes of the answer to this and so many bytes more. The other end may close before all is sent. */
async function raw(base: string, head: string, bytes = 0): Promise<string> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1');
  socket.on('error', () => undefined);
  const told = once(socket, 'data') as Promise<[Buffer]>;
  socket.write(head);
  let isOver = false;
  socket.once('close', () => (isOver = true));
  void told.then(() => (isOver = true));
  const piece = Buffer.alloc(65_536, 'a');
  for (let sent = 0; sent < bytes && !isOver; sent += piece.length)
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), told, once(socket, 'close')]);
  const [data] = await told;
  socket.destroy();
  return data.toString();
}
