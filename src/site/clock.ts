// What durable facts say of the time: the newest that was known, and which stamps were counted and not read off a clock.

import type { Fact } from '../model/fact/fact.ts';
import type { Row } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import { utc } from '../model/time.ts';

export interface ClockHistory {
  /** The newest stamp of our own. A clock that says less was not right then, or is not now. */
  newestUtc: Utc;
  /** Set while the clock is in doubt. */
  doubt: { readonly from: Row; readonly since: Utc; readonly correctionMs: number } | undefined;
  /** Rows with counted stamps, and how far these are off. Oldest first. */
  shifts: readonly ClockShift[];
}

export interface ClockShift {
  readonly from: Row;
  readonly through: Row;
  /** What was counted: from here up to here. */
  readonly since: Utc;
  readonly until: Utc;
  readonly aheadMs: number;
}

/** A computer whose clock battery is empty and that lost power so often is repaired, or its oldest rows are told long ago. */
const shiftsKept = 100;

export const newClockHistory = (): ClockHistory => ({ newestUtc: utc(0), doubt: undefined, shifts: [] });

/** Folds the fact of row `at`. */
export function foldClock(clock: ClockHistory, at: Row, fact: Fact): void {
  switch (fact.kind) {
    case 'ClockDoubted': {
      // A second doubt goes on with the count of the first, as well as it can.
      const { from = at, since = fact.happenedAt } = clock.doubt ?? {};
      clock.doubt = { from, since, correctionMs: fact.correctionMs };
      note(clock, fact.happenedAt);
      break;
    }
    case 'ClockTrusted':
      if (clock.doubt !== undefined) {
        const { from, since } = clock.doubt;
        const { aheadMs } = fact;
        const shift = { from, through: at, since, until: utc(fact.happenedAt - aheadMs), aheadMs };
        clock.shifts = [...clock.shifts, shift].slice(-shiftsKept);
      }
      clock.doubt = undefined;
      clock.newestUtc = fact.happenedAt;
      break;
    case 'ClockStepped':
      clock.newestUtc = fact.happenedAt;
      break;
    case 'TransactionStarted':
      note(clock, fact.receivedAt);
      break;
    case 'Started':
    case 'SiteChanged':
      note(clock, fact.happenedAt);
      break;
    default:
  }
}

function note(clock: ClockHistory, at: Utc): void {
  if (at > clock.newestUtc) clock.newestUtc = at;
}
