// A simulated central system behind a real port.

import type { AddressInfo } from 'node:net';
import type { WebSocket } from 'ws';
import type { Csms, CsmsAction } from './csms.ts';
import type { Find } from './judged.ts';
import { upstreamServer } from './judged.ts';
import type { Tongue } from './tongue.ts';
import { plainTongue } from './tongue.ts';

export interface ServedCsms {
  readonly port: number;
  /** Sends a CALL of the central system. */
  call(action: string, payload: object): void;
  /** Drops the connection, as a broken network does. */
  drop(): void;
  close(): Promise<void>;
}

/** `find` is told of every frame of the other side that breaks the official schemas. */
export function serveCsms(csms: Csms, find: Find, tongue: Tongue = plainTongue): Promise<ServedCsms> {
  const server = upstreamServer(find);
  let socket: WebSocket | undefined;
  const now = () => ({ mono: performance.now(), utc: Date.now() });

  function act(actions: readonly CsmsAction[]): void {
    for (const action of actions) if (action.kind === 'send') socket?.send(tongue.toWire(action.text));
    const at = csms.wakeAt();
    if (at < Infinity) setTimeout(() => act(csms.step({ kind: 'wake' }, now())), Math.max(0, at - performance.now()));
  }

  server.on('connection', (opened) => {
    socket?.terminate();
    socket = opened;
    act(csms.step({ kind: 'opened' }, now()));
    opened.on('message', (data: Buffer) =>
      act(csms.step({ kind: 'frame', text: tongue.fromWire(data.toString()) }, now())),
    );
    opened.on('error', () => undefined);
    opened.on('close', () => {
      if (socket !== opened) return;
      socket = undefined;
      csms.step({ kind: 'closed' }, now());
    });
  });
  return new Promise((resolve) =>
    server.on('listening', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        call: (action, payload) => act(csms.call(action, payload)),
        drop: () => socket?.terminate(),
        close: () =>
          new Promise((done) => {
            socket?.terminate();
            server.close(() => done());
          }),
      }),
    ),
  );
}
