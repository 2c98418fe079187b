import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import type { Site } from '../../src/model/config/site.ts';
import type { StationId } from '../../src/model/ids.ts';
import type { Version } from '../../src/model/protocol.ts';
import { sampleAnswer } from '../conversations/orders/samples.ts';
import { failsTest } from '../peers/fails-test.ts';
import { stationSocket, upstreamServer } from '../peers/judged.ts';
import { smallDepot, stationIds, uplink } from '../sim/site.ts';
import { startGatewayHere } from '../wire/gateway-here.ts';

type Heard = readonly [number, string, string, Record<string, unknown>];
const at = '2026-01-15T18:00:00Z';

/** What a station says, and how its central system hears it. */
interface Words {
  readonly boot: object;
  authorize(token: string): object;
  /** CALLs of a short transaction; the second knows the answer to the first. */
  start(): readonly [action: string, payload: object];
  stop(started: Record<string, unknown>): readonly [action: string, payload: object];
  /** What of a transaction a CALL is, in a word. */
  kindOf(action: string, payload: Record<string, unknown>): string | undefined;
}

const words16: Words = {
  boot: { chargePointVendor: 'A', chargePointModel: 'B' },
  authorize: (idTag) => ({ idTag }),
  start: () => ['StartTransaction', { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: at }],
  stop: ({ transactionId }) => ['StopTransaction', { transactionId, meterStop: 700, timestamp: at }],
  kindOf: (action) => (action === 'StartTransaction' ? 'Started' : action === 'StopTransaction' ? 'Ended' : undefined),
};

const event = (eventType: string, seqNo: number, more: object): readonly [string, object] => [
  'TransactionEvent',
  {
    eventType,
    timestamp: at,
    triggerReason: eventType === 'Ended' ? 'StopAuthorized' : 'Authorized',
    seqNo,
    transactionInfo: { transactionId: 'TX-1', ...(eventType === 'Ended' && { stoppedReason: 'Local' }) },
    ...more,
  },
];

const words2: Words = {
  boot: { reason: 'PowerUp', chargingStation: { vendorName: 'A', model: 'B' } },
  authorize: (idToken) => ({ idToken: { idToken, type: 'ISO14443' } }),
  start: () =>
    event('Started', 0, { evse: { id: 1, connectorId: 1 }, idToken: { idToken: 'VAN-1', type: 'ISO14443' } }),
  stop: () => event('Ended', 1, { meterValue: [{ timestamp: at, sampledValue: [{ value: 700 }] }] }),
  kindOf: (action, { eventType }) => (action === 'TransactionEvent' ? String(eventType) : undefined),
};

const wordsOf = (version: Version): Words => (version === '1.6' ? words16 : words2);

/** The central system: one socket a station, each told apart by its path, and an answer to everything. */
async function centralSystem(version: Version) {
  const heard: { station: string; action: string; id: string; payload: Record<string, unknown> }[] = [];
  const sockets = new Map<string, WebSocket>();
  const away = new Set<string>();
  /** Stations that get their answers late. */
  const thoughtful = new Set<string>();
  const server = upstreamServer(failsTest(), {
    port: 0,
    host: '127.0.0.1',
    handleProtocols: () => `ocpp${version}`,
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
      const answer = JSON.stringify([3, id, answerTo(version, action, () => (number += 1))]);
      if (thoughtful.has(station)) setTimeout(() => socket.send(answer), 100);
      else socket.send(answer);
    });
  });
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, heard, sockets, away, thoughtful };
}

function answerTo(version: Version, action: string, number: () => number): object {
  const currentTime = new Date().toISOString();
  if (action === 'BootNotification') return { status: 'Accepted', currentTime, interval: 300 };
  if (action === 'Heartbeat') return { currentTime };
  if (action === 'StartTransaction') return { transactionId: number(), idTagInfo: { status: 'Accepted' } };
  if (action === 'DataTransfer') return { status: 'Accepted' };
  if (version !== '1.6') return action === 'Authorize' ? { idTokenInfo: { status: 'Accepted' } } : {};
  if (action === 'Authorize' || action === 'StopTransaction') return { idTagInfo: { status: 'Accepted' } };
  return {};
}

