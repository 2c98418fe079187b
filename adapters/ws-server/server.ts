// Where stations come in. It asks who may, carries frames both ways, and keeps every peer within its bounds; what the
// frames mean is not its affair.

import { createServer as createPlain } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Door } from '../../src/core/ports.ts';
import type { Admission, Knock, Resolution } from '../../src/core/ports/door.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { TlsOptions } from 'node:tls';
import type { Crowd } from './crowd.ts';
import { createCrowd } from './crowd.ts';
import { knockOf } from './knock.ts';
import { startPings } from './pings.ts';
import { absurd, mostHeaders, refuse } from './refuse.ts';
import { askForSign } from './rivals.ts';
import type { StationSocket } from './station-socket.ts';
import { openStation } from './station-socket.ts';

export interface Listener {
  readonly address?: string;
  readonly port: number;
  readonly paths: readonly string[];
  /** An unknown identity is answered like a wrong password (F052). */
  readonly hideUnknown?: boolean;
  /** Over TLS: PEM texts, as they are now. */
  readonly tls?: () => TlsOptions;
}

/** Hears of everybody who came: whoever was let in, and whoever was not and why. */
export type Witness = (came: Admission | Extract<Resolution, { kind: 'turnedAway' }>, knock: Knock) => void;

export interface StationServer {
  /** Resolves with the ports that are open. */
  listen(): Promise<number[]>;
  send(link: LinkId, text: string): void;
  close(link: LinkId, code: number, reason: string): void;
  /** Offers the frames that were kept back, and reads on. */
  resume(link: LinkId): void;
  stop(): Promise<void>;
  readonly connected: () => number;
}

type Admitted = Extract<Admission, { kind: 'admit' }>;

/** 1.6 messages are a few kilobytes; this leaves room for the longest transaction data. */
const maxFrameBytes = 256 * 1024;
/** A peer that was told to go and does not answer is cut off after this time. The types of ws do not know it yet. */
const closing: object = { closeTimeout: 5000 };
/**
 * What is shorter is not worth it on a LAN, and a socket that has compressed anything holds memory for it until it closes: few
 * stations are told so much at once. What they say is taken compressed at any length; `maxPayload` counts it as it was before.
 */
const compressing = { serverNoContextTakeover: true, threshold: 4096, zlibDeflateOptions: { memLevel: 5 } };
const maxHeaderBytes = 16 * 1024;
const headersTimeoutMs = 10_000;
/** Never so many connections that the journal finds no descriptor left. */
const descriptors = descriptorLimit() - 64;
/** Who has not shaken hands yet: two depots of a thousand whose power returns at once. */
const maxWaiting = Math.max(8, Math.min(2048, Math.floor(descriptors / 4)));
/** More stations than any depot has. */
const maxConnections = Math.max(16, Math.min(4000, descriptors - maxWaiting));
/** A whole depot whose power returns waits in the kernel: whoever finds no room there is heard only a second later (F062). */
const backlog = 4096;

