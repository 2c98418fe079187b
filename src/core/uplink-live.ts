// What is true now of one uplink: whether it is open and accepted, and what it is still to be told.

import type { EvseKey, LinkId, Row, StationId } from '../model/ids.ts';
import type { Uplink } from '../model/config/site.ts';
import type { Mono } from '../model/time.ts';
import { never } from '../model/time.ts';
import type { Outbox } from '../uplink/outbox.ts';
import { newOutbox } from '../uplink/outbox.ts';

export interface UplinkLive {
  config: Uplink;
  stations: ReadonlySet<StationId> | undefined;
  link: LinkId | undefined;
  /** The CSMS accepted our BootNotification in this process. A mere reconnect needs no second one. */
  accepted: boolean;
  bootAt: Mono;
  heartbeatMs: number;
  heartbeatAt: Mono;
  failures: number;
  /** Wanted open from here on. */
  openAt: Mono;
  readonly outbox: Outbox;
  /** EVSEs whose newest status the CSMS has not got. */
  readonly statuses: Set<EvseKey>;
  /** Our own status (connector 0) has not been told since we connected. */
  selfDue: boolean;
  /** Statuses and rows take turns. */
  statusTurn: boolean;
}

export const newUplinkLive = (config: Uplink, watermark: Row, now: Mono): UplinkLive => ({
  config,
  stations: config.stations === undefined ? undefined : new Set(config.stations),
  link: undefined,
  accepted: false,
  bootAt: now,
  heartbeatMs: 300_000,
  heartbeatAt: never,
  failures: 0,
  openAt: now,
  outbox: newOutbox(watermark),
  statuses: new Set(),
  selfDue: true,
  statusTurn: false,
});
