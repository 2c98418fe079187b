import type { OrderOf, OrderWords } from '../order.ts';

/** GetTransactionStatus (E14). Of no transaction in particular nobody asks whether it goes on. */
export const getTransactionStatus: OrderWords<OrderOf<'getTransactionStatus'>> = {
  action: 'GetTransactionStatus',
  kind: 'getTransactionStatus',
  read: ({ transactionId }: { transactionId?: string }) => ({
    kind: 'getTransactionStatus',
    ...(transactionId !== undefined && { transaction: transactionId }),
  }),
  answer: ({ messagesInQueue = false, isOngoing }) => ({
    messagesInQueue,
    ...(isOngoing !== undefined && { ongoingIndicator: isOngoing }),
  }),
  say: ({ transaction }) => (transaction === undefined ? {} : { transactionId: transaction }),
  readAnswer: ({ messagesInQueue, ongoingIndicator }: { messagesInQueue: boolean; ongoingIndicator?: boolean }) => ({
    status: 'Accepted',
    messagesInQueue,
    ...(ongoingIndicator !== undefined && { isOngoing: ongoingIndicator }),
  }),
};
