// F056 in a real browser: what a station says runs nowhere, and a page of somebody else comes in as no station.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openPage, visitPage, whyNoChromium } from '../peers/chromium.ts';
import { next, startDoor } from '../wire/door/gateway.ts';
import { knockFor } from './knocking.ts';

const why = whyNoChromium();
const key = 'a-key-of-sixteen-bytes';

const site = `site: { id: depot, name: Depot, timezone: UTC }
listeners: [{ address: 127.0.0.1, port: 0 }, { address: 127.0.0.1, port: 0, hideUnknown: true }]
circuits: [{ id: main, limitAmps: 63 }]
stations:
  - { id: OPEN, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 0 } }
  - { id: SAYS, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 0 } }
  - { id: KEY, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 1, password: ${key} } }
authorization: { mode: free }
api: { listen: "127.0.0.1:0", access: open }
`;

interface Evil {
  readonly port: number;
  /** Pages by their path. */
  readonly pages: Map<string, string>;
  readonly visited: readonly string[];
}

async function evilSite(): Promise<Evil> {
  const pages = new Map<string, string>();
  const visited: string[] = [];
  const server = createServer((request, response) => {
    visited.push(request.url!);
    response.setHeader('content-type', 'text/html');
    response.end(pages.get(request.url!) ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, pages, visited };
}

/** What would fetch a page of somebody else if it ran; short enough for the fields of a station. */
const payloads = (port: number): readonly string[] => [
  `<script>location="//127.0.0.1:${port}/x"</script>`,
  `"><img src onerror=location="//127.0.0.1:${port}/x">`,
  `<svg onload=location="//127.0.0.1:${port}/x">`,
];

it('F056 whatever a station says, nothing of it runs in a browser that looks at what the gateway shows', async (ctx) => {
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const [depot, evil] = [await startDoor(site), await evilSite()];
  const { socket } = await depot.knock('/SAYS');
  const ask = async (id: string, action: string, payload: object): Promise<void> => {
    socket!.send(JSON.stringify([2, id, action, payload]));
    for (let frame = await next(socket!); frame[1] !== id; frame = await next(socket!))
      if (frame[0] === 2) socket!.send(JSON.stringify([3, frame[1], { status: 'Rejected' }]));
  };
  for (const [at, word] of payloads(evil.port).entries()) {
    const [short, long] = [word.slice(0, 20), word.slice(0, 50)];
    await ask(`b${at}`, 'BootNotification', {
      chargePointVendor: short,
      chargePointModel: short,
      firmwareVersion: long,
    });
    const status = { connectorId: 1, errorCode: 'OtherError', status: 'Faulted', info: long, vendorErrorCode: long };
    await ask(`s${at}`, 'StatusNotification', status);
    const start = { connectorId: 1, idTag: short, meterStart: 0, timestamp: new Date().toISOString() };
    await ask(`t${at}`, 'StartTransaction', start);
    await ask(`d${at}`, 'DataTransfer', { vendorId: word, messageId: long, data: word });
    await depot.knock(`/${encodeURIComponent(word)}`);
  }
  const shown = ['', 'api/v1/site', 'api/v1/transactions', 'api/v1/stations/pending', 'api/v1/why/SAYS', 'metrics'];
  const home = `http://127.0.0.1:${depot.running.apiPort}`;
  const urls = [...shown, ...payloads(evil.port).flatMap((word) => [word, `api/v1/why/${encodeURIComponent(word)}`])];
  const frames = urls.map((path) => `<iframe src="${home}/${path.replaceAll('"', '%22')}"></iframe>`);
  evil.pages.set('/frames', frames.join(''));
  await visitPage(`http://127.0.0.1:${evil.port}/frames`);
  expect(evil.visited).not.toContain('/x');
  // A page that shows the same as it is has all of it run.
  evil.pages.set('/control', payloads(evil.port)[1]!);
  await visitPage(`http://127.0.0.1:${evil.port}/control`);
  expect(evil.visited).toContain('/x');
});

it('F056 a page of another site opens a WebSocket to the gateway: it comes in as nobody who has no password', async (ctx) => {
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const [depot, evil] = [await startDoor(site), await evilSite()];
  const [port, hiding] = depot.running.stationPorts;
  const urls = [
    `ws://127.0.0.1:${port}/OPEN`,
    `ws://127.0.0.1:${hiding}/OPEN`,
    `ws://127.0.0.1:${port}/KEY`,
    `ws://KEY:wrong@127.0.0.1:${port}/KEY`,
    `ws://127.0.0.1:${port}/NOBODY`,
    `ws://KEY:${key}@127.0.0.1:${port}/KEY`,
  ];
  evil.pages.set(
    '/',
    `<script>
const comes = (url) => new Promise((resolve) => {
  const socket = new WebSocket(url, 'ocpp1.6');
  socket.onopen = () => { resolve('open'); socket.close(); };
  socket.onerror = () => resolve('refused');
});
(async () => {
  const said = [];
  for (const url of ${JSON.stringify(urls)}) said.push(await comes(url));
  await fetch('/said/' + said.join('-'));
})();
</script>`,
  );
  openPage(`http://127.0.0.1:${evil.port}/`);
  const said = (): string => evil.visited.find((path) => path.startsWith('/said/')) ?? '';
  await expect.poll(said, { timeout: 40_000 }).not.toBe('');
  // Who knows the key of a station is that station.
  expect(said()).toBe('/said/refused-refused-refused-refused-refused-open');
  const { pending } = (await depot.get('stations/pending')).body as { pending: { identity: string; code: string }[] };
  expect(pending).toContainEqual(expect.objectContaining({ identity: 'OPEN', code: 'BB_STATION_BROWSER' }));
});

it('F056 a station that names an origin is no page, and a page needs no password in hand to be refused', async () => {
  const depot = await startDoor(site);
  const [port, hiding] = depot.running.stationPorts as [number, number];
  const origin = 'Origin: http://192.168.1.20';
  const browser = 'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36';
  expect(await knockFor(port, '/OPEN', ['Origin: null', browser])).toBe(403);
  expect(await knockFor(port, '/OPEN', [origin, browser])).toBe(403);
  expect(await knockFor(hiding, '/OPEN', [origin, browser])).toBe(401);
  expect(await knockFor(port, '/OPEN', [origin, 'User-Agent: libwebsockets'])).toBe(101);
  expect(await knockFor(port, '/SAYS', [origin])).toBe(101);
});
