// F088: a flood of requests. What is above the budget of an address, or of all, is held and refused and asks the core nothing;
// this computer is served whatever comes over the network. What it costs the control loop: `npm run bench -- api`.

import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createEventStream } from '../../adapters/http/event-stream.ts';
import { createAsks } from '../../adapters/http/asks.ts';
import { sharedBody } from '../../adapters/http/shared-body.ts';
import { freshRates, requests, takeOne } from '../../src/local/access/rates.ts';
import { mono } from '../../src/model/time.ts';
import { claimedDesk } from './api-desk.ts';

const few = { ofAddress: { burst: 10, perSecond: 1 }, ofAll: { burst: 10, perSecond: 1 } };

it('F088 an address is served as far as its budget goes, then hears 429 with retry-after, late', async () => {
  const desk = await claimedDesk({ budgets: few });
  const cookie = await desk.signIn('viewer');
  const startedAt = performance.now();
  const all = await Promise.all(Array.from({ length: 30 }, () => desk.send('GET', '/api/v1/grid', { cookie })));
  const refused = all.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(30 - 12);
  expect(refused[0]!.body.code).toBe('BB_API_RATE');
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
  // Whoever waits for his refusal asks no faster than once a second.
  expect(performance.now() - startedAt).toBeGreaterThan(900);
  expect(desk.asked.length).toBe(all.length - refused.length);
});

it('F088 so many refusals are held; who comes behind them loses the connection', async () => {
  const desk = await claimedDesk({ budgets: { ...few, ofAddress: { burst: 2, perSecond: 0.1 } } });
  const port = Number(new URL(desk.base).port);
  let cut = 0;
  const sockets = Array.from({ length: 120 }, () => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'));
    let said = '';
    socket.on('data', (data) => (said += data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => (cut += said === '' ? 1 : 0));
    return socket;
  });
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  await expect.poll(() => cut, { timeout: 5000 }).toBeGreaterThanOrEqual(120 - 64 - 2);
});

it('F088 a thousand addresses together get what all may have, and this computer has its own', () => {
  const rates = freshRates(requests, mono(0));
  let served = 0;
  const seconds = 60;
  for (let ms = 0; ms < seconds * 1000; ms += 1)
    for (let n = 0; n < 2; n += 1) if (takeOne(rates, `10.3.${ms % 250}.${n}`, mono(ms)) === 0) served += 1;
  expect(served).toBeLessThanOrEqual(requests.ofAll.burst + requests.ofAll.perSecond * seconds);
  expect(takeOne(rates, '127.0.0.1', mono(seconds * 1000))).toBe(0);
  expect(takeOne(rates, '10.9.9.9', mono(seconds * 1000))).toBeGreaterThan(0);
  expect(takeOne(rates, '10.9.9.9', mono(seconds * 1000 + 60))).toBe(0);
});

it('F088 the site is looked at once for all who ask at a time, and again when what was seen is old', async () => {
  let [looks, at] = [0, 0];
  const body = sharedBody(
    () => Promise.resolve({ looks: (looks += 1), rest: 'x'.repeat(100_000) }),
    () => at,
  );
  const all = await Promise.all(Array.from({ length: 50 }, () => body()));
  expect([looks, new Set(all).size]).toEqual([1, 1]);
  at = 199;
  await body();
  expect(looks).toBe(1);
  at = 1000;
  await body();
  expect(looks).toBe(2);
  let fails = true;
  const shaky = sharedBody(() => (fails ? Promise.reject(new Error('BB_API_BUSY')) : Promise.resolve({})));
  await expect(shaky()).rejects.toThrow('BB_API_BUSY');
  fails = false;
  expect(await shaky()).toBe('{}');
});

