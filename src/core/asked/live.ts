// What stations were asked for on behalf of a central system, and report later. Lost at a restart, like the orders themselves.

import type { StationId, UplinkId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';

export interface AskedLive {
  /** Station and its request → the report that it is part of. */
  readonly reports: Map<string, Report>;
  /** Stations that start anew when they are idle, because they cannot wait for that themselves. */
  readonly idleResets: Set<StationId>;
  /** Streams of values that stations have open (2.1). */
  readonly streams: Map<StationId, Set<number>>;
}

/** One report of several stations, which the central system sees as one of the site. */
export interface Report {
  readonly uplink: UplinkId;
  readonly action: ReportAction;
  /** Its number upstream. */
  readonly request: number;
  /** Stations that have not said everything. */
  readonly waiting: Set<StationId>;
  /** When it ends without the others. */
  readonly until: Mono;
  /** Parts that were passed on. */
  parts: number;
}

export type ReportAction = 'NotifyCustomerInformation' | 'NotifyDisplayMessages';

export const newAsked = (): AskedLive => ({
  reports: new Map(),
  idleResets: new Set(),
  streams: new Map(),
});
