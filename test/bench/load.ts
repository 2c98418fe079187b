// Load from the outside: many connections, each with one message under way, and what the server spent on them.

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { newFrameCheck } from '../../adapters/simulator/frame-check.ts';
import type { Version } from '../../src/model/protocol.ts';
import { stationIds } from '../sim/site.ts';

export interface Server {
  readonly kind: string;
  readonly port: number;
  /** Of the API; 0 where there is none. */
  readonly apiPort: number;
  cpuSeconds(): Promise<number>;
  /** How late each step of its loop was, in milliseconds, of those that came due each 10 ms since this was asked last. */
  late(): Promise<readonly number[]>;
  /** Bytes in use after a collection. */
  memory(): Promise<number>;
  /** Limits that it told since a moment (of the epoch), by reason. */
  reasonsSince(utcMs: number): Promise<Readonly<Record<string, number>>>;
  stop(): void;
}

/** `metered`: the gateway with a full circuit and the meter at this port, which sees all of it. */
export async function startServer(kind: 'busbar' | 'echo' | 'metered', stations: number, meter = 0): Promise<Server> {
  const child: ChildProcess = fork(new URL('./server.ts', import.meta.url), [kind, String(stations), String(meter)], {
    execArgv: ['--expose-gc'],
  });
  const [{ port, apiPort }] = (await once(child, 'message')) as [{ port: number; apiPort: number }];
  return {
    kind,
    port,
    apiPort,
    async late() {
      child.send('late');
      const [late] = (await once(child, 'message')) as [number[]];
      return late;
    },
    async cpuSeconds() {
      child.send('cpu');
      const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
      return (user + system) / 1e6;
    },
    async memory() {
      child.send('memory');
      const [bytes] = (await once(child, 'message')) as [number];
      return bytes;
    },
    async reasonsSince(utcMs) {
      child.send(`reasons ${utcMs}`);
      const [reasons] = (await once(child, 'message')) as [Record<string, number>];
      return reasons;
    },
    stop: () => void child.send('stop'),
  };
}

export interface Client {
  readonly socket: WebSocket;
  readonly id: string;
  readonly version: Version;
  transaction: number;
  messages: number;
  /** What was said to the gateway and what it said, of which a sample is kept, to be judged when nobody measures. */
  readonly kept: { readonly isOurs: boolean; readonly text: string }[];
}

/** One exchange in so many is kept: what is kept costs the generator next to nothing. */
const keepsOneIn = 50;

const isKept = ({ messages }: Client): boolean => messages % keepsOneIn === 0;

/** Says something as a station; its answer is kept with it, or neither is. */
function say(client: Client, text: string): void {
  if (isKept(client)) client.kept.push({ isOurs: false, text });
  client.socket.send(text);
}

const keep = (client: Client, data: Buffer): void =>
  void (isKept(client) && client.kept.push({ isOurs: true, text: data.toString() }));

/** Holds what was kept against the official schemas. */
export function judgeKept(clients: readonly Client[]): { readonly judged: number; readonly faults: readonly string[] } {
  const faults: string[] = [];
  let judged = 0;
  for (const { id, version, kept } of clients) {
    const check = newFrameCheck('csms', (fault) => faults.push(`a frame for ${id} ${fault}`), version);
    for (const { isOurs, text } of kept) {
      if (isOurs) judged += 1;
      check[isOurs ? 'said' : 'heard'](text);
    }
  }
  return { judged, faults };
}

export async function connectAll(server: Server, count: number, version: Version = '1.6'): Promise<Client[]> {
  const clients: Client[] = [];
  for (const id of stationIds(count)) {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/${id}`, `ocpp${version}`, { perMessageDeflate: false });
    await once(socket, 'open');
    clients.push({ socket, id, version, transaction: 1, messages: 0, kept: [] });
  }
  return clients;
}

/** Sends a CALL and waits for its answer; CALLs of the gateway are accepted on the way. */
export function call(client: Client, action: string, payload: object): Promise<Record<string, unknown>> {
  const id = `setup-${(client.messages += 1)}`;
  return new Promise((resolve) => {
    const hear = (data: Buffer): void => {
      const frame = JSON.parse(data.toString()) as [number, string, Record<string, unknown>];
      if (frame[0] === 2) return acceptCall(client, data);
      if (frame[1] !== id) return;
      client.kept.push({ isOurs: true, text: data.toString() });
      client.socket.off('message', hear);
      resolve(frame[2]);
    };
    client.socket.on('message', hear);
    const text = JSON.stringify([2, id, action, payload]);
    client.kept.push({ isOurs: false, text });
    client.socket.send(text);
  });
}

/** Closed loop for `ms`: operations per second of server CPU. */
export async function saturate(
  server: Server,
  clients: readonly Client[],
  next: (client: Client) => string,
  ms: number,
): Promise<number> {
  let operations = 0;
  let running = true;
  const hears = clients.map((client) => {
    const hear = (data: Buffer): void => {
      // `[3` is an answer and `[2,"m` our own frame come back; anything else is a CALL of the gateway.
      if (data[1] === 0x32 && data[4] !== 0x6d) return acceptCall(client, data);
      operations += 1;
      keep(client, data);
      if (running) say(client, next(client));
    };
    client.socket.on('message', hear);
    return hear;
  });
  const before = await server.cpuSeconds();
  const countedFrom = operations;
  for (const client of clients) say(client, next(client));
  await new Promise((resolve) => setTimeout(resolve, ms));
  const counted = operations - countedFrom;
  const after = await server.cpuSeconds();
  running = false;
  await new Promise((resolve) => setTimeout(resolve, 200));
  clients.forEach((client, at) => client.socket.off('message', hears[at]!));
  return counted / (after - before);
}

function acceptCall(client: Client, data: Buffer): void {
  const [, id] = JSON.parse(data.toString()) as [number, string];
  client.kept.push({ isOurs: true, text: data.toString() });
  client.socket.send(JSON.stringify([3, id, { status: 'Accepted' }]));
}

/** Open loop: so many messages a second, spread over all clients; milliseconds until each answer. */
export async function pace(
  clients: readonly Client[],
  next: (client: Client) => string,
  perSecond: number,
  ms: number,
): Promise<number[]> {
  const waits: number[] = [];
  const sentAt = new Map<Client, number>();
  const hears = clients.map((client) => {
    const hear = (data: Buffer): void => {
      if (data[1] === 0x32) return acceptCall(client, data);
      keep(client, data);
      const at = sentAt.get(client);
      if (at !== undefined) waits.push(performance.now() - at);
      sentAt.delete(client);
    };
    client.socket.on('message', hear);
    return hear;
  });
  const startedAt = performance.now();
  let sent = 0;
  while (performance.now() - startedAt < ms) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    for (; sent < due; sent += 1) {
      const client = clients[sent % clients.length]!;
      if (sentAt.has(client)) continue;
      sentAt.set(client, performance.now());
      say(client, next(client));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  clients.forEach((client, at) => client.socket.off('message', hears[at]!));
  return waits;
}