it('F088 the core is asked 64 things at once for people, and no more', async () => {
  let offered = 0;
  const asks = createAsks({ offer: () => (offered += 1) > 0 } as never);
  const waiting = Array.from({ length: 100 }, () => asks.ask({ kind: 'site' }).catch((error: Error) => error.message));
  for (let at = 1; at <= 64; at += 1) asks.answer(`a${at}` as never, {});
  const said = await Promise.all(waiting);
  expect([offered, said.filter((one) => one === 'BB_API_BUSY').length]).toEqual([64, 36]);
  const again = asks.ask({ kind: 'site' });
  asks.answer('a65' as never, { ok: true });
  expect(await again).toEqual({ ok: true });
});

it('F088 whoever follows the events many times gives a place to whoever follows none, and the others keep theirs', async () => {
  const events = createEventStream(0, { clients: 4 });
  const desk = await claimedDesk({ events });
  const [hog, other, third] = [await desk.signIn('viewer'), await desk.signIn('operator'), await desk.signIn('anna')];
  const follow = async (cookie: string) => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const answer = await fetch(`${desk.base}/api/v1/events`, { headers: { cookie }, signal: stop.signal });
    let isOver = false;
    const over = (): void => void (isOver = true);
    if (answer.status === 200) answer.text().then(over, over);
    return { status: answer.status, headers: answer.headers, isOver: () => isOver };
  };
  const hogs: Awaited<ReturnType<typeof follow>>[] = [];
  for (let at = 0; at < 4; at += 1) hogs.push(await follow(hog));
  expect((await follow(hog)).status).toBe(503);
  const first = await follow(other);
  const second = await follow(third);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(first.headers.get('x-content-type-options')).toBe('nosniff');
  expect(first.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  await expect.poll(() => hogs.map((one) => one.isOver())).toEqual([true, true, false, false]);
  expect((await follow(hog)).status).toBe(503);
  expect([first.isOver(), second.isOver(), events.clients()]).toEqual([false, false, 4]);
});

it('F088 whoever sends a head or nothing at all is gone within 15 s, and his place is free', async () => {
  const desk = await claimedDesk();
  const startedAt = performance.now();
  const gone = ['', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: '].map(
    (head) =>
      new Promise<number>((resolve) => {
        const socket = connect(Number(new URL(desk.base).port), '127.0.0.1', () => socket.write(head));
        const slowly = setInterval(() => head !== '' && socket.write('a'), 500);
        socket.on('error', () => undefined);
        socket.on('data', () => undefined);
        socket.on('close', () => {
          clearInterval(slowly);
          resolve(performance.now() - startedAt);
        });
      }),
  );
  for (const ms of await Promise.all(gone)) expect(ms).toBeLessThan(15_000);
});

it('F088 many who search what was said, or who wrote what, are served one after the other, and more of them than wait hear so', async () => {
  let [looking, most] = [0, 0];
  const begun = Promise.withResolvers<undefined>();
  const slowly = async (): Promise<void> => {
    most = Math.max(most, (looking += 1));
    await begun.promise;
    await new Promise((resolve) => setTimeout(resolve, 10));
    looking -= 1;
  };
  const desk = await claimedDesk({
    trace: {
      async *look() {
        await slowly();
        yield [];
      },
      follow: () => () => undefined,
    },
    audit: {
      tell: () => undefined,
      log: { read: async () => (await slowly(), { entries: [] }), verify: () => Promise.resolve({}) },
    },
  });
  const cookie = await desk.signIn('installer');
  for (const path of ['/api/v1/stations/CP-01/trace?search=x', '/api/v1/audit?who=x']) {
    most = 0;
    const all = Array.from({ length: 14 }, () => desk.send('GET', path, { cookie }));
    await expect.poll(() => looking).toBe(1);
    setTimeout(() => begun.resolve(undefined), 300);
    const said = (await Promise.all(all)).map(({ status }) => status);
    expect(most).toBe(1);
    expect(said.filter((status) => status === 200).length).toBeGreaterThanOrEqual(9);
    expect(said.every((status) => status === 200 || status === 503)).toBe(true);
  }
});
