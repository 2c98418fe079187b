// Firmware over real HTTP: fetched from where a central system says, checked, kept over a restart, and served to stations.

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { createFirmwareListener } from '../../adapters/firmware/listener.ts';
import { openFirmwareStore } from '../../adapters/firmware/store.ts';
import { createLog } from '../../adapters/log/log.ts';
import type { RunningGateway } from '../../src/cli/compose.ts';
import { compose } from '../../src/cli/compose.ts';
import { upstreamServer } from '../peers/judged.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { tempDir } from '../peers/temp-dir.ts';

const image = Buffer.from('firmware of a charger, version 2'.repeat(1000));
const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

/** Where firmware comes from. */
async function startOrigin(serve: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const givesImage = (_: IncomingMessage, response: ServerResponse): void => void response.end(image);

describe('the store', () => {
  it('keeps what has the checksum that was named, and asks with the user of the address', async () => {
    let authorization: string | undefined;
    const host = await startOrigin((asked, response) => {
      ({ authorization } = asked.headers);
      givesImage(asked, response);
    });
    const dir = tempDir('firmware');
    const store = openFirmwareStore(dir);
    expect(await store.fetch(`http://me:p%40ss@${host}/v2.bin`, md5(image))).toEqual({ ok: true, bytes: image.length });
    expect(authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    expect(store.held()).toEqual([md5(image)]);
    store.drop(md5(image));
    store.drop('../../etc');
    expect(store.held()).toEqual([]);
  });

  it.each<[string, (asked: IncomingMessage, response: ServerResponse) => void, string, object]>([
    ['has another checksum', givesImage, 'f'.repeat(32), { ok: false, isWrong: true }],
    ['is not there', (_, response) => void response.writeHead(404).end(), md5(image), { ok: false, isWrong: false }],
    [
      'is too large',
      (_, response) => void response.end(Buffer.alloc(100_000)),
      md5(image),
      { ok: false, isWrong: false },
    ],
    [
      'breaks off',
      (_, response) => void response.writeHead(200, { 'content-length': 9 }).end('x', () => response.destroy()),
      md5(image),
      { ok: false, isWrong: false },
    ],
  ])('keeps nothing of what %s', async (_, serve, checksum, outcome) => {
    const host = await startOrigin(serve);
    const dir = tempDir('firmware');
    const store = openFirmwareStore(dir, { mostBytes: 50_000 });
    expect(await store.fetch(`http://user:secret@${host}/v2.bin`, checksum)).toMatchObject(outcome);
    expect(JSON.stringify(await store.fetch(`http://user:secret@${host}/v2.bin`, checksum))).not.toContain('secret');
    expect(readdirSync(dir)).toEqual([]);
  });
});

/** A GET whose path goes out exactly as it is written. */
const ask = (base: string, path: string, method = 'GET', headers = {}): Promise<[status: number, body: string]> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve([response.statusCode ?? 0, Buffer.concat(parts).toString()]));
    });
    asked.on('error', reject);
    asked.end();
  });

describe('the listener', () => {
  it('serves published files by their checksum, and nothing else', async () => {
    const dir = tempDir('firmware');
    const store = openFirmwareStore(dir);
    const host = await startOrigin(givesImage);
    await store.fetch(`http://${host}/v2.bin`, md5(image));
    const listener = createFirmwareListener({ port: 0, address: '127.0.0.1' }, store);
    const { addresses } = await listener.listen();
    onTestFinished(() => listener.stop());
    const [base] = addresses;
    const sum = md5(image);
    for (const path of [`/firmware/${sum}`, `/firmware/${sum}/v2.bin`, `/firmware/${sum}/v2.bin?x=1`])
      expect(await ask(base!, path)).toEqual([200, image.toString()]);
    expect(await ask(base!, `/firmware/${sum}`, 'HEAD')).toEqual([200, '']);
    expect(await ask(base!, `/firmware/${sum}`, 'GET', { range: 'bytes=9-20' })).toEqual([
      206,
      image.toString().slice(9, 21),
    ]);
    expect(await ask(base!, `/firmware/${sum}`, 'GET', { range: `bytes=${image.length - 2}-` })).toEqual([
      206,
      image.toString().slice(-2),
    ]);
    expect(await ask(base!, `/firmware/${sum}`, 'GET', { range: `bytes=${image.length}-` })).toEqual([416, '']);
    for (const path of [
      '/',
      '/firmware/',
      `/firmware/${'0'.repeat(32)}`,
      `/firmware/${sum}/../../../../etc/passwd`,
      `/firmware/${sum}/%2e%2e%2f%2e%2e%2fetc%2fpasswd`,
      '/firmware/../../../etc/passwd',
      `//firmware/${sum}`,
      `/firmware/${sum}.part`,
      `/firmware/${sum.toUpperCase()}`,
    ])
      expect([path, (await ask(base!, path))[0]]).toEqual([path, 404]);
    for (const method of ['PUT', 'POST', 'DELETE']) expect((await ask(base!, `/firmware/${sum}`, method))[0]).toBe(405);
  });
});

