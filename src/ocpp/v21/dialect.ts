// OCPP 2.1 as one table: 2.0.1 with more words and more messages.

import type { Dialect } from '../dialect.ts';
import type { FromStation } from '../heard.ts';
import type { Passage } from '../order.ts';
import { numbersIn } from '../passage.ts';
import { readLimitPulled, readPriority } from '../v201/charging-notices.ts';
import type { Reader } from '../v201/dialect.ts';
import { dialect2, readers201 } from '../v201/dialect.ts';
import { readRemark } from '../v201/notifications.ts';
import { readQuestion } from '../v201/passed.ts';
import { words21 } from '../v201/words.ts';
import { orders21 } from './orders.ts';
import { readPulled, sayPull } from './smart-charging.ts';
import { readCloseStream, readOpenStream } from './streams.ts';

/** NotifySettlement. */
function readSettlement(payload: Passage): FromStation {
  const { transaction } = numbersIn('NotifySettlement', payload);
  return { kind: 'settlement', payload, ...(transaction !== undefined && { transaction }) };
}

/** What stations of 2.1 say besides. */
const readers21: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...readers201,
  ['ClosePeriodicEventStream', readCloseStream],
  ['GetCertificateChainStatus', readQuestion('GetCertificateChainStatus')],
  ['NotifyDERAlarm', readRemark('NotifyDERAlarm')],
  ['NotifyDERStartStop', readRemark('NotifyDERStartStop')],
  ['NotifyPriorityCharging', readPriority],
  ['NotifySettlement', readSettlement],
  ['OpenPeriodicEventStream', readOpenStream],
  ['PullDynamicScheduleUpdate', readLimitPulled],
  ['ReportDERControl', readRemark('ReportDERControl')],
  ['VatNumberValidation', readQuestion('VatNumberValidation')],
]);

const shared = dialect2(words21, readers21, orders21(words21));

export const dialect21: Dialect = { ...shared, toCsms: { ...shared.toCsms, pullLimit: sayPull, readPulled } };
