// The links upstream. It opens what the core wants and closes what it no longer wants; when to try again is the core's
// decision, not this one's.

import { WebSocket } from 'ws';
import type { Door, WantedLink } from '../../src/core/ports.ts';
import type { LinkId, UplinkId } from '../../src/model/ids.ts';

export interface UplinkClient {
  want(links: readonly WantedLink[]): void;
  /** False when the link is none of ours. */
  send(link: LinkId, text: string): boolean;
  close(link: LinkId, code: number, reason: string): boolean;
  stop(): void;
}

interface Opened {
  readonly link: LinkId;
  readonly socket: WebSocket;
  isUp: boolean;
  alive: boolean;
  missed: number;
  pingSeconds: number;
  pings: NodeJS.Timeout | undefined;
}

/** The largest answer of a CSMS (a long configuration or local list). */
const maxFrameBytes = 4 * 1024 * 1024;
const handshakeTimeoutMs = 20_000;

export function createUplinkClient(door: Door): UplinkClient {
  const opened = new Map<UplinkId, Opened>();
  let links = 0;

  function open(wanted: WantedLink): void {
    const { uplink, version } = wanted;
    const subprotocol = `ocpp${version}`;
    const socket = new WebSocket(
      `${wanted.url.replace(/\/+$/, '')}/${encodeURIComponent(wanted.identity)}`,
      subprotocol,
      {
        handshakeTimeout: handshakeTimeoutMs,
        maxPayload: maxFrameBytes,
        perMessageDeflate: false,
        followRedirects: false,
        ...(wanted.password !== undefined && { auth: `${wanted.identity}:${wanted.password}` }),
      },
    );
    const one: Opened = {
      link: `u${(links += 1).toString(36)}` as LinkId,
      socket,
      isUp: false,
      alive: true,
      missed: 0,
      pingSeconds: wanted.pingSeconds,
      pings: undefined,
    };
    opened.set(uplink, one);
    let failure = 'the connection was closed';
    socket.on('open', () => {
      if (socket.protocol !== subprotocol) {
        failure = `the CSMS does not speak ${subprotocol}`;
        return socket.close(1002, 'no common subprotocol');
      }
      one.isUp = true;
      pingEvery(one, one.pingSeconds);
      door.offer({ kind: 'linkUp', link: one.link, peer: { kind: 'uplink', uplink, version } });
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      one.alive = true;
      if (!isBinary && one.isUp) door.offer({ kind: 'frame', link: one.link, text: data.toString() });
    });
    socket.on('pong', () => (one.alive = true));
    socket.on('error', (error) => (failure = error.message));
    socket.on('close', (code: number, reason: Buffer) => {
      clearInterval(one.pings);
      if (opened.get(uplink) === one) opened.delete(uplink);
      if (one.isUp) door.offer({ kind: 'linkDown', link: one.link, code, reason: reason.toString() });
      else door.offer({ kind: 'linkFailed', uplink, reason: failure });
    });
  }

  const byLink = (link: LinkId): Opened | undefined => [...opened.values()].find((one) => one.link === link);

  return {
    want(wanted) {
      const named = new Set(wanted.map(({ uplink }) => uplink));
      for (const [uplink, one] of opened) if (!named.has(uplink)) one.socket.close(1000, 'not wanted');
      for (const one of wanted) {
        const known = opened.get(one.uplink);
        if (known === undefined) open(one);
        else if (known.pingSeconds !== one.pingSeconds) pingEvery(known, one.pingSeconds);
      }
    },
    send(link, text) {
      const one = byLink(link);
      one?.socket.send(text);
      return one !== undefined;
    },
    close(link, code, reason) {
      const one = byLink(link);
      // A CSMS that does not answer will not answer a close either.
      if (code === 1001) one?.socket.terminate();
      else one?.socket.close(code, reason);
      return one !== undefined;
    },
    stop() {
      for (const { socket } of opened.values()) socket.close(1001, 'the gateway stops');
    },
  };
}

/** A link that misses two pings in a row is dead; 0 seconds are no pings. */
function pingEvery(one: Opened, seconds: number): void {
  clearInterval(one.pings);
  one.pingSeconds = seconds;
  if (!one.isUp || seconds <= 0) return;
  one.pings = setInterval(() => {
    one.missed = one.alive ? 0 : one.missed + 1;
    one.alive = false;
    if (one.missed >= 2) one.socket.terminate();
    else one.socket.ping();
  }, seconds * 1000);
  one.pings.unref();
}