function relaySite(version: Version, port: number, autonomy: boolean): Site {
  const relays = stationIds(2).map((station) =>
    uplink(`csms/${station}`, 'control', {
      mode: 'relay',
      version,
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

async function scene(version: Version, autonomy = true) {
  const csms = await centralSystem(version);
  const gateway = await startGatewayHere(relaySite(version, csms.port, autonomy));
  const station = async (id: StationId) => {
    const socket = stationSocket(`${gateway.url}/${id}`, failsTest(), { protocols: [`ocpp${version}`] });
    onTestFinished(() => socket.terminate());
    const waiting = new Map<string, (frame: unknown[]) => void>();
    socket
      .on('error', () => undefined)
      .on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as unknown[];
        if (frame[0] === 2)
          return socket.send(JSON.stringify([3, frame[1], sampleAnswer(version, frame[2] as string)]));
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

const [first, second] = stationIds(2);
const slow = { timeout: 15_000 };

describe.each(['1.6', '2.0.1', '2.1'] as const)('F117 %s', (version) => {
  const words = wordsOf(version);

  it('one upstream socket is lost → its station is answered here, what it said goes first when it is back; the other one notices nothing', async () => {
    const { csms, station } = await scene(version);
    const [one, other] = [await station(first!), await station(second!)];
    for (const each of [one, other]) expect((await each.ask('boot', 'BootNotification', words.boot))[0]).toBe(3);
    await expect.poll(() => csms.sockets.size, slow).toBe(2);
    let otherLost = false;
    csms.sockets.get(second!)!.on('close', () => (otherLost = true));
    other.socket.on('close', () => (otherLost = true));
    csms.away.add(first!);
    csms.sockets.get(first!)!.terminate();
    await expect.poll(() => csms.sockets.size, slow).toBe(1);

    expect((await one.ask('h', 'Heartbeat', {}))[0]).toBe(3);
    const [, , started] = await one.ask('t', ...words.start());
    expect((await one.ask('e', ...words.stop(started as Record<string, unknown>)))[0]).toBe(3);
    const heardOf = (id: StationId) => csms.heard.filter((each) => each.station === id);
    const toOther = heardOf(second!).length;
    expect((await other.ask('a', 'Authorize', words.authorize('VAN-2')))[0]).toBe(3);
    expect(heardOf(second!).length).toBe(toOther + 1);

    // From now on it says something that only its central system can answer, again and again.
    let live = 0;
    const talk = setInterval(() => void one.ask(`live${(live += 1)}`, 'DataTransfer', { vendorId: 'v' }), 10);
    onTestFinished(() => clearInterval(talk));
    csms.thoughtful.add(first!);
    csms.away.delete(first!);
    await expect.poll(() => heardOf(first!).some(({ action }) => action === 'DataTransfer'), slow).toBe(true);
    clearInterval(talk);
    const told = heardOf(first!).map(({ action, payload }) => words.kindOf(action, payload) ?? action);
    // Each once, in order, and before what is live.
    expect(told.filter((each) => ['Started', 'Ended', 'DataTransfer'].includes(each)).slice(0, 3)).toEqual([
      'Started',
      'Ended',
      'DataTransfer',
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heardOf(first!).filter(({ action, payload }) => words.kindOf(action, payload) !== undefined)).toHaveLength(
      2,
    );
    expect(otherLost).toBe(false);
  });

  it('a station is lost → its upstream socket is closed, and no other', async () => {
    const { csms, station } = await scene(version);
    const [one, other] = [await station(first!), await station(second!)];
    for (const each of [one, other]) await each.ask('boot', 'BootNotification', words.boot);
    await expect.poll(() => csms.sockets.size, slow).toBe(2);
    one.socket.terminate();
    await expect.poll(() => [...csms.sockets.keys()], slow).toEqual([second]);
    expect((await other.ask('a', 'Authorize', words.authorize('VAN-2')))[0]).toBe(3);
  });

  it('without autonomy the station of a lost upstream socket is sent away, and no other', async () => {
    const { csms, station } = await scene(version, false);
    const [one, other] = [await station(first!), await station(second!)];
    for (const each of [one, other]) await each.ask('boot', 'BootNotification', words.boot);
    await expect.poll(() => csms.sockets.size, slow).toBe(2);
    let otherLost = false;
    other.socket.on('close', () => (otherLost = true));
    const closed = once(one.socket, 'close');
    csms.away.add(first!);
    csms.sockets.get(first!)!.terminate();
    await closed;
    expect((await other.ask('a', 'Authorize', words.authorize('VAN-2')))[0]).toBe(3);
    expect(otherLost).toBe(false);
  });
});
