// The API of the gateway: what it shows is gathered here, who may use it, and the doors to it.

import { createAccess } from '../../adapters/access/access.ts';
import type { Access } from '../../adapters/access/access.ts';
import type { Http, HttpOptions } from '../../adapters/http/http.ts';
import { createHttp } from '../../adapters/http/http.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { CertificateAlarm } from '../core/ports/door.ts';
import type { Clock } from '../core/ports.ts';
import { openAccess } from '../local/access/console.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { HealthSources } from './health.ts';
import { healthOf } from './health.ts';
import type { LanKeeper } from './lan-keeper.ts';
import { createLanKeeper } from './lan-keeper.ts';
import { pastIn } from './past.ts';
import type { Store } from './store.ts';

export interface ApiSources
  extends Pick<HttpOptions, 'asks' | 'events' | 'modbusServer' | 'audited'>, Pick<HealthSources, 'driver' | 'loop'> {
  readonly gateway: HealthSources['gateway'];
  readonly journalFailure: HealthSources['journalFailure'];
  readonly store: Store;
  readonly metrics: { readonly text: () => Promise<string>; readonly contentType: string };
  /** Undefined where there is no site file to change. */
  readonly stations: HttpOptions['stations'] | undefined;
  readonly config: GatewayConfig;
  /** Of the site file. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'mono' | 'utc'>;
  readonly log: Log;
}

export interface Api {
  /** The port on this computer. Who may come in is known before anybody can. */
  listen(): Promise<number>;
  /** That for others; undefined while it is closed. */
  readonly lanPort: () => number | undefined;
  /** What is wrong with its doors. */
  readonly alarms: () => readonly CertificateAlarm[];
  stop(): Promise<void>;
}

export function createApi(sources: ApiSources): Api {
  const { config, folder, clock, log, gateway } = sources;
  const parts = { api: config.api, dir: config.data.dir, folder, log, now: () => clock.utc() };
  const access = accessOf(sources, () => void lan.open());
  const http = httpOf(
    sources,
    access ?? openAccess,
    () => lan.names(),
    () => lan.shown(),
  );
  const lan = createLanKeeper({ ...parts, lan: http.lan });
  const plain = plainDoor(config.api, http, log, () => access !== undefined);
  return {
    async listen() {
      await access?.start();
      const port = await plain.open();
      if (access?.state() === 'claimed') await lan.open();
      return port;
    },
    lanPort: lan.port,
    alarms: () => [...plain.alarms(), ...lan.alarms()],
    async stop() {
      plain.stop();
      lan.stop();
      await http.stop();
      await access?.stop();
    },
  };

  function httpOf(
    { asks, events, modbusServer, audited, stations, store, metrics }: ApiSources,
    who: HttpOptions['access'],
    hosts: () => readonly string[],
    tls: LanKeeper['shown'],
  ): Http {
    const { id, name } = config.site;
    return createHttp({
      asks,
      access: who,
      front: { site: () => ({ id, name }), tls },
      hosts,
      ...(audited !== undefined && { audited }),
      ...(stations !== undefined && { stations }),
      ...healthOf(sources),
      metrics: async () => ({ text: await metrics.text(), contentType: metrics.contentType }),
      ...pastIn(store, gateway.state.ledger),
      ...(events !== undefined && { events }),
      ...(modbusServer !== undefined && { modbusServer }),
    });
  }
}

/** Undefined where everybody on this computer may do everything. */
function accessOf({ config, clock, log }: ApiSources, onClaimed: () => void): Access | undefined {
  if (config.api.access === 'open') return undefined;
  const { id, name } = config.site;
  return createAccess({ dir: config.data.dir, clock, words: [id, name], log, onClaimed });
}

const againMs = 15_000;

/** A port that is taken stops nothing but the API, and is tried again; whoever wants no alarm of it hears it at the start. */
function plainDoor({ host, port }: GatewayConfig['api'], http: Http, log: Log, mayWait: () => boolean) {
  let trouble: CertificateAlarm | undefined;
  let timer: NodeJS.Timeout | undefined;
  const tryOnce = async (): Promise<number> => {
    const taken = await http.listen(host, port);
    if (trouble !== undefined) log.info('BB_API_OPEN', `The API listens on ${host}:${taken} now.`);
    trouble = undefined;
    return taken;
  };
  const again = (error: Error): void => {
    trouble = {
      code: 'BB_API_PORT',
      about: `${host}:${port}`,
      text: `Commands on this computer do not reach the gateway: the port ${host}:${port} cannot be opened (${error.message}). Everything else goes on, and this is tried again. Write another "api.listen", or end what has the port.`,
    };
    timer = setTimeout(() => void tryOnce().catch(again), againMs);
    timer.unref();
  };
  return {
    async open(): Promise<number> {
      try {
        return await tryOnce();
      } catch (error) {
        if (!mayWait()) throw error;
        again(error as Error);
        return port;
      }
    },
    alarms: () => (trouble === undefined ? [] : [trouble]),
    stop: () => clearTimeout(timer),
  };
}
