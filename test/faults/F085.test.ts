// F085: guessing passwords. Five looks a minute from one address, five at one name, thirty in all; and nobody is shut out for
// ever, whatever an attacker does.

import type { Told } from '../../src/local/audit.ts';
import { draftOf } from '../../src/local/audit.ts';
import { expect, it } from 'vitest';
import { mostTriesOfAll, noAttempts, triedWell, tryNow } from '../../src/local/access/attempts.ts';
import { mono } from '../../src/model/time.ts';
import { claimedDesk, password } from './api-desk.ts';

it('F085 at most five passwords a minute are looked at; then also the right one is refused, and counts after the minute', async () => {
  const desk = await claimedDesk();
  const tries = async (count: number): Promise<number[]> => {
    const all: number[] = [];
    for (let at = 0; at < count; at += 1)
      all.push(
        (await desk.send('POST', '/api/v1/session', { body: { name: 'anna', password: `guess number ${at}` } })).status,
      );
    return all;
  };
  expect(await tries(40)).toEqual([401, 401, 401, 401, 401, ...Array.from({ length: 35 }, () => 429)]);
  expect(desk.hashed()).toBe(5);
  const right = { name: 'anna', password };
  const refused = await desk.send('POST', '/api/v1/session', { body: right });
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 60]);
  desk.pass(60_000);
  expect((await desk.send('POST', '/api/v1/session', { body: right })).status).toBe(200);
});

it('F085 a name that there is not and a wrong password are told alike', async () => {
  const desk = await claimedDesk();
  const [one, other] = await Promise.all(
    ['anna', 'nobody'].map((name) =>
      desk.send('POST', '/api/v1/session', { body: { name, password: 'not the password' } }),
    ),
  );
  expect(one!.body).toEqual(other!.body);
  expect(desk.hashed()).toBe(2);
});

it('F085 ten hours of an attack from a thousand addresses: few looks, and the admin comes in from where he came before', () => {
  const attempts = noAttempts();
  const home = { address: '10.0.0.5', name: 'anna' };
  expect(tryNow(attempts, home, mono(0))).toBe(0);
  triedWell(attempts, home);
  const looks = new Map<string, number>();
  const byMinute = new Map<number, number>();
  let came = 0;
  for (let second = 1; second <= 36_000; second += 1) {
    for (let n = 0; n < 4; n += 1) {
      const address = `10.1.${(second * 4 + n) % 250}.${(second * 7 + n) % 4}`;
      if (tryNow(attempts, { address, name: 'anna' }, mono(second * 1000)) > 0) continue;
      const minute = Math.floor(second / 60);
      looks.set(address, (looks.get(address) ?? 0) + 1);
      byMinute.set(minute, (byMinute.get(minute) ?? 0) + 1);
    }
    if (second % 600 === 0 && tryNow(attempts, home, mono(second * 1000)) === 0) came += 1;
  }
  expect(came).toBe(60);
  // Two windows of a minute may meet in one.
  expect(Math.max(...byMinute.values())).toBeLessThanOrEqual(10);
  expect([...byMinute.values()].reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(5 * 601);
});

it('F085 all names together: no more than thirty looks a minute; it is over a minute after the attack', () => {
  const attempts = noAttempts();
  let looks = 0;
  for (let n = 0; n < 500; n += 1)
    if (tryNow(attempts, { address: `10.2.0.${n}`, name: `user${n}` }, mono(1000 + n)) === 0) looks += 1;
  expect(looks).toBe(mostTriesOfAll);
  const stranger = { address: '10.9.9.9', name: 'anna' };
  const waitMs = tryNow(attempts, stranger, mono(2000));
  expect(waitMs).toBeGreaterThan(0);
  expect(waitMs).toBeLessThanOrEqual(60_000);
  expect(tryNow(attempts, stranger, mono(2000 + waitMs))).toBe(0);
});

it('F085 the audit says who signed in and whose password was tried, and repeats nothing that is the name of nobody', async () => {
  const told: Told[] = [];
  const log = { read: () => Promise.resolve({ entries: [] }), verify: () => Promise.resolve({}) };
  const desk = await claimedDesk({ audit: { log, tell: (one) => void told.push(one) } });
  const tries = [
    { name: 'Anna', password },
    { name: 'VIEWER', password: 'another password' },
    { name: 'my-secret-password', password: 'x' },
  ];
  for (const body of tries) await desk.send('POST', '/api/v1/session', { body });
  await expect.poll(() => told.length).toBe(3);
  const drafts = told.map(draftOf);
  expect(drafts.map(({ by, target, outcome }) => [by, target, outcome])).toEqual([
    ['anna', undefined, 'done'],
    ['nobody', 'viewer', 'refused'],
    ['nobody', undefined, 'refused'],
  ]);
  expect(JSON.stringify(drafts)).not.toMatch(/seven green|another|secret/);
});
