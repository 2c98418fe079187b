// What people look at over the API: the plan, sessions, stations, what was said on the wire, and files of the past.

import type { HttpOptions } from '../../adapters/http/http.ts';
import type { Trace } from '../../adapters/trace/trace.ts';
import type { StationServer } from '../../adapters/ws-server/server.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { GatewayPart } from '../site/gateway-part.ts';
import type { Core } from './core-asks.ts';
import { exportsOf } from './exports.ts';
import { planDay } from './plan-day.ts';
import { sessionsIn } from './sessions.ts';
import type { Store } from './store.ts';

export interface ViewParts {
  readonly store: Store;
  readonly ledger: { readonly gateway: GatewayPart };
  readonly ask: Core;
  readonly trace: Trace;
  readonly addressOf: StationServer['addressOf'];
  /** As it is in force when somebody asks. */
  readonly config: () => GatewayConfig;
}

export const viewsIn = ({
  store,
  ledger,
  ask,
  trace,
  addressOf,
  config,
}: ViewParts): Pick<HttpOptions, 'plan' | 'sessions' | 'trace' | 'addressOf' | 'exports'> => ({
  plan: planDay(store, ask),
  sessions: sessionsIn(store, ledger, ask),
  trace,
  addressOf,
  exports: exportsOf(config),
});
