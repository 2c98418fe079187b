// A simulated central system behind a real port.

import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { newFrameCheck } from '../../adapters/simulator/frame-check-v16.ts';
import type { Csms, CsmsAction } from './csms.ts';

export interface ServedCsms {
  readonly port: number;
  /** Sends a CALL of the central system. */
  call(action: string, payload: object): void;
  /** Drops the connection, as a broken network does. */
  drop(): void;
  close(): Promise<void>;
}

/** `find` is told of every frame of the other side that breaks the official schemas; without it nobody looks. */
export function serveCsms(csms: Csms, port = 0, find?: (fault: string) => void): Promise<ServedCsms> {
  const server = new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: false });
  let socket: WebSocket | undefined;
  let check: ReturnType<typeof newFrameCheck> | undefined;
  const now = () => ({ mono: performance.now(), utc: Date.now() });

  function act(actions: readonly CsmsAction[]): void {
    for (const action of actions) {
      if (action.kind !== 'send') continue;
      check?.heard(action.text);
      socket?.send(action.text);
    }
    const at = csms.wakeAt();
    if (at < Infinity) setTimeout(() => act(csms.step({ kind: 'wake' }, now())), Math.max(0, at - performance.now()));
  }

  server.on('connection', (opened) => {
    socket?.terminate();
    socket = opened;
    check = find === undefined ? undefined : newFrameCheck('station', (fault) => find(`a frame upstream ${fault}`));
    act(csms.step({ kind: 'opened' }, now()));
    opened.on('message', (data: Buffer) => {
      const text = data.toString();
      if (socket === opened) check?.said(text);
      act(csms.step({ kind: 'frame', text }, now()));
    });
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
