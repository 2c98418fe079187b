// Telemetry of an MQTT uplink: summed up over intervals that begin and end at full multiples of `sampleSeconds` (UTC), told when
// they end. What cannot be told then is kept, and told late.

import type { Uplink } from '../../model/config/site.ts';
import type { Utc } from '../../model/time.ts';
import { utc } from '../../model/time.ts';
import { economyOf, hasSaved, noteRate } from '../../uplink/mqtt/budget.ts';
import { mergeIntervals, thinOut } from '../../uplink/mqtt/interval.ts';
import { telemetryTextOf } from '../../uplink/mqtt/telemetry.ts';
import { serves } from '../uplink/live.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { collect, collectEnergy, intervalOf, newCollecting } from './collect.ts';
import type { Feeding } from './feeding.ts';
import type { FeedLive } from './live.ts';
import type { Numbered } from './news-live.ts';
import type { Seen } from './seen.ts';

/** So many intervals are kept while nobody takes them: four hours of minutes, a day of six minutes, a month of three hours. */
export const mostKept = 240;
/** And about so much memory they may take: 34 of a thousand EVSEs that charge. */
const mostKeptBytes = 4 * 1024 * 1024;
/** What held for longer than this nobody looked: the process did not run, or the clock was set. */
const longestLookMs = 30_000;
const clockSetMs = 1000;
/** An interval that ended so long ago is late. */
const promptMs = 5000;
/** More are not on their way at once; the rest is kept, where it can still be joined. */
const mostUnderWay = 4;
/** Where so many left over connections that broke, the next ones wait for them. */
const mostAgain = 16;
/** With more of the stream on its way than this, what is late waits. */
const quietStream = 8;

/** With or without a connection. */
export function followTelemetry(state: State, uplink: UplinkLive, feed: FeedLive, seen: Seen): void {
  const { telemetry } = feed.news;
  const { before } = telemetry;
  const isServed = (station: Parameters<typeof serves>[1]): boolean => serves(uplink, station);
  telemetry.before = undefined;
  // By a clock that nobody trusts nothing is summed up: when it was could not be said.
  if (!state.clock.trusted) return void (telemetry.open = undefined);
  telemetry.before = seen;
  const { now } = seen;
  const ms = before === undefined ? 0 : now.mono - before.now.mono;
  const jumpedMs = before === undefined ? 0 : Math.abs(now.utc - before.now.utc - ms);
  if (before === undefined || telemetry.open === undefined || ms > longestLookMs || jumpedMs > clockSetMs) {
    if (before !== undefined && telemetry.open !== undefined) finish(uplink, feed, before.now.utc, now.utc);
    telemetry.open = newCollecting(now.utc);
    return collectEnergy(telemetry.open, telemetry.registers, seen, undefined, isServed);
  }
  collectEnergy(telemetry.open, telemetry.registers, seen, { evses: before.evses, ms }, isServed);
  const sampleMs = uplink.config.feed!.sampleSeconds * 1000;
  for (let from: Utc = before.now.utc; from < now.utc;) {
    const end = utc((Math.floor(from / sampleMs) + 1) * sampleMs);
    const to = end < now.utc ? end : now.utc;
    collect(telemetry.open, before, to - from, isServed);
    if (to === end) {
      finish(uplink, feed, end, now.utc);
      telemetry.open = newCollecting(end);
    }
    from = to;
  }
}

/** An interval ends; how rarely telemetry is to be told is worked out anew. */
function finish({ config }: UplinkLive, feed: FeedLive, to: Utc, now: Utc): void {
  const { news } = feed;
  const { telemetry, spending } = news;
  const { sampleSeconds, bytesPerDay } = config.feed!;
  const open = telemetry.open!;
  if (to <= open.from) return;
  if (spending !== undefined && bytesPerDay !== undefined) {
    noteRate(spending, (to - open.from) / 1000);
    news.economy = economyOf(spending, { bytesPerDay, sampleSeconds, now, before: news.economy });
  }
  const one = intervalOf(open, to);
  const both = telemetry.joining === undefined ? one : mergeIntervals(telemetry.joining, one);
  const { factor } = news.economy;
  if (both.merged < factor && to % (factor * sampleSeconds * 1000) !== 0) return void (telemetry.joining = both);
  telemetry.joining = undefined;
  telemetry.kept.push(both);
  thinOut(telemetry.kept, mostKept, mostKeptBytes);
}

export function tellTelemetry(feeding: Feeding, seen: Seen): void {
  const { feed, state } = feeding;
  const { telemetry, economy } = feed.news;
  if (economy.isSpent || !state.clock.trusted) return;
  const newest = telemetry.kept.at(-1);
  const hasRoom = telemetry.underWay.size < mostUnderWay && telemetry.again.length < mostAgain;
  if (newest !== undefined && seen.now.utc - newest.to < promptMs && hasRoom) {
    telemetry.kept.pop();
    publish(feeding, { seq: (telemetry.seq += 1), interval: newest, isLate: false });
  }
  if (mayTellLate(feeding)) tellLate(feeding);
}

/** One a second at the most, when the one before has arrived, and never beside a stream that has much to tell. */
function mayTellLate({ feed, uplink, now }: Feeding): boolean {
  const { telemetry, spending } = feed.news;
  const { bytesPerDay } = uplink.config.feed!;
  const isBehind = (uplink.outbox.entries.at(-1)?.row ?? 0) > feed.leftThrough || uplink.outbox.behind !== undefined;
  if ([...telemetry.underWay.values()].some(({ isLate }) => isLate)) return false;
  if (isBehind || feed.inFlight.size > quietStream) return false;
  return spending === undefined || bytesPerDay === undefined || hasSaved(spending, bytesPerDay, now.utc);
}

function tellLate(feeding: Feeding): void {
  const { telemetry } = feeding.feed.news;
  const again = telemetry.again.shift();
  if (again !== undefined) return publish(feeding, { ...again, isLate: true });
  const oldest = telemetry.kept.shift();
  if (oldest !== undefined) publish(feeding, { seq: (telemetry.seq += 1), interval: oldest, isLate: true });
}

function publish({ state, feed, link, gatewayId, sends }: Feeding, one: Numbered): void {
  const { news, topics } = feed;
  const id = news.nextId--;
  const { epoch } = state.ledger.gateway;
  const origin = { gatewayId, epoch, seq: one.seq, ...(one.isLate && { late: true as const }) };
  const text = telemetryTextOf(one.interval, origin);
  news.telemetry.underWay.set(id, one);
  sends.push({ kind: 'publish', link, topic: topics.telemetry, text, id });
}

/** How often telemetry comes. */
export const everySeconds = ({ feed }: Uplink, { news }: FeedLive): number => feed!.sampleSeconds * news.economy.factor;