/** A central system of 2.0.1 that takes everything: what it hears, and how it asks. */
async function startCsms() {
  const faults: string[] = [];
  const server = upstreamServer((fault) => faults.push(fault));
  await new Promise((resolve) => server.once('listening', resolve));
  const told: Record<string, unknown>[] = [];
  const answers = new Map<string, (payload: Record<string, unknown>) => void>();
  const waiting: { isThere: () => boolean; go: () => void }[] = [];
  let peer: WebSocket | undefined;
  server.on('connection', (socket) => {
    socket.on('message', (bytes: Buffer) => {
      const [type, id, action, payload] = JSON.parse(bytes.toString()) as [
        number,
        string,
        string,
        Record<string, unknown>,
      ];
      if (type === 3) answers.get(id)?.(action as unknown as Record<string, unknown>);
      if (type !== 2) return;
      const now = new Date().toISOString();
      const boot = { status: 'Accepted', currentTime: now, interval: 300 };
      socket.send(JSON.stringify([3, id, action === 'BootNotification' ? boot : {}]));
      if (action === 'BootNotification') peer = socket;
      if (action === 'PublishFirmwareStatusNotification') told.push(payload);
      for (const one of waiting) if (one.isThere()) one.go();
    });
  });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
    expect(faults).toEqual([]);
  });
  const until = (isThere: () => boolean): Promise<void> =>
    isThere() ? Promise.resolve() : new Promise((go) => waiting.push({ isThere, go }));
  let ids = 0;
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`,
    told,
    until,
    isBooted: () => peer !== undefined,
    forget: () => void (peer = undefined),
    order: (action: string, payload: object) =>
      new Promise<Record<string, unknown>>((resolve) => {
        const id = `c${(ids += 1)}`;
        answers.set(id, resolve);
        peer!.send(JSON.stringify([2, id, action, payload]));
      }),
  };
}

describe('the gateway', () => {
  it('L03, L04: publishes what a central system wants, serves it over a restart, and takes it away', async () => {
    const host = await startOrigin(givesImage);
    const csms = await startCsms();
    const dir = tempDir('firmware');
    const site = smallDepot(1, 60, [uplink('csms', 'control', { version: '2.0.1', url: csms.url })]);
    const start = (): Promise<RunningGateway> =>
      compose(
        {
          site,
          data: { dir, maxBytes: 1e9 },
          listeners: [{ port: 0, address: '127.0.0.1', paths: ['/*'] }],
          files: { port: 0, address: '127.0.0.1' },
          api: { host: '127.0.0.1', port: 0, access: 'open' },
        },
        {
          log: createLog({ level: 'fatal' }),
          onFailure: () => undefined,
          countStarts: false,
          journal: { ballastBytes: 0 },
        },
      );
    const first = await start();
    await csms.until(csms.isBooted);
    const location = `http://${host}/models/v2.bin`;
    expect(await csms.order('PublishFirmware', { location, checksum: md5(image), requestId: 1 })).toEqual({
      status: 'Accepted',
    });
    await csms.until(() => csms.told.some(({ status }) => status === 'Published'));
    expect(csms.told.map(({ status }) => status)).toEqual([
      'Downloading',
      'Downloaded',
      'ChecksumVerified',
      'Published',
    ]);
    const [place] = csms.told.at(-1)!['location'] as string[];
    expect(place).toBe(`http://127.0.0.1:${first.filesPort}/firmware/${md5(image)}/v2.bin`);
    expect(await (await fetch(place!)).text()).toBe(image.toString());

    await first.stop();
    csms.forget();
    const second = await start();
    onTestFinished(() => second.stop());
    await csms.until(csms.isBooted);
    const now = `http://127.0.0.1:${second.filesPort}/firmware/${md5(image)}`;
    expect((await fetch(now)).status).toBe(200);
    expect(await csms.order('UnpublishFirmware', { checksum: md5(image) })).toEqual({ status: 'Unpublished' });
    expect((await fetch(now)).status).toBe(404);
    expect(await csms.order('UnpublishFirmware', { checksum: md5(image) })).toEqual({ status: 'NoFirmware' });
  });
});
