import type { Utc } from '../model/time.ts';
import { isoOf } from '../model/time.ts';
import { localTime } from '../model/zone.ts';

export interface WallClock {
  readonly timezone: string;
  readonly now: Utc;
}

const dayMs = 86_400_000;
const two = (value: number): string => String(value).padStart(2, '0');

/** `20:00` within a day of now, else `2026-05-01 20:00`; without a clock on a wall, UTC as such. */
export function wallClock(at: Utc, clock: WallClock | undefined): string {
  if (clock === undefined) return isoOf(at);
  const { year, month, day, minuteOfDay } = localTime(clock.timezone, at);
  const time = `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
  return Math.abs(at - clock.now) < dayMs ? time : `${year}-${two(month)}-${two(day)} ${time}`;
}
