// A simulated station over a real socket and a real clock.

import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { FrameCheck } from '../frame-check.ts';
import { newFrameCheck } from '../frame-check.ts';
import type { SimStation, StationEvent } from '../station/types.ts';
import type { Loop, Sleeper } from './loop.ts';
import { sharedLoop } from './loop.ts';

export interface RunOptions {
  /** Without the identity, which becomes the last segment of its path. */
  readonly url: string;
  /** Bytes are sent as they are. */
  readonly basicPassword?: string | Uint8Array;
  /** PEM of the authority behind a `wss:` URL. */
  readonly ca?: string;
  readonly loop?: Loop;
  /** Told of every frame of the other side that breaks the official schemas; without it nobody looks. */
  readonly find?: (fault: string) => void;
  /** Told why an attempt to connect failed. */
  readonly onRefused?: (station: SimStation, reason: RefusedReason) => void;
  /** Called after each step of the station. */
  readonly onStep?: (station: SimStation) => void;
}

/** Why a connection did not come about: what HTTP said, or what the network or the peer did. */
export type RefusedReason =
  | { readonly kind: 'http'; readonly status: number }
  | { readonly kind: 'noSubprotocol' }
  | { readonly kind: 'network'; readonly code: string; readonly message: string };

export interface RunningStation {
  event(event: StationEvent): void;
  /** Breaks its connection, as a broken network does. */
  drop(): void;
  /** Closes the socket and forgets the station; it may be run again. */
  stop(): void;
}

const maxFrameBytes = 1024 * 1024;
const handshakeTimeoutMs = 10_000;

/** Connects to `url`/identity and lives by the clock of the loop. Nothing is thrown when nobody listens: it tries again. */
export function runStation(station: SimStation, options: RunOptions): RunningStation {
  const loop = options.loop ?? sharedLoop;
  let socket: WebSocket | undefined;
  let check: FrameCheck | undefined;
  let isStopped = false;
  const sleeper: Sleeper = { wakeAt: () => station.wakeAt(), wake: () => tell({ kind: 'wake' }) };

  function tell(event: StationEvent): void {
    if (isStopped) return;
    for (const action of station.step(event, loop.now())) {
      if (action.kind === 'connect') connect();
      else if (action.kind === 'disconnect') hangUp();
      else if (socket?.readyState === WebSocket.OPEN) {
        check?.heard(action.text);
        socket.send(action.text);
      }
    }
    options.onStep?.(station);
    loop.look();
  }

  function connect(): void {
    hangUp();
    const mine = open(station, options);
    socket = mine;
    if (options.find !== undefined)
      check = newFrameCheck('csms', (fault) => options.find?.(`a frame for ${station.id} ${fault}`), station.version);
    let wasOpen = false;
    let reason: RefusedReason = { kind: 'network', code: 'closed', message: 'the connection was closed' };
    // A socket that was given up says nothing more to the station.
    const isMine = (): boolean => socket === mine;
    mine.on('open', () => {
      wasOpen = true;
      if (isMine()) tell({ kind: 'opened' });
    });
    mine.on('message', (data: Buffer) => {
      if (!isMine()) return;
      const text = data.toString();
      check?.said(text);
      tell({ kind: 'frame', text });
    });
    mine.on('unexpected-response', (_request, response: IncomingMessage) => {
      reason = { kind: 'http', status: response.statusCode ?? 0 };
      mine.terminate();
    });
    // A close follows every error.
    mine.on('error', (error: NodeJS.ErrnoException) => {
      if (reason.kind !== 'http') reason = reasonOf(error);
    });
    mine.on('close', () => {
      if (!isMine()) return;
      socket = undefined;
      if (!wasOpen && !isStopped) options.onRefused?.(station, reason);
      tell({ kind: wasOpen ? 'closed' : 'refused' });
    });
  }

  function hangUp(): void {
    const old = socket;
    socket = undefined;
    old?.terminate();
  }

  loop.add(sleeper);
  return {
    event: tell,
    drop: () => socket?.terminate(),
    stop() {
      if (isStopped) return;
      loop.remove(sleeper);
      // So that a later run begins without a connection.
      station.step({ kind: 'closed' }, loop.now());
      isStopped = true;
      hangUp();
    },
  };
}

function open(station: SimStation, { url, basicPassword, ca }: RunOptions): WebSocket {
  const password = station.password() ?? basicPassword;
  return new WebSocket(addressOf(url, station.id), `ocpp${station.version}`, {
    perMessageDeflate: false,
    handshakeTimeout: handshakeTimeoutMs,
    maxPayload: maxFrameBytes,
    ...(password !== undefined && { headers: { Authorization: credentials(station.id, password) } }),
    ...(ca !== undefined && { ca }),
  });
}

const credentials = (id: string, password: Uint8Array | string): string =>
  `Basic ${Buffer.concat([Buffer.from(`${id}:`), Buffer.from(password as string)]).toString('base64')}`;

/** The identity goes behind the path and before the query. */
export function addressOf(url: string, id: string): string {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/${encodeURIComponent(id)}`;
  return address.href;
}

function reasonOf(error: NodeJS.ErrnoException): RefusedReason {
  if (/subprotocol/.test(error.message)) return { kind: 'noSubprotocol' };
  return { kind: 'network', code: error.code ?? 'unknown', message: error.message };
}
