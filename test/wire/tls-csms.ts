// A central system behind TLS that notes what came before any encryption, and how many got through.

import { createServer as createHttps } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { WebSocket } from 'ws';
import type { Find } from '../peers/judged.ts';
import { upstreamServer } from '../peers/judged.ts';

export interface TlsCsms {
  readonly port: number;
  /** First bytes of every connection, as they went over the wire. */
  readonly firstBytes: readonly Buffer[];
  readonly opened: readonly WebSocket[];
  /** Headers of the handshakes that got through. */
  readonly headers: readonly NodeJS.Dict<string | string[]>[];
  close(): Promise<void>;
}

/** `hear` gets every frame, and answers it or not. `find` is told of every frame that breaks the official schemas. */
export async function serveTls(
  options: ServerOptions,
  hear: (text: string) => string | undefined,
  find: Find,
): Promise<TlsCsms> {
  const firstBytes: Buffer[] = [];
  const opened: WebSocket[] = [];
  const headers: NodeJS.Dict<string | string[]>[] = [];
  const secure = createHttps(options);
  secure.on('tlsClientError', () => undefined);
  const sockets = upstreamServer(find, { server: secure, handleProtocols: () => 'ocpp1.6' });
  sockets.on('connection', (socket, request) => {
    opened.push(socket);
    headers.push(request.headers);
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const answer = hear(data.toString());
      if (answer !== undefined) socket.send(answer);
    });
  });
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const inside = (secure.address() as AddressInfo).port;
  const open = new Set<Socket>();
  const wire = createServer((socket) => {
    open.add(socket);
    const through = connect(inside, '127.0.0.1');
    socket.once('data', (data: Buffer) => firstBytes.push(data.subarray(0, 3)));
    socket.pipe(through).pipe(socket);
    for (const end of [socket, through]) end.on('error', () => end.destroy());
    socket.on('close', () => {
      open.delete(socket);
      through.destroy();
    });
  });
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
  return {
    port: (wire.address() as AddressInfo).port,
    firstBytes,
    opened,
    headers,
    async close() {
      for (const socket of open) socket.destroy();
      secure.closeAllConnections();
      await Promise.all([wire, secure].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Answers like an ordinary central system of OCPP 1.6. */
export function ordinaryFrames(text: string): string | undefined {
  const [type, id, action] = JSON.parse(text) as [number, string, string];
  if (type !== 2) return undefined;
  const currentTime = new Date().toISOString();
  if (action === 'BootNotification') return JSON.stringify([3, id, { status: 'Accepted', currentTime, interval: 300 }]);
  return JSON.stringify([3, id, action === 'Heartbeat' ? { currentTime } : {}]);
}
