// OCPP 2.1 as one table: 2.0.1 with more words and more messages.

import type { Dialect } from '../dialect.ts';
import { readLimitPulled, readPriority } from '../v201/charging-notices.ts';
import type { Reader } from '../v201/dialect.ts';
import { dialect2, readers201 } from '../v201/dialect.ts';
import { orders201 } from '../v201/orders.ts';
import { words21 } from '../v201/words.ts';
import { updateDynamicSchedule, usePriorityCharging } from './smart-charging.ts';

/** What stations of 2.1 say besides. */
const readers21: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...readers201,
  ['NotifyPriorityCharging', readPriority],
  ['PullDynamicScheduleUpdate', readLimitPulled],
]);

export const dialect21: Dialect = dialect2(words21, readers21, [
  ...orders201(words21),
  updateDynamicSchedule,
  usePriorityCharging,
]);
