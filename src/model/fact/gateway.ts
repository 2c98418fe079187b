import type { Site } from '../config/site.ts';
import type { EvseKey } from '../ids.ts';
import type { Utc } from '../time.ts';

/** The gateway came up. Durable before the first send of the epoch: what was under way before it is unknown now. */
export interface Started {
  readonly kind: 'Started';
  readonly epoch: number;
  readonly happenedAt: Utc;
  /** Transaction numbers below this one may have been given out and are never minted again. */
  readonly numbersFrom: number;
}

/** The site file changed (or was read for the first time). The ledger reads this, never the file. */
export interface SiteChanged {
  readonly kind: 'SiteChanged';
  readonly site: Site;
  readonly happenedAt: Utc;
}

/**
 * An EVSE got its number upstream. Append-only: numbers are never changed and never used again. It may take the number of an
 * EVSE whose station it replaces, so that the CSMS sees the same connector.
 */
export interface EvseNumbered {
  readonly kind: 'EvseNumbered';
  readonly evse: EvseKey;
  readonly number: number;
  readonly insteadOf?: EvseKey;
}
