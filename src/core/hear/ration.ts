// Events of a station that whoever speaks as it can bring about: a handful at once, then few.

import type { Mono } from '../../model/time.ts';
import type { StationLive } from '../../site/live.ts';
import { eventsAtOnce } from '../../site/live.ts';

/** Beyond a handful, one in this time is kept. */
const eventEveryMs = 60_000;

/** Whether the next event of this station that is not critical would be kept. */
export function hasRation({ events }: StationLive, now: Mono): boolean {
  const earned = Math.floor((now - events.since) / eventEveryMs);
  if (earned > 0) {
    events.left = Math.min(eventsAtOnce, events.left + earned);
    events.since = now;
  }
  return events.left > 0;
}

export function isInRation(live: StationLive, now: Mono): boolean {
  const { events } = live;
  if (!hasRation(live, now)) {
    events.leftOut += 1;
    return false;
  }
  events.left -= 1;
  return true;
}
