// What was drawn in a minute: for the history, which keeps it beside the journal. It is lost with the process that saw it.

import type { Utc } from '../../model/time.ts';

export interface Minute {
  /** A full minute. */
  readonly at: Utc;
  readonly rows: readonly MinuteRow[];
}

export interface MinuteRow {
  readonly of: 'evse' | 'circuit' | 'site';
  /** `station/evse`, the id of the circuit, or nothing for the site. */
  readonly name: string;
  /** Of the minute that is known. */
  readonly seconds: number;
  /** The least, the mean and the most on the fullest line. */
  readonly amps?: readonly [number, number, number];
  /** All EVSEs together, of the site. */
  readonly energyWh?: number;
  /** Of the site, by the meter of its grid connection: what flowed in, and of how much of the minute it is. */
  readonly gridEnergyWh?: number;
  readonly gridSeconds?: number;
  /** Of the site: its grid connection as it was limited, other load, sun and vehicles on its fullest line, and the price. */
  readonly means?: SiteMeans;
}

/** Means over the minute; absent while nobody knows. */
export interface SiteMeans {
  readonly limitAmps?: number;
  readonly baseAmps?: number;
  readonly pvAmps?: number;
  readonly chargingAmps?: number;
  readonly pricePerKwh?: number;
}

/** A minute has ended. It waits for nobody, and nobody waits for it. */
export interface KeepMinute {
  readonly kind: 'minute';
  readonly minute: Minute;
  readonly overtakes: true;
}
