// Transactions of a device that will never end them itself, because it was taken away: a person says so, and they end with
// what was known last. The only transaction message that no station sent, and it is marked.

import { stationOf } from '../../model/config/site.ts';
import type { TransactionEnded } from '../../model/fact/transaction.ts';
import type { StationId } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import type { Transaction } from '../../site/transaction.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Decided } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { makeId, siteOf } from '../state.ts';

/** How many there were. A station that has its place and is connected ends its own. */
export function endTransactions(state: State, station: StationId, decided: Decided, now: Now): number {
  const part = state.ledger.stations.get(station);
  const place = stationOf(siteOf(state), station);
  const isHere = place !== undefined && place.state !== 'retired' && state.stationLinks.has(station);
  if (part === undefined || isHere) return 0;
  const open = openOnes(part.transactions);
  decided.facts.push(...open.map((one) => endedAsKnown(state, station, one, now)));
  return open.length;
}

function endedAsKnown(state: State, station: StationId, open: Transaction, now: Now): TransactionEnded {
  const { evse, transaction, number, meterStartWh, believedStartWh = meterStartWh } = open;
  const meterStopWh = open.registerWh ?? believedStartWh;
  const happenedAt = open.registerAt ?? open.startedAt;
  const payload = { transactionId: number, meterStop: meterStopWh, timestamp: isoOf(happenedAt), reason: 'Other' };
  const json = JSON.stringify(payload);
  return {
    kind: 'TransactionEnded',
    station,
    evse,
    transaction,
    number,
    meterStopWh,
    energyWh: Math.max(0, meterStopWh - believedStartWh),
    reason: 'Other',
    happenedAt,
    receivedAt: now.utc,
    endedBy: 'person',
    delivery: { messageId: makeId(state), payloadHash: state.hash(json) },
    raw: { dialect: 'ocpp1.6', json },
  };
}
