import type { OrderOf } from '../../ocpp/order.ts';
import type { Transaction } from '../../site/transaction.ts';

/** "End this transaction", by the number that a station of 1.6 got and by the id that one of 2.x gave. */
export const stopOf = ({
  number,
  stationTransaction,
}: Pick<Transaction, 'number' | 'stationTransaction'>): OrderOf<'remoteStop'> => ({
  kind: 'remoteStop',
  number,
  ...(stationTransaction !== undefined && { transaction: stationTransaction }),
});
