// A central system behind a broker: frames of each station on a pair of topics.

import type { Site, Uplink } from '../../../src/model/config/site.ts';
import type { StationId, UplinkId } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { feed, smallDepot, stationIds, uplink } from '../../sim/site.ts';
import type { Frame, Harness } from '../harness.ts';
import type { Way } from '../relay/scene.ts';

const fleet = 'fleet' as UplinkId;
const root = 'busbar/v1/depot';

/** As a site file with `rawFrames: csms` makes them. */
export const centralUplinks = (stations: readonly StationId[], version: Version): Uplink[] => [
  feed('fleet', {}, { rawFrames: 'csms' }),
  ...stations.map((id) => ({
    ...uplink(`fleet/${id}`, 'control', { version, url: 'mqtt://fleet.example' }),
    ...({ mode: 'relay', identity: id, speaksFor: id, stations: [id], through: fleet } as const),
  })),
];

export const centralSite = (version: Version, stations = 1): Site =>
  smallDepot(stations, 60, centralUplinks(stationIds(stations), version));

export interface Frames {
  /** The frames of a station since the last look; the broker takes everything that there is. */
  hears(depot: Harness, station?: string): Frame[];
  texts(depot: Harness, station?: string): string[];
}

export function newFrames(): Frames {
  let of: Harness | undefined;
  let acked = 0;
  const seen = new Map<string, number>();
  function texts(depot: Harness, station = 'CP-01'): string[] {
    if (of !== depot) {
      [of, acked] = [depot, 0];
      seen.clear();
    }
    for (; acked < depot.publishes.length; acked += 1) {
      const { link, id } = depot.publishes[acked]!;
      if (id !== undefined) depot.offers({ kind: 'published', link, ids: [id] });
    }
    const from = seen.get(station) ?? 0;
    seen.set(station, depot.publishes.length);
    return depot.publishes
      .slice(from)
      .filter(({ topic }) => topic === `${root}/stations/${station}/csms/up`)
      .map(({ text }) => text);
  }
  return { texts, hears: (depot, station) => texts(depot, station).map((text) => JSON.parse(text) as Frame) };
}

export function saysDown(depot: Harness, link: Parameters<Harness['drop']>[0], text: string, station = 'CP-01'): void {
  const topic = `${root}/stations/${station}/csms/down`;
  depot.offers({ kind: 'told', link, topic, text, isRetained: false });
}

export function overMqtt(): Way {
  const frames = newFrames();
  return {
    site: centralSite,
    opens: 'fleet',
    hears: (depot) => frames.hears(depot),
    says: (depot, link, frame) => saysDown(depot, link, JSON.stringify(frame)),
  };
}
