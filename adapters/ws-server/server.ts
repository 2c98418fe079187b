// Where stations come in. It asks who may, carries frames both ways, and keeps every peer within its bounds; what the
// frames mean is not its affair.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Door } from '../../src/core/ports.ts';
import type { Admission, FailedHandshake, Knock, Refusal, Resolution, Told } from '../../src/core/ports/door.ts';
import type { TraceWriter } from '../../src/core/ports/trace.ts';
import type { LinkId, StationId } from '../../src/model/ids.ts';
import type { TlsOptions } from 'node:tls';
import { createArrivals } from './arrivals.ts';
import { knockOf } from './knock.ts';
import type { Listener } from './listener.ts';
import type { Opened } from './open.ts';
import { openListener } from './open.ts';
import { startPings } from './pings.ts';
import { inPortions } from './portions.ts';
import { absurd, refuse } from './refuse.ts';
import { askForSign } from './rivals.ts';
import type { StationSocket } from './station-socket.ts';
import { openStation } from './station-socket.ts';
import type { Flood } from './turns.ts';
import { noFlood } from './turns.ts';

/** Hears of everybody who came: whoever was let in, and whoever was not and why. */
export type Witness = (came: Admission | Extract<Resolution, { kind: 'turnedAway' }>, knock: Knock) => void;

/** Hears of whoever did not come as far as to knock. */
export type Listening = (failed: FailedHandshake, told: Told) => void;

export interface StationServer {
  /** Resolves with the ports that are open. */
  listen(): Promise<number[]>;
  send(link: LinkId, text: string): void;
  close(link: LinkId, code: number, reason: string): void;
  /** Offers the frames that were kept back, and reads on. */
  resume(link: LinkId): void;
  /** What the listener at this place shows from now on; connections stay. */
  show(listener: number, tls: TlsOptions): void;
  stop(): Promise<void>;
  readonly connected: () => number;
  /** From where a station is connected. */
  readonly addressOf: (station: string) => string | undefined;
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
/** More stations than any depot has, and never so many that the journal finds no descriptor left. */
const maxConnections = Math.max(16, Math.min(4000, descriptorLimit() - 64));
/** A thousand stations that come back at once are on their way at once. */
const mostUnderWay = Math.max(8, Math.floor(maxConnections / 3));

const nothing = Buffer.alloc(0);

/** `patienceMs`: how long whoever comes may be on its way; as everywhere when absent. */
export function createStationServer(
  listeners: readonly Listener[],
  door: Door,
  witness: Witness = () => undefined,
  overhears: Listening = () => undefined,
  patienceMs?: number,
  trace?: TraceWriter,
): StationServer {
  const sockets = new Map<LinkId, StationSocket>();
  /** One for each identity that was ever let in: no more than the site has. */
  const floods = new Map<StationId, Flood>();
  const upgraderOf = (perMessageDeflate: false | object): WebSocketServer =>
    new WebSocketServer({
      noServer: true,
      maxPayload: maxFrameBytes,
      perMessageDeflate,
      clientTracking: false,
      ...closing,
    });
  const [plain, compressed] = [upgraderOf(false), upgraderOf(compressing)];
  const addresses = new Map<string, { readonly link: LinkId; readonly address: string }>();
  const opened: Opened[] = [];
  const arrivals = createArrivals(mostUnderWay, patienceMs);
  let links = 0;
  const stopPings = startPings(sockets);

  function upgrade(listener: Listener, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const status = absurd(request);
    if (status !== undefined) return refuse(socket, status);
    const knock = knockOf(request, listener);
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
    if (admission.kind !== 'admit') {
      witness(admission, knock);
      trace?.refused(nameIn(knock), `Turned away: ${admission.code}: ${admission.reason}`);
    }
    if (admission.kind === 'refuse')
      return refuse(socket, listener.hideUnknown === true ? hiding(admission.status) : admission.status);
    // ws answers with the subprotocol that stands in the header: only the chosen one is left there.
    // A station that offers none gets none back (Q24).
    if (admission.kind === 'admit' && knock.subprotocols.length > 0)
      request.headers['sec-websocket-protocol'] = admission.subprotocol;
    else delete request.headers['sec-websocket-protocol'];
    const upgrader = admission.kind === 'admit' && admission.compresses === true ? compressed : plain;
    const portions = inPortions(socket, head);
    upgrader.handleUpgrade(request, socket, nothing, (open) => {
      arrivals.arrive(request.socket);
      portions.to(open);
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
      welcome(socket, admission, knock);
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

  function welcome(socket: WebSocket, { station: id, version, mustRenew }: Admitted, { remoteAddress }: Knock): void {
    const link = `s${(links += 1).toString(36)}` as LinkId;
    const flood = floods.get(id) ?? noFlood();
    floods.set(id, flood);
    const write = trace?.open(id, version);
    addresses.set(id, { link, address: remoteAddress });
    const gone = (): void => {
      sockets.delete(link);
      if (addresses.get(id)?.link === link) addresses.delete(id);
    };
    const station = openStation(socket, link, door, flood, gone, write);
    sockets.set(link, station);
    door.offer({
      kind: 'linkUp',
      link,
      peer: { kind: 'station', station: id, version, ...(mustRenew === true && { mustRenew }) },
    });
  }

  return {
    listen: () =>
      Promise.all(
        listeners.map(async (listener) => {
          const server = openListener(listener, {
            arrivals,
            maxConnections,
            upgrade: (...parts) => upgrade(listener, ...parts),
            failed: (failed) => overhears(failed, door.shakeFailed(failed)),
          });
          opened.push(server);
          return server.listen();
        }),
      ),
    show: (at, tls) => opened[at]?.show(tls),
    send: (link, text) => sockets.get(link)?.send(text),
    close: (link, code, reason) => sockets.get(link)?.leave(code, reason),
    resume: (link) => sockets.get(link)?.resume(),
    connected: () => sockets.size,
    addressOf: (station) => addresses.get(station)?.address,
    async stop() {
      stopPings();
      for (const station of [...sockets.values()]) station.leave(1001, 'the gateway stops');
      const ended = opened.map((one) => one.stop());
      arrivals.stop();
      await Promise.all(ended);
    },
  };
}

/** As whoever knocks names himself. */
function nameIn({ path }: Knock): string {
  const last = path.split('?')[0]!.split('/').at(-1)!;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Whether a name is known, and by which way it may come, shows in no status. */
const hiding = (status: Refusal['status']): Refusal['status'] => (status === 404 || status === 403 ? 401 : status);

/** What `ulimit -n` says; a plenty where it says nothing. */
function descriptorLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : 65_536;
}
