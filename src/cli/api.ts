// The API of the gateway: what it shows is gathered here, who may use it, and the doors to it.

import { createAccess } from '../../adapters/access/access.ts';
import type { Access } from '../../adapters/access/access.ts';
import type { HttpOptions } from '../../adapters/http/http.ts';
import { createHttp } from '../../adapters/http/http.ts';
import type { Log } from '../../adapters/log/log.ts';
import { openAccess } from '../local/access/console.ts';
import type { CertificateAlarm } from '../core/ports/door.ts';
import type { Clock } from '../core/ports.ts';
import { startAudit } from './audit.ts';
import { dashboardFolder } from './dashboard-files.ts';
import type { HealthSources } from './health.ts';
import { healthOf } from './health.ts';
import { createLanKeeper } from './lan-keeper.ts';
import { pastIn } from './past.ts';
import { plainDoor } from './plain-door.ts';
import type { Store } from './store.ts';
import type { ViewParts } from './views.ts';
import { viewsIn } from './views.ts';

export interface ApiSources
  extends
    Pick<HttpOptions, 'asks' | 'events' | 'heldCertificates' | 'modbusServer'>,
    Pick<ViewParts, 'trace' | 'addressOf' | 'config'>,
    Pick<HealthSources, 'driver' | 'loop'> {
  readonly clock: Clock;
  readonly gateway: HealthSources['gateway'];
  readonly journalFailure: HealthSources['journalFailure'];
  readonly store: Store;
  readonly metrics: { readonly text: () => Promise<string>; readonly contentType: string };
  /** Undefined where there is no site file to change. */
  readonly stations: HttpOptions['stations'] | undefined;
  readonly files: HttpOptions['files'] | undefined;
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
  const { folder, clock, log } = sources;
  // Where it listens and where its data lie change with the next start.
  const config = sources.config();
  const access = accessOf(sources, () => void lan.open());
  const audit = startAudit(config.data.dir, log, () => clock.utc(), config.retention?.auditDays);
  const http = createHttp({
    ...shownOf(sources),
    access: access ?? openAccess,
    front: { site: () => siteIn(sources), tls: () => lan.shown() },
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

function siteIn({ config }: ApiSources): { readonly id: string; readonly name: string } {
  const { id, name } = config().site;
  return { id, name };
}

function shownOf(sources: ApiSources): Omit<HttpOptions, 'access' | 'front'> {
  const { asks, events, heldCertificates, modbusServer, stations, files, log, store, gateway, metrics } = sources;
  const { trace, addressOf, config } = sources;
  return {
    asks,
    dashboard: dashboardFolder,
    ...(stations !== undefined && { stations }),
    ...(files !== undefined && { files }),
    ...healthOf(sources),
    metrics: async () => ({ text: await metrics.text(), contentType: metrics.contentType }),
    ...pastIn(store, gateway.state.ledger),
    ...viewsIn({ store, ledger: gateway.state.ledger, ask: asks.ask, trace, addressOf, config }),
    upkeep: { copy: store.backup, recentLog: () => log.recent?.() ?? [] },
    ...(events !== undefined && { events }),
    ...(modbusServer !== undefined && { modbusServer }),
    ...(heldCertificates !== undefined && { heldCertificates }),
  };
}

/** Undefined where everybody on this computer may do everything. */
function accessOf(sources: ApiSources, onClaimed: () => void): Access | undefined {
  const { clock, log } = sources;
  const config = sources.config();
  if (config.api.access === 'open') return undefined;
  const { id, name } = config.site;
  return createAccess({ dir: config.data.dir, clock, words: [id, name], log, onClaimed });
}
