// What durable facts say of the time: the newest that was known, and which stamps were counted and not read off a clock.

import type { ClockTrusted } from '../model/fact/clock.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { Row } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import { utc } from '../model/time.ts';

export interface ClockHistory {
  /** The newest stamp of our own. A clock that says less was not right then, or is not now. */
  readonly newestUtc: Utc;
  /** Set while the clock is in doubt. */
  readonly doubt: { readonly from: Row; readonly since: Utc; readonly correctionMs: number } | undefined;
  /** Rows with counted stamps, and how far these are off. Oldest first. */
  readonly shifts: readonly ClockShift[];
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

/** What is known after the fact of row `at`. */
export function foldClock(clock: ClockHistory, at: Row, fact: Fact): ClockHistory {
  const { doubt, shifts } = clock;
  switch (fact.kind) {
    case 'ClockDoubted': {
      // A second doubt goes on with the count of the first, as well as it can.
      const { from = at, since = fact.happenedAt } = doubt ?? {};
      const { correctionMs } = fact;
      return { newestUtc: newest(clock, fact.happenedAt), doubt: { from, since, correctionMs }, shifts };
    }
    case 'ClockTrusted':
      return { newestUtc: fact.happenedAt, doubt: undefined, shifts: withShift(clock, at, fact) };
    case 'ClockStepped':
      return { newestUtc: fact.happenedAt, doubt, shifts };
    case 'TransactionStarted':
      return { newestUtc: newest(clock, fact.receivedAt), doubt, shifts };
    case 'Started':
    case 'SiteChanged':
      return { newestUtc: newest(clock, fact.happenedAt), doubt, shifts };
    default:
      return clock;
  }
}

/** A moment of our own as it would have been stamped, had the clock been right; the same where it was. */
export function rightMoment({ shifts }: ClockHistory, at: Utc): Utc {
  const shift = shifts.findLast(({ since, until }) => at >= since && at <= until);
  return shift === undefined ? at : utc(at + shift.aheadMs);
}

const newest = ({ newestUtc }: ClockHistory, at: Utc): Utc => (at > newestUtc ? at : newestUtc);

function withShift({ doubt, shifts }: ClockHistory, through: Row, fact: ClockTrusted): readonly ClockShift[] {
  if (doubt === undefined) return shifts;
  const { aheadMs, happenedAt } = fact;
  const shift = { from: doubt.from, through, since: doubt.since, until: utc(happenedAt - aheadMs), aheadMs };
  return [...shifts, shift].slice(-shiftsKept);
}
