// Stamps that were counted while the clock was in doubt are told as they would have been, once the time is known.

import type { Row } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import { isoOf, utc } from '../model/time.ts';
import { parseTime } from '../ocpp/time.ts';
import type { ClockShift } from '../site/clock.ts';
import type { Entry, Streamed } from './outbox.ts';
import { isCost } from './outbox.ts';

/** A station whose stamps are so close to ours took its time from us, and with it our error. */
const followsWithinMs = 5 * 60_000;
/** Stations whose own clocks are right cannot be told from those that follow us, where we were hardly wrong. */
const smallestShiftMs = 60_000;

/**
 * The entries as they are to be told. Depends on the rows and on shifts that never change once they are known, so every
 * repeat is the same.
 */
export function withRightTimes<Fact extends Streamed>(
  entries: readonly Entry<Fact>[],
  shifts: readonly ClockShift[],
): readonly Entry<Fact>[] {
  if (shifts.length === 0) return entries;
  return entries.map((entry) => {
    const shift = shiftOf(entry.row, shifts);
    const wasCounted = shift !== undefined && followsUs(entry.fact, shift);
    return wasCounted ? { ...entry, fact: shifted(entry.fact, shift) } : entry;
  });
}

const shiftOf = (row: Row, shifts: readonly ClockShift[]): ClockShift | undefined =>
  shifts.find(({ from, through, aheadMs }) => row >= from && row <= through && Math.abs(aheadMs) > smallestShiftMs);

/** A message without a stamp of receipt came when it happened, or nearly. */
function followsUs(fact: Streamed, { since, until, aheadMs }: ClockShift): boolean {
  const { happenedAt, receivedAt = happenedAt }: { happenedAt: Utc; receivedAt?: Utc } = fact;
  const fromCount = Math.abs(receivedAt - happenedAt);
  if (fromCount > followsWithinMs || fromCount > Math.abs(receivedAt + aheadMs - happenedAt)) return false;
  return happenedAt >= since - followsWithinMs && happenedAt <= until + followsWithinMs;
}

function shifted<Fact extends Streamed>(fact: Fact, shift: ClockShift): Fact {
  const happenedAt = utc(fact.happenedAt + shift.aheadMs);
  if (isCost(fact) || fact.raw === undefined) return { ...fact, happenedAt };
  const payload: unknown = JSON.parse(fact.raw.json);
  const json = JSON.stringify(payload, (key, value: unknown) => rightStamp(key, value, shift));
  return { ...fact, happenedAt, raw: { ...fact.raw, json } };
}

/** What was stamped before the doubt began stays: transaction data may reach back behind it. */
function rightStamp(key: string, value: unknown, { since, aheadMs }: ClockShift): unknown {
  if (key !== 'timestamp' || typeof value !== 'string') return value;
  const at = parseTime(value);
  return at === undefined || at < since ? value : isoOf((at + aheadMs) as Utc);
}
