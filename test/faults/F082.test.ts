// F082 in a real browser: a page of somebody else changes nothing here and reads nothing, with the cookie of whoever looks at it.

import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import type { AuditLog } from '../../adapters/http/audit-routes.ts';
import { createEventStream } from '../../adapters/http/event-stream.ts';
import { whyNoChromium } from '../peers/chromium.ts';
import { claimedDesk, cookieIn, password } from './api-desk.ts';

const why = whyNoChromium();

async function pageOf(url: string): Promise<{ page: Page; other: (to: string) => Promise<Page> }> {
  const found = ['chromium-headless-shell', 'chromium'].map((name) =>
    spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim(),
  );
  const browser = await chromium.launch({ executablePath: found.find((path) => path !== '')!, args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  const context = await browser.newContext();
  const other = async (to: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(to);
    return page;
  };
  return { page: await other(url), other };
}

async function evilSite(): Promise<number> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<p>Win a van</p>'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Everything that a page can send without being allowed to, by turns: a script as the page of somebody else has it. */
const attackOn = (base: string): string => `(async () => {
  const base = ${JSON.stringify(base)};
  const limit = base + '/api/v1/circuits/main/limit';
  const json = { 'content-type': 'application/json', 'x-busbar': '1' };
  const tries = [
    ['/api/v1/site', {}],
    ['/api/v1/events', {}],
    ['/api/v1/release', { method: 'POST' }],
    ['/api/v1/release', { method: 'POST', mode: 'no-cors', body: '{}' }],
    ['/api/v1/circuits/main/limit', { method: 'PUT', headers: json, body: '{"amps":1}' }],
    ['/api/v1/circuits/main/limit', { method: 'DELETE' }],
    ['/api/v1/session', { method: 'POST', mode: 'no-cors', body: '{"name":"eve","password":"x"}' }],
  ];
  const said = [];
  for (const [path, init] of tries)
    said.push(await fetch(base + path, { credentials: 'include', ...init }).then((one) => one.type + one.status, () => 'refused'));
  said.push(await new Promise((resolve) => {
    const socket = new WebSocket(base.replace('http', 'ws') + '/api/v1/events');
    socket.onopen = () => resolve('open');
    socket.onerror = () => resolve('refused');
  }));
  const form = document.createElement('form');
  const frame = document.createElement('iframe');
  frame.name = 'hidden';
  Object.assign(form, { method: 'post', target: 'hidden', action: base + '/api/v1/release' });
  document.body.append(frame, form);
  form.submit();
  await new Promise((resolve) => setTimeout(resolve, 300));
  return said;
})()`;

it('F082 a page of another site, signed in or not: nothing is changed, nothing is read', async (ctx) => {
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const told: { readonly what: string; readonly status: number }[] = [];
  const desk = await claimedDesk({
    audit: { log: {} as AuditLog, tell: (entry) => void told.push(entry) },
    events: createEventStream(0),
  });
  const { page, other } = await pageOf(`${desk.base}/`);
  const status = await page.evaluate(
    async (body) =>
      (await fetch('/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body }))
        .status,
    JSON.stringify({ name: 'installer', password }),
  );
  // A browser keeps a Secure cookie of this computer over plain HTTP, and shows it to no script.
  const after = await page.evaluate("(async () => [(await fetch('/api/v1/session')).status, document.cookie])()");
  expect([status, after]).toEqual([200, [200, '']]);
  told.length = 0;
  const port = await evilSite();
  for (const evil of [`http://localhost:${port}/`, `http://127.0.0.1:${port}/`]) {
    const stranger = await other(evil);
    expect(new Set(await stranger.evaluate<string[]>(attackOn(desk.base)))).toEqual(new Set(['refused']));
    await stranger.close();
  }
  expect(desk.asked).toEqual([]);
  expect(told.map(({ status: one }) => one).filter((one) => one < 400)).toEqual([]);
  expect(told).toContainEqual(expect.objectContaining({ what: 'POST /api/v1/release', status: 403 }));
  // The page of the gateway itself may.
  const own = await page.evaluate(
    async () =>
      (
        await fetch('/api/v1/release', {
          method: 'POST',
          headers: { 'x-busbar': '1', 'content-type': 'application/json' },
          body: '{}',
        })
      ).status,
  );
  expect(own).toBe(200);
});

it('F082 by hand: each lock holds by itself', async () => {
  const desk = await claimedDesk();
  const cookie = cookieIn(await desk.send('POST', '/api/v1/session', { body: { name: 'installer', password } }));
  const write = (headers: Record<string, string>) =>
    desk.send('POST', '/api/v1/release', { body: {}, headers: { cookie, ...headers } });
  const own = { origin: desk.base, 'x-busbar': '1' };
  expect((await write({ origin: desk.base })).body.code).toBe('BB_API_CSRF');
  for (const origin of [
    'http://evil.example',
    'null',
    desk.base.replace('http', 'https'),
    `${desk.base}.evil.example`,
    `${desk.base}1`,
  ])
    expect([origin, (await write({ ...own, origin })).body.code]).toEqual([origin, 'BB_API_ORIGIN']);
  expect(
    (await write({ 'x-busbar': '1', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).body.code,
  ).toBe('BB_API_ORIGIN');
  expect((await desk.send('GET', '/api/v1/site', { headers: { cookie, origin: 'http://evil.example' } })).status).toBe(
    403,
  );
  expect(desk.asked).toEqual([]);
  expect((await write(own)).status).toBe(200);
});
