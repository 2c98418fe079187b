// The console of the running gateway, over its API; or, where none runs, of its files.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '../../adapters/config-file/located.ts';
import { openStationKeys } from '../../adapters/files/station-keys.ts';
import type { Log } from '../../adapters/log/log.ts';
import { lockData } from '../../adapters/sqlite-journal/data-lock.ts';
import { readIdentity } from '../../adapters/sqlite-journal/identity-file.ts';
import type { Outcome } from '../local/problem.ts';
import { failed } from '../local/problem.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { StationConsole } from '../local/station-console.ts';
import { askGateway } from './ask-gateway.ts';
import { loadSite } from './site-file.ts';
import type { Good } from './site-keeper.ts';
import { createSiteKeeper } from './site-keeper.ts';
import { createStationConsole } from './station-console.ts';

export interface ClientOptions {
  readonly api?: string;
  readonly config?: string;
}

export const usualApi = 'http://127.0.0.1:8080';
/** A new key takes its time on a slow station. */
const answerWithinMs = 60_000;

/** Uses the console of whatever is there; an outcome that says why where nothing is. */
export async function withConsole<Value>(
  { api, config }: ClientOptions,
  use: (console: StationConsole) => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  if (config === undefined) {
    const url = api ?? usualApi;
    return (await answers(url)) ? use(overHttp(url)) : away(url, 'name its site file with --config');
  }
  const loaded = loadSite(config);
  if (!loaded.ok)
    return failed(
      409,
      'BB_SITE_FILE_WRONG',
      `${loaded.problems.slice(0, 3).map(describe).join('\n')}\nCorrect it first; "busbar check ${config}" shows everything.`,
    );
  const url = api ?? apiUrlOf(loaded.config);
  return (await answers(url)) ? use(overHttp(url, config)) : onFiles(config, loaded, url, use);
}

/** Where the gateway of this site listens, from this computer. */
export function apiUrlOf({ api: { host, port } }: Pick<GatewayConfig, 'api'>): string {
  const named = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${named.includes(':') ? `[${named}]` : named}:${port}`;
}

const away = (url: string, otherwise: string) =>
  failed(503, 'BB_API_AWAY', `No gateway answers at ${url}. Start it, name its address with --api, or ${otherwise}.`);

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3000) });
    return true;
  } catch {
    return false;
  }
}

/** Changes the files of a gateway that does not run; its lock keeps it from starting meanwhile. */
async function onFiles<Value>(
  path: string,
  loaded: Good,
  url: string,
  use: (console: StationConsole) => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  const { dir } = loaded.config.data;
  let release = (): void => undefined;
  try {
    // A lock that is made here would belong to whoever runs this, and not to the gateway.
    if (existsSync(join(dir, 'lock.db'))) release = lockData(dir).release;
  } catch (error) {
    return failed(
      409,
      'BB_DATA_IN_USE',
      `${(error as Error).message} It does not answer at ${url}: name its address with --api.`,
    );
  }
  try {
    const keys = openStationKeys(dir);
    const kept = existsSync(dir) ? readIdentity(dir) : undefined;
    const keeper = createSiteKeeper({ path, inForce: loaded, log: quiet, apply: () => undefined, isRunning: false });
    return await use(
      createStationConsole({
        keeper,
        keys,
        log: quiet,
        ...(kept !== undefined && { keptNumbers: kept.identity.numbering }),
      }),
    );
  } finally {
    release();
  }
}

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function overHttp(url: string, config?: string): StationConsole {
  const send = <Value>(method: 'GET' | 'POST', path: string, body?: object): Promise<Outcome<Value>> =>
    askGateway(`${url}/api/v1/${path}`, {
      method,
      config,
      withinMs: answerWithinMs,
      ...(body !== undefined && { body }),
    });
  const to = (station: string, what: string): string => `stations/${encodeURIComponent(station)}/${what}`;
  return {
    pending: () => send('GET', 'stations/pending'),
    approve: (body) => send('POST', 'stations', body),
    replace: (old, by, evenIfCharging) => send('POST', to(old, 'replace'), { by, evenIfCharging }),
    move: (station, circuit) => send('POST', to(station, 'move'), { circuit }),
    retire: (station, evenIfCharging) => send('POST', to(station, 'retire'), { evenIfCharging }),
    newKey: (station) => send('POST', to(station, 'key'), {}),
    changeKey: (station) => send('POST', to(station, 'change-key'), {}),
    certificates: (station, order) => send('POST', to(station, 'certificates'), order),
    readmit: (station) => send('POST', to(station, 'readmit'), {}),
    endTransactions: (station) => send('POST', to(station, 'end-transactions'), {}),
    enrol: (body) => send('POST', 'enrolment', body),
    etag: () => '',
  };
}
