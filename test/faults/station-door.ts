// The real core, driver and station server on a socket of the loopback, with a journal in memory, and stations that write raw
// bytes: what no WebSocket library would let them.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import { createClock, systemRandom } from '../../adapters/clock/clock.ts';
import type { StationServer } from '../../adapters/ws-server/server.ts';
import { createStationServer } from '../../adapters/ws-server/server.ts';
import type { Driver, Failure } from '../../src/core/driver.ts';
import { createDriver } from '../../src/core/driver.ts';
import type { Gateway } from '../../src/core/gateway.ts';
import { createGateway } from '../../src/core/gateway.ts';
import { recover } from '../../src/core/recover.ts';
import type { Told } from '../../src/core/ports/door.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import { row } from '../../src/model/ids.ts';
import type { Version } from '../../src/model/protocol.ts';
import { failsTest } from '../peers/fails-test.ts';
import type { Find } from '../peers/judged.ts';
import { keyringOf } from '../peers/keyring.ts';
import { judgeBytes, stationSocket } from '../peers/judged.ts';
import { plainSealing } from '../sim/plain-seal.ts';
import { smallDepot } from '../sim/site.ts';

export interface StationDoor {
  readonly port: number;
  readonly gateway: Gateway;
  readonly driver: Driver;
  readonly server: StationServer;
  readonly failures: readonly Failure[];
  readonly facts: readonly Fact[];
  /** Told of every frame of the gateway that breaks the official schemas: the test fails. */
  readonly find: Find;
  /** How often a station was read on after it had been held back. */
  readonly resumed: () => number;
  /** What was told of whoever came: those who were let in have no code. */
  readonly came: readonly Partial<Told>[];
  alarms(): string[];
}

export interface DoorOptions {
  readonly site?: Site;
  readonly stations?: number;
  /** How long a commit takes; a turn of the loop when absent. */
  readonly commitMs?: number;
  /** How long whoever comes may be on its way; as everywhere when absent. */
  readonly patienceMs?: number;
  /** Keys of stations, as a site file gives them. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** Opens the door of a depot without uplinks, where everybody may charge. Closed when the test ends. */
export async function openDoor(options: DoorOptions = {}): Promise<StationDoor> {
  const came: Partial<Told>[] = [];
  const find = failsTest();
  const failures: Failure[] = [];
  const facts: Fact[] = [];
  let resumed = 0;
  const gateway = createGateway({
    ...recover({ snapshots: [], lines: [], head: row(0) }),
    sealing: plainSealing,
    random: systemRandom,
    firmware: 'test',
    disk: 'ok',
    ...(options.keys !== undefined && { keyring: keyringOf(options.keys) }),
  });
  const driver = createDriver({
    gateway,
    journal: {
      commit() {
        if (options.commitMs === undefined) setImmediate(() => driver.onDurable());
        else setTimeout(() => driver.onDurable(), options.commitMs);
      },
      read: () => undefined,
      close: () => Promise.resolve(),
    },
    outlet: {
      send(send) {
        if (send.kind === 'frame') server.send(send.link, send.text);
        if (send.kind === 'close') server.close(send.link, send.code, send.reason);
      },
      want: () => undefined,
      resume(link) {
        resumed += 1;
        server.resume(link);
      },
    },
    clock: createClock(),
    fail: (failure) => failures.push(failure),
    observe: (recorded) => facts.push(...recorded),
  });
  const server = createStationServer(
    [{ port: 0, address: '127.0.0.1', paths: ['/*'] }],
    driver,
    (one) => came.push(one.kind === 'admit' ? {} : one),
    undefined,
    options.patienceMs,
  );
  driver.start(options.site ?? freeDepot(options.stations ?? 3));
  const [port] = await server.listen();
  onTestFinished(async () => {
    await driver.stop();
    await server.stop();
  });
  const alarms = (): string[] => [...gateway.state.alarms.keys()];
  return { port: port!, gateway, driver, server, failures, facts, find, resumed: () => resumed, came, alarms };
}

export function freeDepot(stations: number): Site {
  const site = smallDepot(stations, 100, []);
  return { ...site, authorization: { ...site.authorization, mode: 'free' } };
}

/** A station behind an ordinary WebSocket: it sends what it is told and keeps what it hears. */
export interface Talker {
  readonly socket: WebSocket;
  readonly heard: unknown[][];
  /** Sends a text and waits for the answer to this id. */
  ask(text: string, id: unknown): Promise<unknown[]>;
  /** Resolves with the code with which it was closed. */
  readonly closed: Promise<number>;
}

export async function talk(
  door: StationDoor,
  id = 'CP-01',
  boots = true,
  version: Version = '1.6',
  perMessageDeflate: boolean | object = false,
): Promise<Talker> {
  const url = `ws://127.0.0.1:${door.port}/${id}`;
  const socket = stationSocket(url, door.find, { protocols: [`ocpp${version}`], perMessageDeflate });
  const heard: unknown[][] = [];
  const waiting = new Map<unknown, (frame: unknown[]) => void>();
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as unknown[];
    if (frame[0] === 2) return socket.send(JSON.stringify([3, frame[1], { status: 'Accepted' }]));
    heard.push(frame);
    waiting.get(frame[1])?.(frame);
  });
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const talker: Talker = {
    socket,
    heard,
    closed,
    ask: (text, id) =>
      new Promise((resolve) => {
        waiting.set(id, resolve);
        socket.send(text);
      }),
  };
  const boot =
    version === '1.6'
      ? '{"chargePointVendor":"A","chargePointModel":"B"}'
      : '{"reason":"PowerUp","chargingStation":{"vendorName":"A","model":"B"}}';
  if (boots) await talker.ask(`[2,"boot","BootNotification",${boot}]`, 'boot');
  return talker;
}

/** A station that writes bytes: past its handshake, and masked only where it wants to. */
export interface RawStation {
  readonly socket: Socket;
  /** Resolves with the close code of the gateway; 0 where it only cut the line. */
  readonly closed: Promise<number>;
  /** Extensions that the gateway took. */
  readonly agreed: string;
  write(bytes: Buffer): void;
}

export async function rawStation(
  door: StationDoor,
  id = 'CP-01',
  version: Version = '1.6',
  headers: readonly string[] = [],
): Promise<RawStation> {
  const socket = connect(door.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /${id} HTTP/1.1\r\nHost: depot\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Protocol: ocpp${version}\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n`,
  );
  const [hello] = (await once(socket, 'data')) as [Buffer];
  if (!hello.toString().startsWith('HTTP/1.1 101')) throw new Error(hello.toString());
  const agreed = /^sec-websocket-extensions: (.*)$/im.exec(hello.toString())?.[1] ?? '';
  let saysCode: (code: number) => void = () => undefined;
  const closed = new Promise<number>((resolve) => (saysCode = resolve));
  const bytes = judgeBytes(door.find, saysCode);
  socket.on('data', bytes.said);
  socket.on('close', () => saysCode(0));
  socket.on('error', () => undefined);
  return {
    socket,
    closed,
    agreed,
    write(written) {
      bytes.heard(written);
      socket.write(written);
    },
  };
}

/** One frame of a client. `first` is FIN, RSV bits and opcode. */
export function frame(first: number, payload: Buffer, masked = true): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = first;
  head[1] = (masked ? 0x80 : 0) | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (length >= 65_536) head.writeBigUInt64BE(BigInt(length), 2);
  else if (length >= 126) head.writeUInt16BE(length, 2);
  if (!masked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ mask[at % 4]!)]);
}

export const text = (json: string): Buffer => frame(0x81, Buffer.from(json));
