// A depot with an MQTT uplink, and a broker by hand: it keeps what is retained, and takes what it is told when it wants to.

import type { Publish } from '../../../src/core/ports/feed.ts';
import type { Feed } from '../../../src/model/config/feed.ts';
import type { Site, Uplink } from '../../../src/model/config/site.ts';
import type { LinkId } from '../../../src/model/ids.ts';
import type { Telemetry } from '../../../src/uplink/mqtt/telemetry.ts';
import { feed } from '../../sim/site.ts';
import type { Harness } from '../harness.ts';
import type { Yard, YardOptions } from '../yard.ts';
import { newYard } from '../yard.ts';

export const fleetUplink = (own: Partial<Feed> = {}, more: Partial<Uplink> = {}): Uplink => feed('fleet', more, own);

export interface Broker {
  connects(): void;
  drops(): void;
  /** It says of everything that it took it, at once. */
  takes: boolean;
  /** Everything lies here that was ever retained and not cleared. */
  readonly retained: ReadonlyMap<string, Record<string, unknown>>;
  /** It starts anew without what it kept. */
  forgets(): void;
  /** What came since the last look. */
  heard(): Publish[];
  telemetry(): Telemetry[];
}

const root = 'busbar/v1/depot/';

export function newBroker(harness: () => Harness): Broker {
  const retained = new Map<string, Record<string, unknown>>();
  let [seen, acked, of] = [0, 0, harness()];
  let news: Publish[] = [];
  let link: LinkId | undefined;

  function look(): void {
    if (of !== harness()) [of, seen, acked] = [harness(), 0, 0];
    const { publishes: published } = of;
    for (; seen < published.length; seen += 1) {
      const one = published[seen]!;
      news.push(one);
      const topic = one.topic.slice(root.length);
      if (one.retain !== true) continue;
      if (one.text === '') retained.delete(topic);
      else retained.set(topic, JSON.parse(one.text) as Record<string, unknown>);
    }
    if (!broker.takes || link === undefined) return void (acked = link === undefined ? seen : acked);
    const ids = published.slice(acked).flatMap(({ id }) => id ?? []);
    acked = published.length;
    if (ids.length > 0) of.offers({ kind: 'published', link, ids });
  }

  const broker: Broker = {
    takes: true,
    connects: () => void (link = harness().connectCsms('fleet')),
    drops() {
      look();
      harness().drop(link!);
      link = undefined;
      look();
    },
    get retained() {
      look();
      return retained;
    },
    forgets: () => retained.clear(),
    heard() {
      look();
      const heard = news;
      news = [];
      return heard.map((one) => ({ ...one, topic: one.topic.slice(root.length) }));
    },
    telemetry: () =>
      broker
        .heard()
        .filter(({ topic }) => topic === 'telemetry')
        .map(({ text }) => JSON.parse(text) as Telemetry),
  };
  return broker;
}

export interface Fleet {
  readonly yard: Yard;
  readonly broker: Broker;
  /** Seconds, in which the broker takes what it is told. */
  passes(seconds: number): void;
}

/** The broker is connected, and has heard what there is to be heard at first. */
export function newFleet(feed: Partial<Feed> = {}, options: YardOptions = {}, more: Partial<Uplink> = {}): Fleet {
  const change = (site: Site): Site => {
    const changed = options.change?.(site) ?? site;
    return { ...changed, uplinks: [...changed.uplinks, fleetUplink(feed, more)] };
  };
  const yard = newYard({ ...options, change });
  const broker = newBroker(yard.harness);
  const passes = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      yard.passes(1);
      void broker.retained;
    }
  };
  broker.connects();
  passes(3);
  return { yard, broker, passes };
}
