// The central system is away for a week. The whole week of a big depot is `npm run bench -- week-offline`.

import { expect, it } from 'vitest';
import { windowRows } from '../../src/uplink/outbox.ts';
import { runWeek } from '../bench/week-offline.ts';

const rate = 10;

it('F040 everything that happened is told in order, at a bounded rate, and what is live goes first', () => {
  const week = { stations: 10, transactions: 1400, samplesPerTransaction: 10, days: 7, answerMs: 60 };
  const result = runWeek({ ...week, messagesPerSecond: rate });
  expect(result.faults).toEqual([]);
  // More than the window holds: the rest comes from the journal.
  expect(week.transactions * 12).toBeGreaterThan(windowRows);
  expect(result.mostRowsInWindow).toBeLessThanOrEqual(windowRows);
  expect(result.mostPerSecond).toBeLessThanOrEqual(rate);
  expect(result.drainingP99Ms).toBeLessThanOrEqual(2 * result.idleP99Ms);
  expect(result.statusP95Ms).toBeLessThanOrEqual(3 * week.answerMs);
  // What was told may be forgotten.
  expect(result.rowsLeft).toBeLessThan(week.transactions * 12);
});

it('F040 a central system that answers at once is told no faster', () => {
  const week = { stations: 4, transactions: 120, samplesPerTransaction: 3, days: 1, answerMs: 1 };
  const result = runWeek({ ...week, messagesPerSecond: rate });
  expect(result.faults).toEqual([]);
  // A fifth is for what is live, and there is nothing live.
  expect(result.mostPerSecond).toBe(0.8 * rate);
});
