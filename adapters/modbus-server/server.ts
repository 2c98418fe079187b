// The gateway's own Modbus TCP server: other systems read the devices of the site from it, so that each device has one client.

import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Question } from '../../src/core/ports.ts';
import type { RegistersRead } from '../../src/model/bus.ts';
import type { ClientLimits } from './client.ts';
import { serveClient, usualLimits } from './client.ts';
import type { ClientRequest } from './frames.ts';

export interface ModbusServer {
  /** Rejects where the port cannot be had; resolves with the port. */
  listen(): Promise<number>;
  stop(): Promise<void>;
  view(): ModbusServerView;
}

/** What `GET /api/v1/modbus-server` shows. */
export interface ModbusServerView {
  readonly address: string;
  readonly port: number;
  readonly maxClients: number;
  readonly clients: readonly { readonly address: string; readonly requests: number }[];
  /** Since the start. */
  readonly requests: number;
  readonly answered: number;
  /** By exception code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Who found no place, and who was sent away, with the last reason. */
  readonly turnedAway: number;
  readonly dismissed: number;
  readonly lastDismissed?: string;
}

export interface ModbusServerOptions {
  readonly host: string;
  readonly port: number;
  readonly maxClients: number;
  /** Rejects when the core takes no question now (`BB_API_BUSY`), or does not answer. */
  readonly ask: (question: Question, withinMs: number) => Promise<unknown>;
  readonly log: { warn(code: string, text: string): void };
  readonly limits?: ClientLimits;
}

/** The core lets nobody wait longer than 3 s; what it says nothing about, the device changed under it. */
const askWithinMs = 5000;
const busy = 6;
const targetSilent = 11;
/** A client that is sent away comes again and again: told so often. */
const tellEveryMs = 60_000;

export function createModbusServer(options: ModbusServerOptions): ModbusServer {
  const { host, maxClients, ask, log, limits = usualLimits } = options;
  const clients = new Map<Socket, { readonly address: string; requests: number }>();
  const counts = { requests: 0, answered: 0, turnedAway: 0, dismissed: 0 };
  const refused = new Map<number, number>();
  let lastDismissed: string | undefined;
  let toldAt = -Infinity;
  let port = options.port;

  function take(socket: Socket): void {
    const address = socket.remoteAddress ?? 'a client';
    if (clients.size >= maxClients) {
      counts.turnedAway += 1;
      socket.on('error', () => undefined);
      socket.destroy();
      return tell(
        `${address} was turned away: ${maxClients} clients are connected. Close one of them, or raise modbusServer.maxClients.`,
      );
    }
    const client = { address, requests: 0 };
    clients.set(socket, client);
    socket.once('close', () => clients.delete(socket));
    serveClient(socket, limits, {
      serve(request) {
        client.requests += 1;
        return serve(request);
      },
      dismissed(why) {
        counts.dismissed += 1;
        lastDismissed = `${address}: ${why}`;
        tell(`${address} was sent away: ${why}.`);
      },
    });
  }

  function tell(text: string): void {
    const now = performance.now();
    if (now - toldAt < tellEveryMs) return;
    toldAt = now;
    log.warn('BB_MODBUS_SERVER_CLIENT', `Modbus server: ${text}`);
  }

  async function serve({ unit, asks }: ClientRequest): Promise<RegistersRead> {
    counts.requests += 1;
    const answer = 'read' in asks ? await read(unit, asks.read) : asks;
    if ('exception' in answer) refused.set(answer.exception, (refused.get(answer.exception) ?? 0) + 1);
    else counts.answered += 1;
    return answer;
  }

  async function read(unit: number, range: Extract<Question, { kind: 'registers' }>['read']): Promise<RegistersRead> {
    try {
      return (await ask({ kind: 'registers', unit, read: range }, askWithinMs)) as RegistersRead;
    } catch (error) {
      return { exception: (error as Error).message === 'BB_API_BUSY' ? busy : targetSilent };
    }
  }

  const server: Server = createServer({ pauseOnConnect: false }, take);
  return {
    async listen() {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(options.port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      server.on('error', (error) => log.warn('BB_MODBUS_SERVER', `Modbus server: ${error.message}`));
      const address = server.address();
      if (typeof address === 'object' && address !== null) ({ port } = address);
      return port;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of clients.keys()) socket.destroy();
      await closed;
    },
    view: () => ({
      address: host,
      port,
      maxClients,
      clients: [...clients.values()].map(({ address, requests }) => ({ address, requests })),
      ...counts,
      refused: Object.fromEntries(refused),
      ...(lastDismissed !== undefined && { lastDismissed }),
    }),
  };
}
