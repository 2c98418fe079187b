// Which lines of the journal the history wants: by their kind, no parsing.

import { auditKinds, eventKinds } from './event-entry.ts';
import { orderKinds } from './limit-entry.ts';

const common = '{"kind":"';

const wanted: ReadonlySet<string> = new Set([
  'TransactionStarted',
  'TransactionUpdated',
  'TransactionEnded',
  'TransactionJudged',
  'TransactionPriced',
  'CostTold',
  'StationBooted',
  'LimitCommanded',
  'ReasonChanged',
  'CommandSettled',
  ...Object.keys(orderKinds),
  ...Object.keys(eventKinds),
  ...Object.keys(auditKinds),
]);

/** True for what sessions and the logs of limits, orders and events are made of. */
export const isTold = (line: string): boolean =>
  line.startsWith(common) && wanted.has(line.slice(common.length, line.indexOf('"', common.length)));
