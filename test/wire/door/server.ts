// The real core behind the real server, with a disk by hand: who comes in over real sockets.

import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import type { Witness } from '../../../adapters/ws-server/server.ts';
import { createStationServer } from '../../../adapters/ws-server/server.ts';
import type { Door as CoreDoor } from '../../../src/core/ports.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { Harness } from '../../conversations/harness.ts';
import { createHarness } from '../../conversations/harness.ts';
import { failsTest } from '../../peers/fails-test.ts';
import { stationSocket as judgedSocket } from '../../peers/judged.ts';
import { keyringOf } from '../../peers/keyring.ts';

type Came = Parameters<Witness>[0];

export interface Door {
  readonly core: Harness;
  readonly port: number;
  readonly came: readonly Came[];
  /** Codes under which somebody was turned away, as the console shows them. */
  readonly refused: () => readonly string[];
}

export async function openDoor(
  site: Site,
  keys: Readonly<Record<string, string>>,
  listener: { readonly hideUnknown?: boolean } = {},
): Promise<Door> {
  const core = createHarness(site, { keyring: keyringOf(keys) });
  const came: Came[] = [];
  const server = createStationServer(
    [{ port: 0, address: '127.0.0.1', paths: ['/*'], ...listener }],
    hurried(core.driver),
    (one) => came.push(one),
  );
  const [port] = await server.listen();
  onTestFinished(() => server.stop());
  return {
    core,
    port: port!,
    came,
    refused: () => [...core.gateway.state.door.knocks.values()].map(({ code }) => code),
  };
}

/** Who is asked for a sign of life has less time than in earnest. */
const hurried = (door: CoreDoor): CoreDoor => ({
  ...door,
  receive(station) {
    const reception = door.receive(station);
    return reception.kind === 'ask' ? { ...reception, withinMs: 300 } : reception;
  },
});

/** Sends a handshake as it is written here; resolves with everything that is answered until the end. */
export function handshake(port: number, path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const all = {
    host: 'localhost',
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'ocpp1.6',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let answer = '';
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return new Promise((resolve) => {
    socket.on('data', (data: Buffer) => {
      answer += data.toString('latin1');
      if (answer.startsWith('HTTP/1.1 101')) resolve(answer);
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
  });
}

/** An open socket of a station; rejects with the status where it is refused. */
export function stationSocket(port: number, id: string, password?: string): Promise<WebSocket> {
  const authorization = `Basic ${Buffer.from(`${id}:${password}`, 'latin1').toString('base64')}`;
  const options = password === undefined ? {} : { headers: { authorization } };
  const socket = judgedSocket(`ws://127.0.0.1:${port}/${id}`, failsTest(), options);
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
  });
}
