// The API of the gateway: what it shows is gathered here, and who may use it.

import type { Http, HttpOptions } from '../../adapters/http/http.ts';
import { createHttp } from '../../adapters/http/http.ts';
import { openAccess } from '../local/access/console.ts';
import type { Audit } from './audit.ts';
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
  readonly gateway: HealthSources['gateway'];
  readonly journalFailure: HealthSources['journalFailure'];
  readonly store: Store;
  readonly metrics: { readonly text: () => Promise<string>; readonly contentType: string };
  /** Undefined where there is no site file to change. */
  readonly stations: HttpOptions['stations'] | undefined;
  readonly files: HttpOptions['files'] | undefined;
  readonly audit: Audit;
}

export function createApi(sources: ApiSources): Http {
  const { asks, events, modbusServer, audited, stations, files, audit, store, gateway, metrics } = sources;
  const { trace, addressOf, config } = sources;
  return createHttp({
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
    ...(events !== undefined && { events }),
    ...(modbusServer !== undefined && { modbusServer }),
  });
}
