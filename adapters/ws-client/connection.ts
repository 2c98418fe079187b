// One try to reach a central system, and the connection that comes of it.

import type { Socket } from 'node:net';
import type { ClientOptions } from 'ws';
import { WebSocket } from 'ws';
import type { WantedLink } from '../../src/core/ports/wanted-link.ts';
import { troubleOf } from '../../src/model/network-trouble.ts';
import { CaFileError } from '../certificates/ca-file.ts';
import type { Liveness } from './liveness.ts';
import { watchLiveness } from './liveness.ts';
import type { Tried } from './trust.ts';
import { plainTrust } from './trust.ts';
import type { HttpTrouble as Trouble } from './trouble.ts';
import { troubleOfAnswer } from './trouble.ts';

export interface Events {
  up(): void;
  frame(text: string): void;
  /** It was open and is no more. */
  down(code: number, reason: string): void;
  /** It was never open. */
  failed(trouble: Trouble): void;
}

export interface Connection {
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Without a word: the other end does not listen. */
  drop(): void;
  setPing(seconds: number): void;
}

/** The largest answer of a CSMS (a long configuration or local list). */
const maxFrameBytes = 4 * 1024 * 1024;
/** For name, TCP, TLS and HTTP together: a server that sends a byte now and then keeps nobody waiting. */
const openWithinMs = 20_000;

/** Never throws; one of `down` and `failed` is called at the end, and not before this returns. */
export function connect(wanted: WantedLink, events: Events, { tls }: Tried = plainTrust.of(wanted)): Connection {
  let socket: WebSocket;
  try {
    socket = new WebSocket(urlOf(wanted), `ocpp${wanted.version}`, optionsOf(wanted, tls));
  } catch (error) {
    const trouble = error instanceof CaFileError ? ('caFile' as const) : ('other' as const);
    setImmediate(() => events.failed({ trouble, detail: (error as Error).message }));
    return nothing;
  }
  return follow(socket, wanted.pingSeconds, events);
}

const nothing: Connection = {
  send: () => undefined,
  close: () => undefined,
  drop: () => undefined,
  setPing: () => undefined,
};

function follow(socket: WebSocket, pingSeconds: number, events: Events): Connection {
  let trouble: Trouble | undefined;
  let tcp: Socket | undefined;
  let liveness: Liveness | undefined;
  let lost: string | undefined;
  let ping = pingSeconds;
  const fail = (why: Trouble): void => {
    trouble ??= why;
    socket.terminate();
  };
  const late = setTimeout(
    () => fail({ trouble: 'timeout', detail: `not open within ${openWithinMs / 1000} s` }),
    openWithinMs,
  );
  late.unref();
  const drop = (why: string): void => {
    lost = why;
    socket.terminate();
  };

  socket.on('upgrade', (response) => (tcp = response.socket));
  socket.on('unexpected-response', (_request, response) => fail(troubleOfAnswer(response)));
  socket.on('error', (error) => (trouble ??= troubleOf(error)));
  socket.on('open', () => {
    clearTimeout(late);
    liveness = watchLiveness(socket, tcp!, ping, () => drop('no answer to a ping'));
    events.up();
  });
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) events.frame(data.toString());
  });
  socket.on('close', (code: number, reason: Buffer) => {
    clearTimeout(late);
    liveness?.stop();
    // An error on an open connection says more than a code.
    if (liveness !== undefined) events.down(code, lost ?? (reason.toString() || (trouble?.detail ?? '')));
    else events.failed(trouble ?? { trouble: 'other', detail: 'the connection was closed' });
  });

  return {
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(code, reason),
    drop: () => drop('given up'),
    setPing(seconds) {
      ping = seconds;
      liveness?.set(seconds);
    },
  };
}

const urlOf = ({ url, identity }: WantedLink): string => `${url.replace(/\/+$/, '')}/${encodeURIComponent(identity)}`;

function optionsOf({ url, authorization }: WantedLink, tls: Tried['tls']): ClientOptions {
  return {
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    // The password would go wherever the redirect points.
    followRedirects: false,
    ...(authorization !== undefined && { headers: { authorization } }),
    ...(url.startsWith('wss://') && tlsOf(tls())),
  };
}

/** What the environment says about TLS (NODE_TLS_REJECT_UNAUTHORIZED and the like) weakens nothing. ws names the host (SNI). */
function tlsOf(files: ReturnType<Tried['tls']>): ClientOptions {
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...files,
  };
}
