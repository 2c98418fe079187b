import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import type { Site } from '../../src/model/config/site.ts';
import type { StationId } from '../../src/model/ids.ts';
import { failsTest } from '../peers/fails-test.ts';
import { stationSocket, upstreamServer } from '../peers/judged.ts';
import { smallDepot, stationIds, uplink } from '../sim/site.ts';
import { startGatewayHere } from '../wire/gateway-here.ts';

type Heard = readonly [number, string, string, Record<string, unknown>];
const at = '2026-01-15T18:00:00Z';
const boot = { chargePointVendor: 'A', chargePointModel: 'B' };

/** The central system: one socket a station, each told apart by its path, and an answer to everything. */
async function centralSystem() {
  const heard: { station: string; action: string; id: string; payload: Record<string, unknown> }[] = [];
  const sockets = new Map<string, WebSocket>();
  const away = new Set<string>();
  const server = upstreamServer(failsTest(), {
    port: 0,
    host: '127.0.0.1',
    handleProtocols: () => 'ocpp1.6',
    verifyClient: ({ req }: { req: IncomingMessage }) => !away.has(req.url!.split('/').at(-1)!),
  });
  let number = 500;
  server.on('connection', (socket, request) => {
    const station = request.url!.split('/').at(-1)!;
    sockets.set(station, socket);
    socket.on('error', () => undefined).on('close', () => sockets.get(station) === socket && sockets.delete(station));
    socket.on('message', (data: Buffer) => {
      const [type, id, action, payload] = JSON.parse(data.toString()) as Heard;
      if (type !== 2) return;
      heard.push({ station, action, id, payload });
      socket.send(JSON.stringify([3, id, answerTo(action, () => (number += 1))]));
    });
  });
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, heard, sockets, away };
}

function answerTo(action: string, number: () => number): object {
  const currentTime = new Date().toISOString();
  if (action === 'BootNotification') return { status: 'Accepted', currentTime, interval: 300 };
  if (action === 'Heartbeat') return { currentTime };
  if (action === 'StartTransaction') return { transactionId: number(), idTagInfo: { status: 'Accepted' } };
  if (action === 'DataTransfer') return { status: 'Accepted' };
  if (action === 'Authorize' || action === 'StopTransaction') return { idTagInfo: { status: 'Accepted' } };
  return {};
}

function relaySite(port: number, autonomy: boolean): Site {
  const relays = stationIds(2).map((station) =>
    uplink(`csms/${station}`, 'control', {
      mode: 'relay',
      identity: station,
      speaksFor: station,
      stations: [station],
      url: `ws://127.0.0.1:${port}/ocpp`,
      backoff: { minSeconds: 0.2, randomSeconds: 0.1, repeatTimes: 1 },
      ...(!autonomy && { autonomy: false }),
    }),
  );
  return smallDepot(2, 60, relays);
}

async function scene(autonomy = true) {
  const csms = await centralSystem();
  const gateway = await startGatewayHere(relaySite(csms.port, autonomy));
  const station = async (id: StationId) => {
    const socket = stationSocket(`${gateway.url}/${id}`, failsTest());
    onTestFinished(() => socket.terminate());
    const waiting = new Map<string, (frame: unknown[]) => void>();
    socket
      .on('error', () => undefined)
      .on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as unknown[];
        if (frame[0] === 2) return socket.send(JSON.stringify([3, frame[1], accepted(frame[2] as string)]));
        waiting.get(frame[1] as string)?.(frame);
      });
    await once(socket, 'open');
    const ask = (id: string, action: string, payload: object): Promise<unknown[]> =>
      new Promise((resolve) => {
        waiting.set(id, resolve);
        socket.send(JSON.stringify([2, id, action, payload]));
      });
    return { socket, ask };
  };
  return { csms, gateway, station };
}

const accepted = (action: string): object =>
  action === 'GetConfiguration' ? { configurationKey: [], unknownKey: [] } : { status: 'Accepted' };
const [first, second] = stationIds(2);
const slow = { timeout: 15_000 };

it('F117 one upstream socket is lost → its station is answered here, what it said goes first when it is back; the other one notices nothing', async () => {
  const { csms, station } = await scene();
  const [one, other] = [await station(first!), await station(second!)];
  for (const each of [one, other]) expect((await each.ask('boot', 'BootNotification', boot))[0]).toBe(3);
  await expect.poll(() => csms.sockets.size, slow).toBe(2);
  csms.away.add(first!);
  csms.sockets.get(first!)!.terminate();
  await expect.poll(() => csms.sockets.size, slow).toBe(1);
  let otherLost = false;
  other.socket.on('close', () => (otherLost = true));

  expect((await one.ask('h', 'Heartbeat', {}))[0]).toBe(3);
  const start = { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: at };
  const [, , started] = (await one.ask('t', 'StartTransaction', start)) as [number, string, { transactionId: number }];
  const { transactionId } = started;
  await one.ask('e', 'StopTransaction', { transactionId, meterStop: 700, timestamp: at });
  const toOther = csms.heard.filter((each) => each.station === second).length;
  expect((await other.ask('a', 'Authorize', { idTag: 'VAN-2' }))[0]).toBe(3);
  expect(csms.heard.filter((each) => each.station === second).length).toBe(toOther + 1);

  csms.away.delete(first!);
  const ofFirst = () => csms.heard.filter((each) => each.station === first);
  await expect.poll(() => ofFirst().some(({ action }) => action === 'StopTransaction'), slow).toBe(true);
  expect((await one.ask('live', 'DataTransfer', { vendorId: 'v' }))[0]).toBe(3);
  const told = ofFirst().map(({ action }) => action);
  // Each once, in order, and before what is live.
  const kept = told.filter((action) => /Transaction$/.test(action));
  expect(kept).toEqual(['StartTransaction', 'StopTransaction']);
  const live = told.indexOf('DataTransfer');
  if (live >= 0) expect(live).toBeGreaterThan(told.indexOf('StopTransaction'));
  expect(otherLost).toBe(false);
}, 40_000);

it('F117 a station is lost → its upstream socket is closed, and no other', async () => {
  const { csms, station } = await scene();
  const [one, other] = [await station(first!), await station(second!)];
  for (const each of [one, other]) await each.ask('boot', 'BootNotification', boot);
  await expect.poll(() => csms.sockets.size, slow).toBe(2);
  one.socket.terminate();
  await expect.poll(() => [...csms.sockets.keys()], slow).toEqual([second]);
  expect((await other.ask('a', 'Authorize', { idTag: 'VAN-2' }))[0]).toBe(3);
}, 30_000);

it('F117 without autonomy the station of a lost upstream socket is sent away, and no other', async () => {
  const { csms, station } = await scene(false);
  const [one, other] = [await station(first!), await station(second!)];
  for (const each of [one, other]) await each.ask('boot', 'BootNotification', boot);
  await expect.poll(() => csms.sockets.size, slow).toBe(2);
  const closed = once(one.socket, 'close');
  csms.away.add(first!);
  csms.sockets.get(first!)!.terminate();
  await closed;
  expect((await other.ask('a', 'Authorize', { idTag: 'VAN-2' }))[0]).toBe(3);
}, 30_000);
