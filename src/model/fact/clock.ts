import type { Row } from '../ids.ts';
import type { Utc } from '../time.ts';

/** The computer's clock says what cannot be right. From here on UTC is counted on from the last time that was known. */
export interface ClockDoubted {
  readonly kind: 'ClockDoubted';
  /** What the computer's clock said. */
  readonly hostUtc: Utc;
  /** What is added to it until the time is known again. */
  readonly correctionMs: number;
  /** By the count. */
  readonly happenedAt: Utc;
}

/**
 * The time is known again. Stamps of the rows from `from` up to this one were counted, and are too early by `aheadMs` (too
 * late where it is negative): they stay as they are in the journal and are told put right.
 */
export interface ClockTrusted {
  readonly kind: 'ClockTrusted';
  /** Whose time it is: the computer's clock was set, or a central system said the time. */
  readonly source: 'computer' | 'csms';
  readonly from: Row;
  readonly aheadMs: number;
  readonly happenedAt: Utc;
}

/** Somebody set the clock while the gateway ran: by hand, or over the network. */
export interface ClockStepped {
  readonly kind: 'ClockStepped';
  /** Negative where it was set back. */
  readonly byMs: number;
  /** By the clock as it is now. */
  readonly happenedAt: Utc;
}
