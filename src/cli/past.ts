// The past, as the API asks for it: sessions, limits, orders, events, minutes.

import type { HttpOptions } from '../../adapters/http/http.ts';
import type { GatewayPart } from '../site/gateway-part.ts';
import { eventLogsIn } from './event-log.ts';
import { limitLogsIn } from './limit-log.ts';
import type { Store } from './store.ts';
import { transactionsFor } from './transactions.ts';

/** The ledger is asked anew for each question: a station may take the place of another. */
export const pastIn = (
  store: Store,
  ledger: { readonly gateway: GatewayPart },
): Pick<HttpOptions, 'transactions' | 'limitLogs' | 'eventLogs'> => ({
  transactions: (query) => transactionsFor(query, store, ledger.gateway),
  limitLogs: limitLogsIn(store, ledger),
  eventLogs: eventLogsIn(store),
});
