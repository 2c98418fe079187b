// The running cost that a central system of 2.x answers to an event, for stations of 2.0.1: no answer to them carries it before
// the end of the transaction, and a message of its own does (I02).

import type { StationId, TransactionId, UplinkId } from '../../model/ids.ts';
import type { OrderOf, PassedKind, Passage } from '../../ocpp/order.ts';
import type { Heard } from '../heard.ts';
import type { Link, Purpose } from '../links.ts';
import { isCallable, passOn } from '../orders/context.ts';
import type { Now } from '../ports.ts';
import { costToldBy } from '../prices/told.ts';
import type { State } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';
import { isUnknown } from './unknown-actions.ts';

/** What it says that a transaction costs is kept, whatever becomes of it at the station. */
export function noteCost(
  state: State,
  heard: Heard,
  {
    uplink,
    ...about
  }: { uplink: UplinkId; station: StationId; transaction: TransactionId | undefined; isFinal: boolean },
  payload: unknown,
  now: Now,
): void {
  const { totalCost: cost } = (payload ?? {}) as { totalCost?: unknown };
  const told = cost === undefined ? undefined : costToldBy(state, uplink, { ...about, cost }, now);
  if (told !== undefined) heard.facts.push(told);
}

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