export function createStationServer(
  listeners: readonly Listener[],
  door: Door,
  witness: Witness = () => undefined,
): StationServer {
  const sockets = new Map<LinkId, StationSocket>();
  const upgraderOf = (perMessageDeflate: false | object): WebSocketServer =>
    new WebSocketServer({
      noServer: true,
      maxPayload: maxFrameBytes,
      perMessageDeflate,
      clientTracking: false,
      // One frame of each station in a turn of the loop, however many came together: nobody waits behind a flood (I5).
      allowSynchronousEvents: false,
      ...closing,
    });
  const [plain, compressed] = [upgraderOf(false), upgraderOf(compressing)];
  const servers: Server[] = [];
  const crowd = createCrowd(maxWaiting);
  let links = 0;
  const stopPings = startPings(sockets);

  function upgrade(listener: Listener, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    crowd.left(request.socket);
    const status = absurd(request);
    if (status !== undefined) return refuse(socket, status);
    const knock = knockOf(request, listener.paths);
    const admission: Admission =
      sockets.size >= maxConnections
        ? {
            kind: 'refuse',
            status: 503,
            code: 'BB_TOO_MANY_CONNECTIONS',
            reason: `${maxConnections} stations are connected, and no more are taken.`,
            tell: true,
          }
        : door.admit(knock);
    if (admission.kind !== 'admit') witness(admission, knock);
    if (admission.kind === 'refuse')
      return refuse(socket, admission.status === 404 && listener.hideUnknown === true ? 401 : admission.status);
    // ws answers with the subprotocol that stands in the header: only the chosen one is left there.
    // A station that offers none gets none back (Q24).
    if (admission.kind === 'admit' && knock.subprotocols.length > 0)
      request.headers['sec-websocket-protocol'] = admission.subprotocol;
    else delete request.headers['sec-websocket-protocol'];
    const upgrader = admission.kind === 'admit' && admission.compresses === true ? compressed : plain;
    upgrader.handleUpgrade(request, socket, head, (open) => {
      // Without a common version the handshake is completed without one, and then closed (1.6-J §3.2).
      if (admission.kind === 'noProtocol') open.close(1002, 'no common subprotocol');
      else meet(open, admission, knock);
    });
  }

  /** Lets a station in, or asks the one that is there already, as the core says. */
  function meet(socket: WebSocket, admission: Admitted, knock: Knock): void {
    const { station } = admission;
    // ws closes it with the code that belongs to the fault.
    socket.on('error', () => undefined);
    const reception = door.receive(station);
    if (reception.kind === 'busy') return socket.close(1013, 'another connection is being looked at');
    const enter = (): void => {
      witness(admission, knock);
      welcome(socket, admission);
    };
    if (reception.kind === 'enter') return enter();
    const old = sockets.get(reception.link);
    const incumbent = old === undefined ? undefined : { socket: old.socket, isPaused: old.kept.length > 0 };
    askForSign(incumbent, socket, reception.withinMs, (sign) => {
      const resolution = door.resolve(knock, station, sign);
      if (resolution.kind === 'left') return;
      if (resolution.kind === 'turnedAway') {
        witness(resolution, knock);
        return socket.close(1008, 'this identity is connected already');
      }
      if (resolution.cut !== undefined) sockets.get(resolution.cut)?.socket.terminate();
      enter();
    });
  }

  function welcome(socket: WebSocket, { station: id, version }: Admitted): void {
    const link = `s${(links += 1).toString(36)}` as LinkId;
    const station = openStation(socket, link, door, () => {
      sockets.delete(link);
    });
    sockets.set(link, station);
    door.offer({ kind: 'linkUp', link, peer: { kind: 'station', station: id, version } });
  }

  return {
    listen: () => Promise.all(listeners.map((listener) => listen(listener, servers, crowd, upgrade))),
    send: (link, text) => sockets.get(link)?.send(text),
    close: (link, code, reason) => sockets.get(link)?.leave(code, reason),
    resume: (link) => sockets.get(link)?.resume(),
    connected: () => sockets.size,
    async stop() {
      stopPings();
      for (const station of [...sockets.values()]) station.leave(1001, 'the gateway stops');
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

const bounds = {
  maxHeaderSize: maxHeaderBytes,
  headersTimeout: headersTimeoutMs,
  connectionsCheckingInterval: headersTimeoutMs / 2,
};

function serverFor({ tls }: Listener): Server {
  const upgradeFirst: RequestListener = (_request, response) =>
    void response.writeHead(426, { connection: 'close' }).end();
  if (tls === undefined) return createPlain(bounds, upgradeFirst);
  const secure = createSecure({ ...bounds, ...tls(), handshakeTimeout: headersTimeoutMs }, upgradeFirst);
  secure.on('tlsClientError', (_error, socket) => socket.destroy());
  return secure;
}

function listen(
  listener: Listener,
  servers: Server[],
  crowd: Crowd,
  upgrade: (listener: Listener, request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Promise<number> {
  const server = serverFor(listener);
  // Beyond it Node closes a connection as soon as it is accepted, before it costs anything.
  server.maxConnections = maxConnections + maxWaiting;
  server.maxHeadersCount = mostHeaders + 1;
  servers.push(server);
  server.on('connection', (socket: Socket) => crowd.came(socket));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrade(listener, request, socket, head),
  );
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const where = { port: listener.port, backlog, ...(listener.address !== undefined && { host: listener.address }) };
    server.listen(where, () => resolve((server.address() as AddressInfo).port));
  });
}

/** What `ulimit -n` says; a plenty where it says nothing. */
function descriptorLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : 65_536;
}
