import { describe, expect, it } from 'vitest';
import { dayAfter, dayAt, dayIn, startOf } from '../../../adapters/dashboard/text/days.ts';

describe('days', () => {
  it.each([
    ['29.3.2026', '2026-03-29'],
    ['29. 3. 2026', '2026-03-29'],
    ['29/03/2026', '2026-03-29'],
    [' 2026-03-29 ', '2026-03-29'],
    ['29.2.2026', undefined],
    ['31.4.2026', undefined],
    ['3.2026', undefined],
    ['', undefined],
  ])('%s is %s', (text, day) => expect(dayIn(text)).toBe(day));

  it.each([
    ['2026-01-15', 'Europe/Berlin', '2026-01-14T23:00:00.000Z'],
    ['2026-07-15', 'Europe/Berlin', '2026-07-14T22:00:00.000Z'],
    // The night after which clocks are an hour on, and the one after it.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-01-15', 'America/Los_Angeles', '2026-01-15T08:00:00.000Z'],
    ['2026-01-15', 'Asia/Kathmandu', '2026-01-14T18:15:00.000Z'],
  ])('%s in %s begins at %s', (day, zone, start) => {
    expect(startOf(day, zone)).toBe(start);
    expect(dayAt(Date.parse(start), zone)).toBe(day);
    expect(dayAt(Date.parse(start) - 1, zone)).toBe(dayAfter(day, -1));
  });
});
