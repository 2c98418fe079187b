// What was recorded, for whoever looks on: the log, those who follow events, and the time of the next start.

import type { LastKnownTime } from '../../adapters/clock/last-known.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { EventFeed } from './event-feed.ts';
import { logOrders } from './order-log.ts';

interface Told {
  readonly time: LastKnownTime;
  readonly feed: EventFeed;
  readonly log: Log;
}

export function tellPeople(facts: readonly Fact[], first: number, { time, feed, log }: Told): void {
  followClock(facts, time);
  const news = facts.map((fact) => (feed.isNews(fact) ? fact : undefined));
  feed.take(news, first);
  logOrders(news, log);
}

/** What was known before the clock was set must not make the next start doubt it. */
function followClock(facts: readonly Fact[], time: LastKnownTime): void {
  if (facts.some(({ kind }) => kind === 'ClockStepped' || kind === 'ClockTrusted')) time.keep();
}
