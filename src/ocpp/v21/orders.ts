// What only a central system of OCPP 2.1 orders. What is in no table here is not served: control of distributed energy
// resources, and the swap of batteries.

import type { OrderWords } from '../order.ts';
import { orders201 } from '../v201/orders.ts';
import { passedOrder } from '../v201/passed.ts';
import type { Words } from '../v201/words.ts';
import { updateDynamicSchedule, usePriorityCharging } from './smart-charging.ts';
import { adjustEventStream, getEventStreams } from './streams.ts';

const tariffRefusals = ['TooManyElements', 'ConditionNotSupported'] as const;

export const orders21 = (words: Words): readonly Pick<OrderWords, 'action' | 'kind'>[] => [
  ...orders201(words),
  adjustEventStream,
  passedOrder(words, 'AFRRSignal', 'afrrSignal', ['Accepted', 'Rejected']),
  passedOrder(words, 'ChangeTransactionTariff', 'changeTransactionTariff', [
    'Accepted',
    ...tariffRefusals,
    'NoCurrencyChange',
    'TxNotFound',
    'Rejected',
  ]),
  passedOrder(words, 'ClearTariffs', 'clearTariffs'),
  getEventStreams,
  passedOrder(words, 'GetTariffs', 'getTariffs', ['Accepted', 'NoTariff', 'Rejected']),
  passedOrder(words, 'NotifyAllowedEnergyTransfer', 'allowedEnergyTransfer', ['Accepted', 'Rejected']),
  passedOrder(words, 'NotifyWebPaymentStarted', 'webPaymentStarted'),
  passedOrder(words, 'SetDefaultTariff', 'setDefaultTariff', [
    'Accepted',
    ...tariffRefusals,
    'DuplicateTariffId',
    'Rejected',
  ]),
  updateDynamicSchedule,
  usePriorityCharging,
];
