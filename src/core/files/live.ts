// Firmware that is offered to stations: where, and what is being fetched. What is offered is in the ledger.

import type { UplinkId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { PublishStatus } from '../../ocpp/dialect.ts';

export interface FilesLive {
  /** Where stations find files; none where nothing serves them. */
  addresses: readonly string[];
  /** By checksum. */
  readonly fetches: Map<string, Fetch>;
  /** What each central system heard last. */
  readonly told: Map<UplinkId, Told>;
}

export interface Fetch {
  readonly id: string;
  readonly uplink: UplinkId;
  readonly request: number;
  readonly location: string;
  readonly checksum: string;
  retriesLeft: number;
  readonly retryMs: number;
  /** When it is tried again; `never` while it is under way. */
  retryAt: Mono;
}

export interface Told {
  readonly status: PublishStatus;
  readonly locations: readonly string[];
  readonly request: number;
}

export const newFiles = (): FilesLive => ({ addresses: [], fetches: new Map(), told: new Map() });
