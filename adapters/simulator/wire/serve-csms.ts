// A simulated central system behind a real port, for any number of peers.

import type { AddressInfo } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { CsmsAction, SimCsms } from '../csms.ts';
import type { FrameCheck } from '../frame-check.ts';
import { newFrameCheck } from '../frame-check.ts';
import type { Payload } from '../frame.ts';
import type { Version } from '../station/words.ts';
import type { Loop, Sleeper } from './loop.ts';
import { sharedLoop } from './loop.ts';

export interface ServeOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly host?: string;
  readonly loop?: Loop;
  /** What it speaks, the best one first; all when absent. */
  readonly versions?: readonly Version[];
  /** Told of every frame of the other side that breaks the official schemas; without it nobody looks. */
  readonly find?: (fault: string) => void;
}

export interface ServedCsms {
  readonly port: number;
  /** Sends a CALL and returns its message id; the answer is booked under it. */
  call(identity: string, action: string, payload: Payload): string;
  /** Sends what `make` returns, for instance `(now) => csms.remoteStop(5000, now)`. */
  act(make: (now: { mono: number; utc: number }) => CsmsAction[]): void;
  /** Breaks the connections of a peer, as a broken network does; of all when none is named. */
  drop(identity?: string): void;
  close(): Promise<void>;
}

interface Peer {
  readonly socket: WebSocket;
  readonly identity: string;
  readonly check: FrameCheck | undefined;
}

const maxFrameBytes = 4 * 1024 * 1024;

/** Rejects when the port is taken. Identity is the last segment of the path. */
export function serveCsms(csms: SimCsms, options: ServeOptions = {}): Promise<ServedCsms> {
  const loop = options.loop ?? sharedLoop;
  const versions = options.versions ?? allVersions;
  const server = new WebSocketServer({
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    handleProtocols: (offered) => protocolIn(offered, versions) ?? false,
  });
  const sockets = new Map<string, Peer>();
  const sleeper: Sleeper = { wakeAt: () => csms.wakeAt(), wake: () => act(csms.step({ kind: 'wake' }, loop.now())) };
  let links = 0;

  function act(actions: readonly CsmsAction[]): void {
    for (const action of actions) {
      const { socket, check } = sockets.get(action.link) ?? {};
      if (action.kind === 'close') socket?.terminate();
      else if (socket !== undefined && socket.readyState === socket.OPEN) {
        check?.heard(action.text);
        socket.send(action.text);
      }
    }
    loop.look();
  }

  function accept(socket: WebSocket, request: IncomingMessage): void {
    // Without a common subprotocol the handshake is completed and the connection closed (1.6-J §3.2).
    const version = versions.find((one) => socket.protocol === `ocpp${one}`);
    if (version === undefined) return socket.close(1002, `ocpp${versions.join(' and ocpp')} is spoken here`);
    const link = `link-${(links += 1)}`;
    const identity = identityOf(request.url ?? '/');
    const { find } = options;
    const check = find && newFrameCheck('station', (fault) => find(`a frame of ${identity} ${fault}`), version);
    sockets.set(link, { socket, identity, check });
    act(csms.step({ kind: 'opened', link, identity, version }, loop.now()));
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      check?.said(text);
      act(csms.step({ kind: 'frame', link, text }, loop.now()));
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(link);
      act(csms.step({ kind: 'closed', link }, loop.now()));
    });
  }

  function drop(identity?: string): void {
    for (const one of sockets.values()) if (identity === undefined || one.identity === identity) one.socket.terminate();
  }

  function close(): Promise<void> {
    loop.remove(sleeper);
    drop();
    return new Promise((done) => server.close(() => done()));
  }

  server.on('connection', accept);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      loop.add(sleeper);
      resolve({
        port: (server.address() as AddressInfo).port,
        call(identity, action, payload) {
          const { messageId, actions } = csms.call(identity, action, payload, loop.now());
          act(actions);
          return messageId;
        },
        act: (make) => act(make(loop.now())),
        drop,
        close,
      });
    });
  });
}

const allVersions: readonly Version[] = ['2.1', '2.0.1', '1.6'];

function protocolIn(offered: ReadonlySet<string>, versions: readonly Version[]): string | undefined {
  return versions.map((version) => `ocpp${version}`).find((one) => offered.has(one));
}

function identityOf(url: string): string {
  const last = url.split('?')[0]!.split('/').filter(Boolean).at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
