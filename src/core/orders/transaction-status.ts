// GetTransactionStatus (E14): whether a transaction goes on, and whether anything of it is still to be told.

import type { TransactionId } from '../../model/ids.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { serves } from '../uplink/live.ts';
import type { OrderContext } from './context.ts';
import { answerNow, uplinkOf } from './context.ts';

export function serveTransactionStatus(context: OrderContext, order: OrderOf<'getTransactionStatus'>): void {
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  const transaction = order.transaction as TransactionId | undefined;
  const messagesInQueue = isQueued(uplink, transaction);
  if (transaction === undefined) return answerNow(context, order, { status: 'Accepted', messagesInQueue });
  answerNow(context, order, {
    status: 'Accepted',
    messagesInQueue,
    isOngoing: isOngoing(context, uplink, transaction),
  });
}

function isQueued({ outbox }: UplinkLive, transaction: TransactionId | undefined): boolean {
  // What the window has not read yet may be of any transaction.
  if (outbox.behind !== undefined) return true;
  return outbox.entries.some(({ fact }) => fact.transaction !== undefined && isOf(fact.transaction, transaction));
}

const isOf = (one: TransactionId, wanted: TransactionId | undefined): boolean => wanted === undefined || one === wanted;

function isOngoing({ state }: OrderContext, uplink: UplinkLive, transaction: TransactionId): boolean {
  for (const [station, { transactions }] of state.ledger.stations) {
    const known = serves(uplink, station) ? transactions.known.get(transaction) : undefined;
    if (known !== undefined) return known.endedAt === undefined;
  }
  return false;
}
