// One open listener: HTTP or HTTPS, with its bounds on whoever has not said yet who it is.

import { createServer as createPlain } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TlsOptions, TLSSocket } from 'node:tls';
import type { FailedHandshake, HandshakeFault } from '../../src/core/ports/door.ts';
import type { Arrivals } from './arrivals.ts';
import { isTls, tlsFaultOf } from './fault.ts';
import type { Listener } from './listener.ts';
import { mostHeaders } from './refuse.ts';

export interface Opened {
  /** Resolves with the port. */
  listen(): Promise<number>;
  show(tls: TlsOptions): void;
  /** Takes nobody any more; resolves when the last one has left. */
  stop(): Promise<void>;
}

export interface OpenedParts {
  readonly arrivals: Arrivals;
  readonly maxConnections: number;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly failed: (failed: FailedHandshake) => void;
}

const maxHeaderBytes = 16 * 1024;
const headersTimeoutMs = 10_000;
/** A whole depot whose power returns waits in the kernel: whoever finds no room there is heard only a second later (F062). */
const backlog = 4096;
const bounds = {
  maxHeaderSize: maxHeaderBytes,
  headersTimeout: headersTimeoutMs,
  connectionsCheckingInterval: headersTimeoutMs / 2,
};

export function openListener(listener: Listener, { arrivals, maxConnections, upgrade, failed }: OpenedParts): Opened {
  const { tls } = listener;
  const { server, show } = tls === undefined ? plainServer() : secureServer(tls);
  // Beyond it Node closes a connection as soon as it is accepted, before it costs anything.
  server.maxConnections = maxConnections;
  // One more than is taken: whoever has it is refused.
  server.maxHeadersCount = mostHeaders + 1;
  const fail = (socket: Pick<Socket, 'remoteAddress' | 'localPort'>, fault: HandshakeFault | undefined): void => {
    if (fault === undefined) return;
    failed({ remoteAddress: socket.remoteAddress ?? '', port: socket.localPort ?? listener.port, fault });
  };
  server.prependListener('connection', (socket: Socket) => void arrivals.come(socket, tls !== undefined));
  server.on('upgrade', upgrade);
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Duplex) => {
    fail(socket as Socket, tls === undefined ? (isTls(error) ? 'tls' : undefined) : tlsFaultOf(error));
    answerBad(error, socket);
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    fail(socket, tlsFaultOf(error));
    socket.destroy();
  });
  if (tls?.maxFragmentBytes !== undefined)
    server.on('secureConnection', (socket: TLSSocket) => socket.setMaxSendFragment(tls.maxFragmentBytes!));
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        const { port, address: host } = listener;
        server.listen({ port, backlog, ...(host !== undefined && { host }) }, () =>
          resolve((server.address() as AddressInfo).port),
        );
      }),
    show,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const upgradeFirst: RequestListener = (_request, response) =>
  void response.writeHead(426, { connection: 'close' }).end();

interface Made {
  readonly server: Server | SecureServer;
  readonly show: (tls: TlsOptions) => void;
}

const plainServer = (): Made => ({ server: createPlain(bounds, upgradeFirst), show: () => undefined });

function secureServer({ shows, asks }: NonNullable<Listener['tls']>): Made {
  const server = createSecure({ ...bounds, ...asks, ...shows(), handshakeTimeout: headersTimeoutMs }, upgradeFirst);
  return { server, show: (tls) => server.setSecureContext(tls) };
}

/** Whoever went away in the middle of a request hears no answer. */
const isGone = (code: string): boolean => code === 'ECONNRESET' || code === 'HPE_INVALID_EOF_STATE';

/** As Node itself answers what it cannot read. */
function answerBad({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || isGone(code)) return void socket.destroy();
  const status =
    code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}
