// F084: sessions end as they should: sign-out, idle time, a day's work, another password, another role, removal; and a new
// sign-in has a new id.

import { expect, it } from 'vitest';
import { createEventStream } from '../../adapters/http/event-stream.ts';
import type { Desk } from './api-desk.ts';
import { claimedDesk, cookieIn, password } from './api-desk.ts';

const signedIn = async (desk: Desk, cookie: string): Promise<number> =>
  (await desk.send('GET', '/api/v1/session', { cookie })).status;

const minute = 60_000;

it('F084 the cookie is of this host alone, unread by scripts, never sent across sites; another one after each sign-in', async () => {
  const desk = await claimedDesk();
  const fixed = '__Host-busbar=fixed-by-somebody-else';
  const body = { name: 'viewer', password };
  const answer = await desk.send('POST', '/api/v1/session', { body, headers: { cookie: fixed } });
  const said = answer.headers.get('set-cookie')!;
  for (const part of ['__Host-busbar=', 'Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict'])
    expect(said).toContain(part);
  expect(said).not.toContain('Domain');
  const one = cookieIn(answer);
  expect(one).not.toBe(fixed);
  expect([await signedIn(desk, fixed), await signedIn(desk, one)]).toEqual([401, 200]);
  const other = await desk.signIn('viewer');
  expect(other).not.toBe(one);
});

it.each<readonly [string, (desk: Desk, cookie: string) => Promise<unknown> | void]>([
  ['sign-out', (desk, cookie) => desk.send('DELETE', '/api/v1/session', { cookie })],
  ['30 minutes of nothing', (desk) => desk.pass(30 * minute)],
  ['another password', (desk) => setOwnPassword(desk)],
  [
    'a password that an admin set',
    async (desk) => asAdmin(desk, 'POST', 'operator/password', { password: 'five blue buses' }),
  ],
  ['another role', async (desk) => asAdmin(desk, 'PATCH', 'operator', { role: 'viewer' })],
  ['removal', async (desk) => asAdmin(desk, 'DELETE', 'operator')],
])('F084 after %s the old cookie gets 401', async (_why, ends) => {
  const desk = await claimedDesk();
  const cookie = await desk.signIn('operator');
  desk.pass(29 * minute);
  expect(await signedIn(desk, cookie)).toBe(200);
  await ends(desk, cookie);
  expect(await signedIn(desk, cookie)).toBe(401);
});

async function setOwnPassword(desk: Desk): Promise<void> {
  const cookie = await desk.signIn('operator');
  const body = { password: 'five blue buses', current: password };
  const answer = await desk.send('POST', '/api/v1/users/operator/password', { cookie, body });
  expect(answer.status).toBe(204);
  // Whoever changed it goes on with a new session.
  expect(await signedIn(desk, cookieIn(answer))).toBe(200);
  expect(await signedIn(desk, cookie)).toBe(401);
}

async function asAdmin(desk: Desk, method: string, path: string, body?: object): Promise<void> {
  const cookie = await desk.signIn('anna');
  const answer = await desk.send(method, `/api/v1/users/${path}`, { cookie, ...(body !== undefined && { body }) });
  expect(answer.status).toBeLessThan(300);
}

it('F084 a session ends after 12 hours however busy it is, and each user has some of them', async () => {
  const desk = await claimedDesk();
  const cookie = await desk.signIn('viewer');
  for (let at = 0; at < 35; at += 1) {
    desk.pass(20 * minute);
    expect(await signedIn(desk, cookie)).toBe(200);
  }
  desk.pass(20 * minute);
  expect(await signedIn(desk, cookie)).toBe(401);
  const all: string[] = [];
  for (let at = 0; at < 12; at += 1) {
    desk.pass(minute);
    all.push(await desk.signIn('viewer'));
  }
  const lasting = await Promise.all(all.map((one) => signedIn(desk, one)));
  expect(lasting).toEqual([401, 401, ...Array.from({ length: 10 }, () => 200)]);
});

it('F084 what a page asks by itself keeps nobody signed in, and everybody is told how long it lasts', async () => {
  const desk = await claimedDesk();
  const cookie = await desk.signIn('operator');
  const headers = { 'x-busbar-background': '1' };
  const left = async (how: object): Promise<unknown> => {
    const { status, body } = await desk.send('GET', '/api/v1/session', { cookie, ...how });
    return [status, body['idleSecondsLeft'], body['secondsLeft']];
  };
  desk.pass(29 * minute);
  expect(await left({ headers })).toEqual([200, 60, 12 * 3600 - 29 * 60]);
  desk.pass(0.5 * minute);
  expect(await left({})).toEqual([200, 1800, 12 * 3600 - 29.5 * 60]);
  desk.pass(29 * minute);
  expect(await left({ headers })).toEqual([200, 60, 12 * 3600 - 58.5 * 60]);
  desk.pass(minute);
  expect((await left({ headers })) as unknown[]).toEqual([401, undefined, undefined]);
});

it('F084 a write of an installer or admin asks for the password again after 10 minutes, and for no more', async () => {
  const desk = await claimedDesk();
  const cookie = await desk.signIn('installer');
  const write = () => desk.send('PUT', '/api/v1/circuits/main/limit', { cookie, body: { amps: 20 } });
  expect((await write()).status).toBe(200);
  desk.pass(10 * minute);
  expect([(await write()).status, (await write()).body.code]).toEqual([401, 'BB_API_CONFIRM']);
  expect((await desk.send('GET', '/api/v1/access', { cookie })).body).toMatchObject({ needsPassword: true });
  const confirm = (text: string) => desk.send('POST', '/api/v1/session/confirm', { cookie, body: { password: text } });
  expect((await confirm('another password')).body.code).toBe('BB_ACCESS_WRONG');
  expect((await confirm(password)).body).toHaveProperty('confirmedUntil');
  expect((await write()).status).toBe(200);
});

it('F084 what is followed live ends with its session, and with its token', async () => {
  const desk = await claimedDesk({ events: createEventStream(0) });
  const cookie = await desk.signIn('viewer');
  const stream = await fetch(`${desk.base}/api/v1/events`, { headers: { cookie } });
  const ended = stream.text().then(
    () => 'ended',
    () => 'ended',
  );
  await desk.send('DELETE', '/api/v1/session', { cookie });
  expect(await ended).toBe('ended');
});

it('F084 what is followed with a token that has ended is cut off, also where another token takes its place', async () => {
  const desk = await claimedDesk({ events: createEventStream(0) });
  const { accounts } = desk.access;
  const made = await accounts.addToken({ name: 'wall', role: 'viewer', days: 1 }, 'anna');
  if (!made.ok) throw new Error(made.problem.detail);
  const headers = { authorization: `Bearer ${made.value.token}` };
  const stream = await fetch(`${desk.base}/api/v1/events`, { headers });
  const ended = stream.text().then(
    () => 'ended',
    () => 'ended',
  );
  desk.pass(24 * 60 * minute);
  await accounts.addToken({ name: 'wall', role: 'viewer', days: 1 }, 'anna');
  expect(await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve('goes on'), 3000))])).toBe(
    'ended',
  );
});
