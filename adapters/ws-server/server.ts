// Where stations come in. It asks who may, carries frames both ways, and keeps every peer within its bounds; what the
// frames mean is not its affair.

import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Admission, Door } from '../../src/core/ports.ts';
import type { LinkId } from '../../src/model/ids.ts';
import { knockOf } from './knock.ts';
import { startPings } from './pings.ts';

export interface Listener {
  readonly address?: string;
  readonly port: number;
  readonly paths: readonly string[];
}

export interface StationServer {
  /** Resolves with the ports that are open. */
  listen(): Promise<number[]>;
  send(link: LinkId, text: string): void;
  close(link: LinkId, code: number, reason: string): void;
  /** Offers the frame that was kept back, and reads on. */
  resume(link: LinkId): void;
  stop(): Promise<void>;
  readonly connected: () => number;
}

export interface StationSocket {
  readonly link: LinkId;
  readonly socket: WebSocket;
  /** A frame that the core could not take yet. */
  kept: string | undefined;
  /** Something came since the last ping. */
  alive: boolean;
  missed: number;
}

/** 1.6 messages are a few kilobytes; this leaves room for the longest transaction data. */
const maxFrameBytes = 256 * 1024;
/** A station that does not read its answers is cut off before it costs more memory than this. */
const maxUnreadBytes = 1024 * 1024;
const maxHeaderBytes = 16 * 1024;
const headersTimeoutMs = 10_000;
/** More stations than any depot has, and never so many that the journal finds no descriptor left. */
const maxConnections = Math.max(16, Math.min(4000, descriptorLimit() - 64));

export function createStationServer(
  listeners: readonly Listener[],
  door: Door,
  refused: (admission: Admission, knock: { path: string; remoteAddress: string }) => void = () => undefined,
): StationServer {
  const sockets = new Map<LinkId, StationSocket>();
  const upgrader = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const servers: Server[] = [];
  let links = 0;
  const stopPings = startPings(sockets);

  function upgrade(listener: Listener, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const knock = knockOf(request, listener.paths);
    const admission: Admission =
      sockets.size >= maxConnections
        ? {
            kind: 'refuse',
            status: 503,
            code: 'BB_TOO_MANY_CONNECTIONS',
            reason: `${maxConnections} stations are connected.`,
          }
        : door.admit(knock);
    if (admission.kind !== 'admit') refused(admission, knock);
    if (admission.kind === 'refuse') return refuse(socket, admission.status);
    // ws answers with the subprotocol that stands in the header: only the chosen one is left there.
    if (admission.kind === 'admit') request.headers['sec-websocket-protocol'] = admission.subprotocol;
    else delete request.headers['sec-websocket-protocol'];
    upgrader.handleUpgrade(request, socket, head, (open) => {
      // Without a common version the handshake is completed without one, and then closed (1.6-J §3.2).
      if (admission.kind === 'noProtocol') open.close(1002, 'no common subprotocol');
      else welcome(open, admission);
    });
  }

  function welcome(socket: WebSocket, admission: Extract<Admission, { kind: 'admit' }>): void {
    const link = `s${(links += 1).toString(36)}` as LinkId;
    const station: StationSocket = { link, socket, kept: undefined, alive: true, missed: 0 };
    sockets.set(link, station);
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      station.alive = true;
      if (isBinary) return socket.close(1003, 'text frames only');
      give(station, data.toString());
    });
    socket.on('pong', () => (station.alive = true));
    socket.on('error', () => socket.terminate());
    socket.on('close', (code: number, reason: Buffer) => {
      if (sockets.delete(link)) door.offer({ kind: 'linkDown', link, code, reason: reason.toString() });
    });
    const { station: id, version } = admission;
    door.offer({ kind: 'linkUp', link, peer: { kind: 'station', station: id, version } });
  }

  function give(station: StationSocket, text: string): void {
    if (station.kept !== undefined) return;
    if (door.offer({ kind: 'frame', link: station.link, text })) return;
    station.kept = text;
    station.socket.pause();
  }

  return {
    listen: () => Promise.all(listeners.map((listener) => listen(listener, servers, upgrade))),
    send(link, text) {
      const station = sockets.get(link);
      if (station === undefined) return;
      if (station.socket.bufferedAmount > maxUnreadBytes) return station.socket.close(1013, 'reads too slowly');
      station.socket.send(text);
    },
    close: (link, code, reason) => sockets.get(link)?.socket.close(code, reason),
    resume(link) {
      const station = sockets.get(link);
      if (station?.kept === undefined) return;
      const { kept } = station;
      station.kept = undefined;
      give(station, kept);
      if (station.kept === undefined) station.socket.resume();
    },
    connected: () => sockets.size,
    async stop() {
      stopPings();
      for (const { socket } of sockets.values()) socket.close(1001, 'the gateway stops');
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      for (const { socket } of sockets.values()) socket.terminate();
    },
  };
}

function listen(
  listener: Listener,
  servers: Server[],
  upgrade: (listener: Listener, request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Promise<number> {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: headersTimeoutMs / 2,
    },
    (_request, response) => response.writeHead(426, { connection: 'close' }).end(),
  );
  // Beyond it Node closes a connection as soon as it is accepted, before it costs anything.
  server.maxConnections = maxConnections;
  servers.push(server);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrade(listener, request, socket, head),
  );
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listener.port, listener.address, () => resolve((server.address() as AddressInfo).port));
  });
}

const statusTexts = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' } as const;

/** Refused before the upgrade. The body says no more than the status: whoever asks may be anybody. */
function refuse(socket: Duplex, status: keyof typeof statusTexts): void {
  const challenge = status === 401 ? 'WWW-Authenticate: Basic realm="station"\r\n' : '';
  socket.end(`HTTP/1.1 ${status} ${statusTexts[status]}\r\n${challenge}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** What `ulimit -n` says; a plenty where it says nothing. */
function descriptorLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : 65_536;
}
