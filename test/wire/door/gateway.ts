// A gateway on a site file in a folder of its own, over real sockets: what an installer has in front of himself.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import { loadSiteFile } from '../../../adapters/config-file/load.ts';
import { describe as told } from '../../../adapters/config-file/located.ts';
import type { JournalOptions } from '../../../adapters/sqlite-journal/options.ts';
import { createLog } from '../../../adapters/log/log.ts';
import { failsTest } from '../../peers/fails-test.ts';
import type { Find } from '../../peers/judged.ts';
import { stationSocket } from '../../peers/judged.ts';
import type { RunningGateway } from '../../../src/cli/compose.ts';
import { compose } from '../../../src/cli/compose.ts';

export interface DoorGateway {
  readonly running: RunningGateway;
  readonly file: string;
  readonly dir: string;
  readonly text: () => string;
  /** Lines of the log. */
  readonly lines: readonly { readonly code: string; readonly msg: string }[];
  get(path: string): Promise<Answer>;
  post(path: string, body: object, headers?: Record<string, string>): Promise<Answer>;
  /** Knocks; resolves with the socket, or the status that it was refused with. */
  knock(path: string, options?: KnockOptions): Promise<Knocked>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Record<string, unknown>;
}

export interface KnockOptions {
  /** User name and password, each character a byte. */
  readonly basic?: readonly [string, string];
  readonly authorization?: string;
  readonly protocols?: readonly string[];
}

export interface Knocked {
  /** 101 when the handshake was completed. */
  readonly status: number;
  readonly socket: WebSocket | undefined;
}

export const basic = ([name, password]: readonly [string, string]): string =>
  `Basic ${Buffer.from(`${name}:${password}`, 'latin1').toString('base64')}`;

/** The bytes of a key in hex digits, each as a character. */
export const raw = (key: string): string => Buffer.from(key, 'hex').toString('latin1');

export function depotFile(stations: string, more = ''): string {
  return `# Our depot. Ask Eva before you change the fuses.
site: { id: depot, name: Depot, timezone: UTC }
listeners:
  - { address: 127.0.0.1, port: 0, paths: ['/ocpp/*'] } # the switch in the hall
circuits:
  - { id: main, limitAmps: 200 }
  - { id: row-a,   parent: main, limitAmps: 63 }   # cable under the gate
templates:
  ac22:
    evses: [{ id: 1, maxAmps: 32 }]
    security: { profile: 1, password: managed }
stations:
${stations}
api: { listen: '127.0.0.1:0', access: open }
${more}`;
}

/** Started on `text`, or on the file that is there already. */
export async function startDoor(
  text: string | undefined,
  folder?: string,
  journal: JournalOptions = {},
): Promise<DoorGateway> {
  const find = failsTest();
  const dir = folder ?? mkdtempSync(join(tmpdir(), 'busbar-door-'));
  const file = join(dir, 'depot.yaml');
  if (text !== undefined) writeFileSync(file, text);
  const loaded = loadSiteFile(file);
  if (!loaded.ok) throw new Error(loaded.problems.map(told).join('\n'));
  const lines: { code: string; msg: string }[] = [];
  const log = createLog({ stream: { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[0]) } });
  const config = { ...loaded.config, data: { dir, maxBytes: 1e9 } };
  const running = await compose(config, {
    log,
    siteFile: { path: file, loaded: { ...loaded, config } },
    countStarts: false,
    // Nobody fills this disk.
    journal: { ballastBytes: 0, ...journal },
    onFailure: (failure) => console.error(failure),
  });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= running.stop());
  onTestFinished(async () => {
    await stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const answer = await fetch(`http://127.0.0.1:${running.apiPort}/api/v1/${path}`, init);
    const body = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, etag: answer.headers.get('etag'), body };
  };
  return {
    running,
    file,
    dir,
    text: () => readFileSync(file, 'utf8'),
    lines,
    get: (path) => ask(path),
    post: (path, body, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    knock: (path, options = {}) => knockAt(`ws://127.0.0.1:${running.stationPorts[0]}${path}`, find, options),
    stop,
  };
}

function knockAt(url: string, find: Find, { basic: pair, authorization, protocols }: KnockOptions): Promise<Knocked> {
  const header = authorization ?? (pair === undefined ? undefined : basic(pair));
  const socket = stationSocket(url, find, {
    ...(protocols !== undefined && { protocols }),
    ...(header !== undefined && { headers: { authorization: header } }),
  });
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve({ status: 101, socket }));
    socket.on('unexpected-response', (_request, response) => {
      resolve({ status: response.statusCode ?? 0, socket: undefined });
      socket.terminate();
    });
    socket.on('error', (error) => reject(error));
  });
}

/** The next frame that comes to a socket. */
export const next = (socket: WebSocket): Promise<unknown[]> =>
  new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString()) as unknown[])));

/** The code with which a socket is closed. */
export const closed = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => socket.once('close', (code: number) => resolve(code)));

export async function boots(socket: WebSocket): Promise<unknown[]> {
  const heard = next(socket);
  const about = { chargePointVendor: 'Acme', chargePointModel: 'One' };
  socket.send(JSON.stringify([2, 'boot', 'BootNotification', about]));
  return heard;
}
