// F081: there are no default credentials. A gateway that nobody owns shows nothing and takes nothing but its one-time code.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { password, startDesk } from './api-desk.ts';

const home = new URL('../../', import.meta.url).pathname;

it('F081 until it is claimed every route but the public ones is 403, for whoever asks, and the code is in its file alone', async () => {
  const desk = await startDesk();
  const open: string[] = [];
  for (const { method, url, role } of await desk.http.routes()) {
    if (role === 'public') continue;
    const answer = await desk.send(method, url, method === 'GET' || method === 'HEAD' ? {} : { body: {} });
    if (answer.status !== 403) open.push(`${method} ${url} ${answer.status}`);
    if (method !== 'HEAD') expect(answer.body.code).toBe('BB_API_UNCLAIMED');
  }
  expect(open).toEqual([]);
  const local = readFileSync(join(desk.dir, 'cli-token'), 'utf8').trim();
  const byLocal = await desk.send('GET', '/api/v1/site', { headers: { authorization: `Bearer ${local}` } });
  expect(byLocal.body.code).toBe('BB_API_UNCLAIMED');
  expect((await desk.send('GET', '/api/v1/access')).body).toEqual({ state: 'unclaimed', needsPassword: false });
  for (const file of ['setup-code', 'cli-token']) expect(statSync(join(desk.dir, file)).mode & 0o777).toBe(0o600);
  expect(desk.log.join()).toContain(desk.code());
});

it('F081 the code counts once and for a day; a wrong one and a weak password claim nothing', async () => {
  const desk = await startDesk();
  const code = desk.code();
  const claim = (body: object) => desk.send('POST', '/api/v1/claim', { body });
  expect((await claim({ code: 'AAAA-AAAA-AAAA', name: 'anna', password })).body.code).toBe('BB_ACCESS_CODE');
  const weak = ['short', 'north-depot 2026', 'aaaaaaaaaaaa', 'Busbar-admin!'];
  for (const one of weak)
    expect([one, (await claim({ code, name: 'anna', password: one })).body.code]).toEqual([one, 'BB_ACCESS_PASSWORD']);
  // Five tries in a minute, right or wrong.
  const sixth = await claim({ code, name: 'anna', password });
  expect([sixth.status, sixth.headers.get('retry-after')]).toEqual([429, '60']);
  desk.pass(61_000);
  const claimed = await claim({ code: code.toLowerCase().replaceAll('-', ' '), name: 'anna', password });
  expect([claimed.status, claimed.body]).toEqual([201, { user: { name: 'anna', role: 'admin' } }]);
  expect((await claim({ code, name: 'eve', password })).body.code).toBe('BB_ACCESS_CLAIMED');
  expect(existsSync(join(desk.dir, 'setup-code'))).toBe(false);
  const kept = readFileSync(join(desk.dir, 'access.json'), 'utf8');
  expect(statSync(join(desk.dir, 'access.json')).mode & 0o777).toBe(0o600);
  expect(kept).not.toContain(password);
});

it('F081 nothing that is delivered holds a password, a code or a token for the API', () => {
  const files = execFileSync('git', ['ls-files', 'src', 'adapters', 'config', 'Dockerfile'], {
    cwd: home,
    encoding: 'utf8',
  });
  const found = files
    .trim()
    .split('\n')
    .filter((file) => existsSync(join(home, file)))
    .filter((file) =>
      /bb_[\w-]{20,}|BUSBAR_(TOKEN|PASSWORD)=\S|[Dd]efault password is/.test(readFileSync(join(home, file), 'utf8')),
    );
  expect(found).toEqual([]);
});
