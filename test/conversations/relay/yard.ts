// A relayed station and its central system, with the real core between them.

import type { LinkId, StationId } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import type { Frame, Harness, HarnessOptions } from '../harness.ts';
import { createHarness } from '../harness.ts';

export const station = 'CP-01' as StationId;
export const upstream = 'csms/CP-01';

export const relaySite = (version: Version) => {
  const relayed = { mode: 'relay', version, identity: station, speaksFor: station, stations: [station] } as const;
  return smallDepot(1, 60, [uplink(upstream, 'control', relayed)]);
};

export interface RelayYard {
  depot: Harness;
  /** The connection of the station, and that upstream. */
  south: LinkId;
  north: LinkId | undefined;
}

export function relayYard(version: Version, options: HarnessOptions = {}): RelayYard {
  const depot = createHarness(relaySite(version), options);
  const south = depot.connectStation(station, version);
  return { depot, south, north: depot.connectCsms(upstream) };
}

/** Frames that left, without those about the gateway's own limits and settings. */
export function passedDown({ depot, south }: RelayYard): Frame[] {
  return depot.hears(south).filter(([type, , action]) => type !== 2 || !own.has(action as string));
}

const own = new Set([
  'ClearChargingProfile',
  'GetConfiguration',
  'GetCompositeSchedule',
  'GetLocalListVersion',
  'SetChargingProfile',
]);

/** An order that passes: it opens the plug. */
export const orderOf = (version: Version): [string, object] =>
  version === '1.6' ? ['UnlockConnector', { connectorId: 1 }] : ['UnlockConnector', { evseId: 1, connectorId: 1 }];
