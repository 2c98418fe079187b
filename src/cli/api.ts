// The API of the gateway: what it shows is gathered here, and who may use it.

import type { Http, HttpOptions } from '../../adapters/http/http.ts';
import { createHttp } from '../../adapters/http/http.ts';
import type { Log } from '../../adapters/log/log.ts';
import { openAccess } from '../local/access/console.ts';
import type { Clock } from '../core/ports.ts';
import { startAudit } from './audit.ts';
import { dashboardFolder } from './dashboard-files.ts';
import type { HealthSources } from './health.ts';
import { healthOf } from './health.ts';
import { pastIn } from './past.ts';
import type { Store } from './store.ts';
import type { ViewParts } from './views.ts';
import { viewsIn } from './views.ts';

export interface ApiSources
  extends
    Pick<HttpOptions, 'asks' | 'events' | 'modbusServer' | 'audited'>,
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
  readonly log: Log;
}

export function createApi(sources: ApiSources): Http {
  const { asks, events, modbusServer, audited, stations, files, config, clock, log, store, gateway, metrics } = sources;
  const { trace, addressOf } = sources;
  const { data, retention } = config();
  const audit = startAudit(data.dir, log, () => clock.utc(), retention?.auditDays);
  const http = createHttp({
    asks,
    access: openAccess,
    dashboard: dashboardFolder,
    ...(audited !== undefined && { audited }),
    ...(stations !== undefined && { stations }),
    ...(files !== undefined && { files }),
    audit: { log: audit.trail, tell: audit.tell },
    ...healthOf(sources),
    metrics: async () => ({ text: await metrics.text(), contentType: metrics.contentType }),
    ...pastIn(store, gateway.state.ledger),
    ...viewsIn({ store, ledger: gateway.state.ledger, ask: asks.ask, trace, addressOf, config }),
    upkeep: { copy: store.backup, recentLog: () => log.recent?.() ?? [] },
    ...(events !== undefined && { events }),
    ...(modbusServer !== undefined && { modbusServer }),
  });
  return {
    ...http,
    async stop() {
      await http.stop();
      await audit.stop();
    },
  };
}
