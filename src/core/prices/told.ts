// What central systems say that a transaction costs: that counts, and is kept apart from what the tariff says.

import type { StationId, TransactionId, UplinkId } from '../../model/ids.ts';
import type { CostTold } from '../../model/fact/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

/** Nothing costs as much; what does is a mistake. */
const mostCost = 1e9;

/**
 * Undefined where it is no amount, nobody knows the transaction, the central system has no say there, or it said the same
 * before.
 */
export function costToldBy(
  state: State,
  uplink: UplinkId,
  { station, transaction, cost, isFinal }: Told,
  now: Now,
): CostTold | undefined {
  if (typeof cost !== 'number' || !(Math.abs(cost) <= mostCost)) return undefined;
  if (state.uplinks.get(uplink)?.config.role !== 'control' || transaction === undefined) return undefined;
  const known = state.ledger.stations.get(station)?.transactions.known.get(transaction);
  if (known === undefined) return undefined;
  const before = known.costTold;
  const isOld = before?.isFinal === true && !isFinal;
  if (isOld || (before?.cost === cost && (before.isFinal === true) === isFinal)) return undefined;
  return {
    kind: 'CostTold',
    station,
    transaction,
    toldBy: uplink,
    cost,
    ...(isFinal && { isFinal }),
    happenedAt: now.utc,
  };
}

interface Told {
  readonly station: StationId;
  readonly transaction: TransactionId | undefined;
  readonly cost: unknown;
  readonly isFinal: boolean;
}
