// A small depot with a shortage: more rating than fuse, so that every vehicle that comes makes another give way.

import type { Feed } from '../../src/model/config/feed.ts';
import type { Evse, Site, Uplink } from '../../src/model/config/site.ts';
import type { CircuitId, StationId, UplinkId } from '../../src/model/ids.ts';

export const stationIds = (count: number): StationId[] =>
  Array.from({ length: count }, (_, at) => `CP-${String(at + 1).padStart(2, '0')}` as StationId);

export const uplink = (id: string, role: Uplink['role'], more: Partial<Uplink> = {}): Uplink => ({
  id: id as UplinkId,
  kind: 'ocpp',
  mode: 'aggregate',
  version: '1.6',
  url: `ws://${id}.example/ocpp`,
  identity: 'depot',
  role,
  quotaBytes: 64 * 1024 * 1024,
  attempts: 3,
  retryIntervalSeconds: 20,
  callTimeoutSeconds: 30,
  backoff: { minSeconds: 2, randomSeconds: 2, repeatTimes: 3 },
  ...more,
});

/** At a broker: an observer, unless it says otherwise. */
export const feed = (id: string, more: Partial<Uplink> = {}, own: Partial<Feed> = {}): Uplink => ({
  ...uplink(id, 'observe'),
  kind: 'mqtt',
  version: '2.1',
  url: `mqtt://${id}.example`,
  feed: {
    topicPrefix: 'busbar/v1',
    protocol: '5',
    clientId: `busbar-${id}`,
    sampleSeconds: 60,
    acknowledgedBy: 'broker',
    ...own,
  },
  ...more,
});

/** Each station under its own identity. */
export const relays = (count: number, versionOf: (at: number) => Uplink['version'], more: Partial<Uplink>): Uplink[] =>
  stationIds(count).map((id, at) => ({
    ...uplink(`csms/${id}`, 'control', { ...more, version: versionOf(at) }),
    ...{ mode: 'relay', identity: id, speaksFor: id, stations: [id] },
  }));

/** Cables are turned from post to post, so that the first line is not the fullest. */
const wiring: readonly Evse['phases'][] = ['unknown', 'L1L2L3', 'L2L3L1', 'L3', 'L2', 'unknown'];

export function smallDepot(stations: number, limitAmps: number, uplinks: readonly Uplink[]): Site {
  return {
    id: 'depot',
    name: 'Depot',
    timezone: 'Europe/Berlin',
    supply: 'tn400',
    circuits: [
      { id: 'main' as CircuitId, limitAmps, worstCaseBaseAmps: 10 },
      { id: 'row' as CircuitId, parent: 'main' as CircuitId, limitAmps: limitAmps - 15, worstCaseBaseAmps: 0 },
    ],
    stations: stationIds(stations).map((id, at) => ({
      id,
      circuit: (at % 2 === 0 ? 'main' : 'row') as CircuitId,
      state: 'installed',
      evses: [{ id: 1, maxAmps: 32, minAmps: 6, phases: wiring[at % wiring.length]! }],
      sampleSeconds: 30,
      fallbackAmps: 'auto',
      security: { profile: 0 },
    })),
    uplinks,
    authorization: {
      mode: 'csms',
      waitMs: 1500,
      unknownOffline: 'accept',
      stopOnInvalid: true,
      preAuthorize: false,
      offlineMaxDays: 14,
      cacheSize: 100,
      cacheLifetimeDays: 30,
    },
  };
}
