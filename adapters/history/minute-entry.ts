import type { MinuteRow, SiteMeans } from '../../src/core/ports/minute.ts';
import type { Utc } from '../../src/model/time.ts';

/** A minute that nobody measured is not there: a hole is a gap, not a zero. */
export interface MinuteEntry {
  readonly at: Utc;
  /** Of the minute that is known. */
  readonly seconds: number;
  /** On the fullest line. */
  readonly ampsMinMeanMax?: readonly [number, number, number];
  readonly energyWh?: number;
  /** Of the site: what flowed in from the grid. */
  readonly gridImportWh?: number;
}

export interface MinuteQuery {
  readonly of: MinuteRow['of'];
  /** Of an EVSE `station/evse`, of a circuit its id; none for the site. */
  readonly name?: string;
  readonly from: Utc;
  /** At most a day after. */
  readonly to: Utc;
}

/** A quarter of an hour of the site: a quarter that nobody measured is not there. */
export interface QuarterEntry extends SiteMeans {
  readonly at: Utc;
}

export interface QuarterQuery {
  readonly from: Utc;
  /** At most two days after. */
  readonly to: Utc;
}
