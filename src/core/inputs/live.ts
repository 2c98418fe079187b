// Inputs of the site as this process reads them. Rebuilt from nothing after a restart; what counted last is in the ledger.

import type { AlarmKey } from '../../model/alarm.ts';
import type { BusTiming, LineId } from '../../model/bus.ts';
import type { SiteInput } from '../../model/config/site.ts';
import type { Mono } from '../../model/time.ts';

export interface InputLive {
  /** Its name in the site file. */
  readonly key: string;
  /** Alarms that stand because of it. */
  readonly alarms: Set<AlarmKey>;
  readonly config: SiteInput;
  readonly line: LineId;
  readonly unit: number;
  readonly fn: 1 | 2 | 3 | 4;
  readonly timing: BusTiming;
  readonly signature: string;
  requests: number;
  asked: { readonly id: string; readonly at: Mono } | undefined;
  nextAt: Mono;
  /** When it was read last; before that, when it was to be read first. */
  readAt: Mono | undefined;
  /** It was read at least once. */
  isRead: boolean;
  /** The last reading: whether the order is in force. */
  last: boolean | undefined;
  /** What two equal readings said; undefined before that, and while it is lost. */
  settled: boolean | undefined;
}

/** How often each is read. */
export const inputPeriodMs = 1000;
/** So many periods without a reading, and what its key `onLoss` says counts. */
export const lostAfterMs = 3 * inputPeriodMs;
