// Transactions as the API shows them.

import type { Session, SessionQuery } from '../../adapters/history/session.ts';
import type { TransactionQuery } from '../../adapters/http/site-routes.ts';
import { costOf } from '../local/session-cost.ts';
import type { StationId } from '../model/ids.ts';
import type { GatewayPart } from '../site/gateway-part.ts';
import { predecessorsOf } from '../site/gateway-part.ts';
import type { Store } from './store.ts';

/** What was charged at a station is looked up under its name, whatever device stood in its place before. */
export async function transactionsFor(
  { station, ...query }: TransactionQuery,
  store: Pick<Store, 'transactions'>,
  known: GatewayPart,
): Promise<readonly object[]> {
  const id = station as StationId | undefined;
  const stations = id === undefined ? {} : { stations: [id, ...predecessorsOf(known, id)] };
  const found = await store.transactions({ ...query, ...stations } satisfies SessionQuery);
  return found.map(masked);
}

/** Nobody needs more of a token than its end to know it again. */
function masked(session: Session): object {
  const {
    token,
    cost: _,
    currency: _in,
    costIsFinal: _is,
    toldCost: _told,
    toldCostIsFinal: _isTold,
    ...others
  } = session;
  const found = costOf(session);
  return {
    ...others,
    ...(token !== undefined && { tokenEnd: token.slice(-4) }),
    ...(found !== undefined && { cost: found }),
  };
}
