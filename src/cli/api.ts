// The API of the gateway: what it shows is gathered here, who may use it, and the doors to it.

import { createAccess } from '../../adapters/access/access.ts';
import type { Access } from '../../adapters/access/access.ts';
import type { HttpOptions } from '../../adapters/http/http.ts';
import { createHttp } from '../../adapters/http/http.ts';
import type { Log } from '../../adapters/log/log.ts';
import { openAccess } from '../local/access/console.ts';
import type { CertificateAlarm } from '../core/ports/door.ts';
import type { Clock } from '../core/ports.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import { startAudit } from './audit.ts';
import { dashboardFolder } from './dashboard-files.ts';
import type { HealthSources } from './health.ts';
import { healthOf } from './health.ts';
import { createLanKeeper } from './lan-keeper.ts';
import { pastIn } from './past.ts';
import { plainDoor } from './plain-door.ts';
import { planDay } from './plan-day.ts';
import { sessionsIn } from './sessions.ts';
import type { Store } from './store.ts';

export interface ApiSources
  extends Pick<HttpOptions, 'asks' | 'events' | 'modbusServer' | 'trace'>, Pick<HealthSources, 'driver' | 'loop'> {
  readonly clock: Clock;
  readonly gateway: HealthSources['gateway'];
  readonly journalFailure: HealthSources['journalFailure'];
  readonly store: Store;
  readonly metrics: { readonly text: () => Promise<string>; readonly contentType: string };
  /** Undefined where there is no site file to change. */
  readonly stations: HttpOptions['stations'] | undefined;
  readonly files: HttpOptions['files'] | undefined;
  readonly config: GatewayConfig;
  /** Of the site file. */
  readonly folder: string;
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
  const { config, folder, clock, log } = sources;
  const access = accessOf(sources, () => void lan.open());
  const audit = startAudit(config.data.dir, log, () => clock.utc(), config.retention?.auditDays);
  const { id, name } = config.site;
  const http = createHttp({
    ...shownOf(sources),
    access: access ?? openAccess,
    front: { site: () => ({ id, name }), tls: () => lan.shown() },
    hosts: () => lan.names(),
    audit: { log: audit.trail, tell: audit.tell },
  });
  const lan = createLanKeeper({
    ...{ api: config.api, dir: config.data.dir, folder, log, lan: http.lan },
    now: () => clock.utc(),
  });
  const plain = plainDoor(config.api, http, log, access !== undefined);
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
      await audit.stop();
    },
  };
}

function shownOf(sources: ApiSources): Omit<HttpOptions, 'access' | 'front'> {
  const { asks, events, modbusServer, stations, files, log, store, trace, gateway, metrics } = sources;
  return {
    asks,
    dashboard: dashboardFolder,
    ...(stations !== undefined && { stations }),
    ...(files !== undefined && { files }),
    ...healthOf(sources),
    metrics: async () => ({ text: await metrics.text(), contentType: metrics.contentType }),
    ...pastIn(store, gateway.state.ledger),
    plan: planDay(store, asks.ask),
    sessions: sessionsIn(store, gateway.state.ledger, asks.ask),
    ...(trace !== undefined && { trace }),
    upkeep: { copy: store.backup, recentLog: () => log.recent?.() ?? [] },
    ...(events !== undefined && { events }),
    ...(modbusServer !== undefined && { modbusServer }),
  };
}

/** Undefined where everybody on this computer may do everything. */
function accessOf({ config, clock, log }: ApiSources, onClaimed: () => void): Access | undefined {
  if (config.api.access === 'open') return undefined;
  const { id, name } = config.site;
  return createAccess({ dir: config.data.dir, clock, words: [id, name], log, onClaimed });
}
