// The running cost that a central system of 2.x answers to an event, for stations of 2.0.1: no answer to them carries it before
// the end of the transaction, and a message of its own does (I02).

import type { OrderOf, PassedKind, Passage } from '../../ocpp/order.ts';
import type { Heard } from '../heard.ts';
import type { Link, Purpose } from '../links.ts';
import { isCallable, passOn } from '../orders/context.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';
import { isUnknown } from './unknown-actions.ts';

/** What is left to be told otherwise: all of it where the station has no such message, cannot be called, or it is over. */
export function tellCost(
  state: State,
  heard: Heard,
  { peer }: Link,
  { station, transaction }: Extract<Purpose, { kind: 'rows' }>,
  payload: Passage,
  now: Now,
): Passage {
  const { totalCost, ...others } = payload;
  if (typeof totalCost !== 'number' || transaction === undefined || peer.kind !== 'uplink') return payload;
  if (state.uplinks.get(peer.uplink)?.config.role !== 'control') return payload;
  const known = state.ledger.stations.get(station)?.transactions.known.get(transaction);
  const own = known?.endedAt === undefined ? known?.stationTransaction : undefined;
  if (own === undefined || dialectOfStation(state, station).version !== '2.0.1') return payload;
  const order: OrderOf<PassedKind> = {
    kind: 'costUpdated',
    payload: { totalCost, transactionId: own },
    transaction: own,
  };
  if (!isCallable(state, station, now) || isUnknown(state, station, order)) return payload;
  passOn({ state, decided: heard, from: { kind: 'gateway', purpose: 'cost' }, now }, order, [{ station, order }]);
  return others;
}
