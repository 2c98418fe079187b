// Sockets to the gateway, whose every frame is held against OCPP-J 1.6 and the official schemas. Whoever stands for a station
// or a central system on a real socket opens it here; what he says himself may be as wrong as he likes.

import type { Writable } from 'node:stream';
import type { ClientOptions, ServerOptions } from 'ws';
import * as ws from 'ws';
import type { FrameCheck, Role } from '../../adapters/simulator/frame-check.ts';
import { newFrameCheck } from '../../adapters/simulator/frame-check.ts';

/** Told what is wrong with a frame of the gateway, as a sentence. */
export type Find = (fault: string) => void;

export interface StationSocketOptions extends ClientOptions {
  /** `ocpp1.6` when absent. */
  readonly protocols?: readonly string[];
}

/** A socket of a station at `url`, its identity included. */
export function stationSocket(url: string, find: Find, options: StationSocketOptions = {}): ws.WebSocket {
  const { protocols = ['ocpp1.6'], ...more } = options;
  const socket = new ws.WebSocket(url, [...protocols], { perMessageDeflate: false, ...more });
  judge(socket, 'csms', find, `for ${url.split('/').at(-1)}`, () => socket.protocol);
  return socket;
}

/** Where the gateway connects as a station: on a free port of the loopback, or on the server that is named. */
export function upstreamServer(
  find: Find,
  options: ServerOptions = { port: 0, host: '127.0.0.1' },
): ws.WebSocketServer {
  const server = new ws.WebSocketServer({ perMessageDeflate: false, ...options });
  server.on('connection', (socket) => judge(socket, 'station', find, 'upstream', () => socket.protocol));
  return server;
}

function judge(socket: ws.WebSocket, role: Role, find: Find, where: string, protocol: () => string): void {
  let made: FrameCheck | undefined;
  // The version is known when the handshake is over.
  const check = (): FrameCheck =>
    (made ??= newFrameCheck(role, (fault) => find(`a frame ${where} ${fault}`), versionOf(protocol())));
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) find(`a frame ${where} is binary`);
    check().said(data.toString());
  });
  const send = socket.send.bind(socket) as (...given: unknown[]) => void;
  socket.send = (...given: unknown[]): void => {
    check().heard(String(given[0]));
    send(...given);
  };
}

const versionOf = (protocol: string) => (protocol === 'ocpp2.0.1' ? '2.0.1' : protocol === 'ocpp2.1' ? '2.1' : '1.6');

/** The bytes of a WebSocket after its handshake, both ways. */
export interface JudgedBytes {
  said(bytes: Buffer): void;
  heard(bytes: Buffer): void;
}

type Ear = new (options: { isServer: boolean; maxPayload: number }) => Writable;
const Receiver = (ws as unknown as { Receiver: Ear }).Receiver;
/** What the gateway takes from a station. */
const mostBytes = 256 * 1024;

/** For a station that writes bytes by itself. `onClose` gets the code with which the gateway closes. */
export function judgeBytes(find: Find, onClose: (code: number) => void): JudgedBytes {
  const check = newFrameCheck('csms', (fault) => find(`a frame for a station that writes bytes ${fault}`));
  // What it writes wrongly on purpose ends its own ear, as it ends that of the gateway.
  const gatewayHears = new Receiver({ isServer: true, maxPayload: mostBytes }).on('error', () => undefined);
  gatewayHears.on('message', (data: Buffer) => check.heard(data.toString()));
  const gatewaySays = new Receiver({ isServer: false, maxPayload: 0 });
  gatewaySays.on('error', (error) => find(`bytes of the gateway are no WebSocket: ${error.message}`));
  gatewaySays.on('message', (data: Buffer) => check.said(data.toString()));
  gatewaySays.on('conclude', onClose);
  return {
    said: (bytes) => void gatewaySays.write(bytes),
    // An ear unmasks in place.
    heard: (bytes) => void gatewayHears.write(Buffer.from(bytes)),
  };
}
