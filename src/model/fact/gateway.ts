import type { InputAction, Site } from '../config/site.ts';
import type { EvseKey, StationId } from '../ids.ts';
import type { Utc } from '../time.ts';

/** The gateway came up. Durable before the first send of the epoch: what was under way before it is unknown now. */
export interface Started {
  readonly kind: 'Started';
  readonly epoch: number;
  readonly happenedAt: Utc;
  /** Version of the software; absent in old journals. */
  readonly firmware?: string;
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

/** A station connected that the site file calls planned or isolated: it is there, and may draw all that it can. */
export interface StationUnexpected {
  readonly kind: 'StationUnexpected';
  readonly station: StationId;
  readonly happenedAt: Utc;
}

/**
 * The grid operator's order changed, as an input of the site says it: the record of what was asked, and when. `lost`: it is what
 * counts while the input cannot be read.
 */
export interface InputChanged {
  readonly kind: 'InputChanged';
  readonly input: string;
  readonly action: InputAction;
  readonly active: boolean;
  readonly lost?: true;
  readonly happenedAt: Utc;
}

/**
 * A station that the site file put on another circuit took a limit that fits there: it counts on the circuits that it left
 * no longer.
 */
export interface StationMoved {
  readonly kind: 'StationMoved';
  readonly station: StationId;
  readonly happenedAt: Utc;
}
