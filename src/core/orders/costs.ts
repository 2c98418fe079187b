// Costs that a central system tells: CostUpdated of 2.x, and of 1.6 the DataTransfer messages of the OCA's white paper "OCPP &
// California Pricing Requirements" (vendor org.openchargealliance.costmsg). They are kept, and go on to stations that can show
// them.

import type { StationId, TransactionId } from '../../model/ids.ts';
import type { Transaction } from '../../site/transaction.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { isUnknown } from '../hear/unknown-actions.ts';
import { costToldBy } from '../prices/told.ts';
import { dialectOfStation } from '../station-dialect.ts';
import { costVendor } from './cost-vendor.ts';
import type { OrderContext } from './context.ts';
import { answerNow, passOn, stationsOf } from './context.ts';
import { serveForTransaction } from './passed.ts';
import { meantBy } from './remote.ts';
import type { StationOrder } from './ticket.ts';

/** CostUpdated: what a station cannot show is known here all the same. */
export function serveCostUpdated(context: OrderContext, order: OrderOf<'costUpdated'>): void {
  const { totalCost } = order.payload as { totalCost?: unknown };
  const found = transactionOf(context, order.transaction as TransactionId | undefined);
  if (found !== undefined) note(context, found, totalCost, false);
  serveForTransaction(context, order);
}

interface Found {
  readonly station: StationId;
  readonly known: Transaction;
}

function transactionOf(context: OrderContext, transaction: TransactionId | undefined): Found | undefined {
  if (transaction === undefined) return undefined;
  for (const station of stationsOf(context)) {
    const known = context.state.ledger.stations.get(station)?.transactions.known.get(transaction);
    if (known !== undefined) return { station, known };
  }
  return undefined;
}

function note({ state, from, decided, now }: OrderContext, found: Found, cost: unknown, isFinal: boolean): void {
  if (from.kind !== 'csms') return;
  const { station, known } = found;
  const told = costToldBy(state, from.uplink, { station, transaction: known.transaction, cost, isFinal }, now);
  if (told !== undefined) decided.facts.push(told);
}

/** RunningCost and FinalCost name a transaction by its number upstream; the texts of SetUserPrice are for who has a display. */
export function serveCostMessage(context: OrderContext, order: OrderOf<'dataTransfer'>): void {
  const { message } = order;
  if (message !== 'RunningCost' && message !== 'FinalCost')
    return answerNow(context, order, { status: 'UnknownMessageId' });
  const fields = fieldsOf(order.data);
  const found = typeof fields?.['transactionId'] === 'number' ? numbered(context, fields['transactionId']) : undefined;
  const cost = fields?.['cost'];
  if (found === undefined || typeof cost !== 'number')
    return answerNow(context, order, {
      status: 'Rejected',
      data: JSON.stringify({
        reason: 'The data are JSON with the "transactionId" of one that is known, and its "cost".',
      }),
    });
  note(context, found, cost, message === 'FinalCost');
  const given = forStation(context, found, order, { ...fields, cost });
  if (given !== undefined) passOn({ ...context, from: { kind: 'gateway', purpose: 'cost' } }, given.order, [given]);
  // Known is known, whether or not the station shows it.
  answerNow(context, order, { status: 'Accepted' });
}

function numbered(context: OrderContext, number: number): Found | undefined {
  const { state, from } = context;
  return from.kind === 'csms' ? transactionOf(context, meantBy(state, from.uplink, { number })) : undefined;
}

/** With the station's own number, or as CostUpdated where it speaks 2.x. After its end no message of 2.x has it. */
function forStation(
  context: OrderContext,
  { station, known }: Found,
  { message }: OrderOf<'dataTransfer'>,
  fields: Readonly<Record<string, unknown>> & { readonly cost: number },
): StationOrder | undefined {
  const { state } = context;
  if (dialectOfStation(state, station).version === '1.6') {
    const data = JSON.stringify({ ...fields, transactionId: known.number });
    return {
      station,
      order: { kind: 'dataTransfer', vendor: costVendor, ...(message !== undefined && { message }), data },
    };
  }
  const own = known.endedAt === undefined ? known.stationTransaction : undefined;
  if (own === undefined) return undefined;
  const order: OrderOf<'costUpdated'> = {
    kind: 'costUpdated',
    payload: { totalCost: fields.cost, transactionId: own },
    transaction: own,
  };
  return isUnknown(state, station, order) ? undefined : { station, order };
}

function fieldsOf(data: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const fields: unknown = JSON.parse(data ?? '');
    return typeof fields === 'object' && fields !== null && !Array.isArray(fields)
      ? (fields as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
