// A gateway with a TLS listener on a site file in a folder of its own, with a central system that is never there.

import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { ClientOptions, WebSocket } from 'ws';
import { failsTest } from '../peers/fails-test.ts';
import { stationSocket } from '../peers/judged.ts';
import type { DoorGateway } from './door/gateway.ts';
import { basic, startDoor } from './door/gateway.ts';

export const password = 'a-long-word-for-one';

export interface TlsGateway {
  readonly gateway: DoorGateway;
  readonly port: number;
  /** Security events that the central system is to be told, but for those that are critical and rare. */
  readonly events: () => readonly {
    readonly type: string;
    readonly techInfo?: string | undefined;
    readonly critical: boolean;
  }[];
  readonly alarms: () => readonly string[];
  /** Who was turned away: code and why. */
  readonly pending: () => Promise<
    readonly { readonly identity: string; readonly code: string; readonly text: string; readonly remedy: string }[]
  >;
  knock(id: string, options?: ClientOptions & { protocols?: readonly string[] }, at?: At): Promise<Knocked>;
}

/** Another port, with TLS or without; that of the gateway with TLS when absent. */
export interface At {
  readonly port?: number;
  readonly plainPort?: number;
}

export interface Knocked {
  /** 101, the status of a refusal, or 0 where TLS failed. */
  readonly status: number;
  readonly fault: string;
  readonly socket: WebSocket;
  /** Frames that came. */
  readonly frames: readonly string[];
}

export interface TlsSite {
  /** In a folder that has the PEM files. */
  readonly dir: string;
  /** The inside of `tls: { … }`. */
  readonly tls: string;
  /** The `security` of CP-01. */
  readonly security?: string;
  /** More stations, a line each. */
  readonly stations?: string;
}

export const siteText = ({ tls, security = `{ profile: 2, password: ${password} }`, stations = '' }: TlsSite): string =>
  `site: { id: depot, name: Depot, timezone: UTC }
listeners:
  - { address: 127.0.0.1, port: 0, tls: { ${tls} } }
  - { address: 127.0.0.1, port: 0 }
circuits:
  - { id: main, limitAmps: 200 }
stations:
  - { id: CP-01, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: ${security} }
  - { id: PLAIN, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 1, password: ${password} } }
${stations}
uplinks:
  - { id: csms, kind: ocpp, mode: aggregate, version: "1.6", url: "ws://127.0.0.1:9", identity: depot, role: control, securityEvents: true }
api: { listen: '127.0.0.1:0', access: open }
`;

export async function startTls(site: TlsSite): Promise<TlsGateway> {
  const find = failsTest();
  writeFileSync(join(site.dir, 'depot.yaml'), siteText(site));
  const gateway = await startDoor(undefined, site.dir);
  const [port] = gateway.running.stationPorts;
  const { state } = gateway.running.gateway;
  return {
    gateway,
    port: port!,
    events() {
      const [uplink] = state.ledger.uplinks.values();
      return uplink?.security.others ?? [];
    },
    // The central system is not there.
    alarms: () => [...state.alarms.keys()].filter((one) => !one.startsWith('BB_UPLINK')),
    async pending() {
      const { body } = await gateway.get('stations/pending');
      return (body as { pending: Awaited<ReturnType<TlsGateway['pending']>> }).pending;
    },
    knock(id, options = {}, at = {}) {
      const base = at.plainPort === undefined ? `wss://127.0.0.1:${at.port ?? port}` : `ws://127.0.0.1:${at.plainPort}`;
      const socket = stationSocket(`${base}/${id}`, find, options);
      onTestFinished(() => socket.terminate());
      const frames: string[] = [];
      socket.on('message', (data: Buffer) => frames.push(data.toString()));
      return new Promise((resolve) => {
        const end = (status: number, fault = ''): void => resolve({ status, fault, socket, frames });
        socket.on('open', () => end(101));
        socket.on('unexpected-response', (_request, response) => {
          end(response.statusCode ?? 0);
          socket.terminate();
        });
        socket.on('error', (error: NodeJS.ErrnoException) => end(0, error.code ?? error.message));
      });
    },
  };
}

export const withPassword = (id: string): { readonly headers: Readonly<Record<string, string>> } => ({
  headers: { authorization: basic([id, password]) },
});
