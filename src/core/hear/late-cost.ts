// What a central system of 2.x answers to an event for its driver (I02): the station was answered long before, from what the
// site knew.

import type { OrderOf, PassedKind } from '../../ocpp/order.ts';
import type { Heard } from '../heard.ts';
import type { Link, Purpose } from '../links.ts';
import { lose } from '../losses.ts';
import { isCallable, passOn } from '../orders/context.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';
import { isUnknown } from './unknown-actions.ts';

const forDrivers = [
  'chargingPriority',
  'totalCost',
  'transactionLimit',
  'updatedPersonalMessage',
  'updatedPersonalMessageExtra',
];

type Rows = Extract<Purpose, { kind: 'rows' }>;

/** Where the transaction goes on its cost is told by a message of its own; all the rest comes too late, and is counted. */
export function hearLateWords(
  state: State,
  heard: Heard,
  { peer }: Link,
  { station, transaction }: Rows,
  payload: object,
  now: Now,
): void {
  const late = forDrivers.filter((field) => Object.hasOwn(payload, field));
  if (late.length === 0) return;
  const { totalCost } = payload as { totalCost?: unknown };
  const isTold =
    typeof totalCost === 'number' &&
    tellCost(state, heard, { station, totalCost, ...(transaction !== undefined && { transaction }) }, now);
  const lost = isTold ? late.filter((field) => field !== 'totalCost') : late;
  const losses = lost.map((field) => ({ field, reason: 'tooLate' as const }));
  lose(state, peer.version, state.stationLinks.get(station)?.peer.version ?? peer.version, losses);
}

interface Cost extends Pick<Rows, 'station' | 'transaction'> {
  readonly totalCost: number;
}

/** False where the station has no such message, cannot be called, or the transaction is over. */
function tellCost(state: State, heard: Heard, { station, transaction, totalCost }: Cost, now: Now): boolean {
  const known =
    transaction === undefined ? undefined : state.ledger.stations.get(station)?.transactions.known.get(transaction);
  const own = known?.endedAt === undefined ? known?.stationTransaction : undefined;
  if (own === undefined || dialectOfStation(state, station).version === '1.6') return false;
  const order: OrderOf<PassedKind> = {
    kind: 'costUpdated',
    payload: { totalCost, transactionId: own },
    transaction: own,
  };
  if (!isCallable(state, station, now) || isUnknown(state, station, order)) return false;
  passOn({ state, decided: heard, from: { kind: 'gateway', purpose: 'cost' }, now }, order, [{ station, order }]);
  return true;
}
