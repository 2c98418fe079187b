// The logs of limits and of orders from outside as the API shows them.

import type { LimitEntry, LogQuery, OrderEntry } from '../../adapters/history/limit-entry.ts';
import type { LimitLogQuery, LimitLogs } from '../../adapters/http/limit-routes.ts';
import { explain } from '../local/explain.ts';
import { orderWords } from '../local/order-words.ts';
import { isoOf } from '../model/time.ts';
import type { GatewayPart } from '../site/gateway-part.ts';
import { predecessorsOf } from '../site/gateway-part.ts';
import type { Store } from './store.ts';

/** Asked anew for each question: a station may take the place of another. */
export const limitLogsIn = (
  store: Pick<Store, 'limits' | 'orders'>,
  ledger: { readonly gateway: GatewayPart },
): LimitLogs => ({
  limits: (query) => limitsFor(query, store, ledger.gateway),
  orders: (query) => ordersFor(query, store),
});

/** Under the name of the place, whatever device stood in it before. */
async function limitsFor(
  { station, ...query }: LimitLogQuery,
  store: Pick<Store, 'limits'>,
  known: GatewayPart,
): Promise<readonly object[]> {
  const found = await store.limits({ ...query, stations: [station, ...predecessorsOf(known, station)] });
  return found.map(limitView);
}

function limitView({ at, ...entry }: LimitEntry): object {
  return { ...entry, at: isoOf(at), why: explain(entry.reason, { amps: entry.amps }) };
}

const ordersFor = async (query: LogQuery, store: Pick<Store, 'orders'>): Promise<readonly object[]> =>
  (await store.orders(query)).map(orderView);

const orderView = ({ at, fact, ...entry }: OrderEntry): object => ({
  ...entry,
  at: isoOf(at),
  ...orderWords(fact),
  fact,
});
