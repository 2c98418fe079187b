// State that an MQTT uplink finds at the broker: the site, each circuit, station and EVSE, each told when it has changed by
// enough. All of it again over each new connection, because the broker may have lost it.

import type { EvseKey, StationId } from '../../model/ids.ts';
import { evseKey, evseOf } from '../../model/ids.ts';
import { stationOf } from '../../model/config/site.ts';
import type { Shown } from '../../uplink/mqtt/change.ts';
import { isNews, saidNow } from '../../uplink/mqtt/change.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { serves } from '../uplink/live.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { Feeding } from './feeding.ts';
import type { FeedLive } from './live.ts';
import type { Seen, TopicSeen } from './seen.ts';
import { siteTopic } from './site-topic.ts';

/** Of one look: a thousand stations take some seconds, and the stream is not kept waiting behind them. */
const mostAtOnce = 100;
/** More are not on their way at once. */
const mostUnderWay = 128;

export function tellRetained(feeding: Feeding, seen: Seen): void {
  const { feed, uplink } = feeding;
  const { retained, economy } = feed.news;
  let left = Math.min(mostAtOnce, mostUnderWay - retained.underWay.size);
  const own = siteTopic(feeding, seen);
  if (economy.isSpent) {
    // That less is told is told.
    if (retained.told.get(feed.topics.site)?.shown.now !== own.shown.now)
      tellOne(feeding, feed.topics.site, own.shown, own.body);
    return;
  }
  if (left > 0 && tellOne(feeding, feed.topics.site, own.shown, own.body)) left -= 1;
  const { topics } = seen;
  for (let done = 0; done < topics.length; done += 1) {
    const at = (retained.at + done) % topics.length;
    const one = topics[at]!;
    if ('station' in one.of && !serves(uplink, one.of.station)) continue;
    if (left <= 0) {
      retained.at = at;
      return;
    }
    if (tellOne(feeding, topicOf(feed, one), one.shown, one.body)) left -= 1;
  }
  clearStale(feeding, seen, left);
}

const topicOf = ({ topics }: FeedLive, { of }: TopicSeen): string => {
  if ('circuit' in of) return topics.circuit(of.circuit);
  return 'evse' in of ? topics.evse(of.evse) : topics.station(of.station);
};

/** Whether it left. */
function tellOne({ feed, now, ...feeding }: Feeding, topic: string, shown: Shown, body: () => object): boolean {
  const { retained, economy } = feed.news;
  const said = retained.told.get(topic);
  if (!isNews(said, shown, now.mono, economy.coarse)) return false;
  retained.told.set(topic, saidNow(said, shown, now.mono, economy.coarse));
  const id = publish({ feed, ...feeding }, topic, JSON.stringify(body()));
  if (said === undefined) retained.first.add(id);
  return true;
}

function publish({ feed, link, sends }: Pick<Feeding, 'feed' | 'link' | 'sends'>, topic: string, text: string): number {
  const { news } = feed;
  const id = news.nextId--;
  news.retained.underWay.add(id);
  sends.push({ kind: 'publish', link, topic, text, retain: true, id });
  return id;
}

/** What nobody needs any more lies at the broker for ever, unless it is told with nothing in it. */
function clearStale(feeding: Feeding, seen: Seen, most: number): void {
  const { feed, uplink } = feeding;
  const { told, stale } = feed.news.retained;
  const wanted = 1 + seen.topics.filter(({ of }) => !('station' in of) || serves(uplink, of.station)).length;
  if (told.size === wanted && stale.size === 0) return;
  const needed = new Set([feed.topics.site, ...neededOf(feed, uplink, seen)]);
  for (const topic of told.keys()) if (!needed.has(topic)) stale.add(topic);
  let left = most;
  for (const topic of stale) {
    if (left <= 0) return;
    stale.delete(topic);
    if (needed.has(topic)) continue;
    told.delete(topic);
    feed.news.retained.first.add(publish(feeding, topic, ''));
    left -= 1;
  }
}

const neededOf = (feed: FeedLive, uplink: UplinkLive, { topics }: Seen): string[] =>
  topics.filter(({ of }) => !('station' in of) || serves(uplink, of.station)).map((one) => topicOf(feed, one));

/** What a process before this one may have left at the broker: stations and EVSEs that the site had and has no more. */
export function noteLeftBehind(state: State, uplink: UplinkLive, { topics, news }: FeedLive): void {
  const site = siteOf(state);
  const isThere = (key: EvseKey): boolean => {
    const { station, evse } = evseOf(key);
    return stationOf(site, station)?.evses.some(({ id }) => id === evse) === true && serves(uplink, station);
  };
  const { stale } = news.retained;
  for (const [id, part] of state.ledger.stations) {
    const isKnown = stationOf(site, id) !== undefined && serves(uplink, id);
    if (!isKnown) stale.add(topics.station(id));
    for (const key of evsesOf(id, part.statuses.keys())) if (!isThere(key)) stale.add(topics.evse(key));
  }
  for (const key of state.ledger.gateway.numbering.keys()) if (!isThere(key)) stale.add(topics.evse(key));
}

const evsesOf = (station: StationId, numbers: Iterable<number>): EvseKey[] =>
  [...numbers].filter((evse) => evse > 0).map((evse) => evseKey(station, evse));
