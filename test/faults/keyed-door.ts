// The door of a gateway, in the process of the test, where stations have keys.

import type { Door } from '../wire/door/server.ts';
import { openDoor } from '../wire/door/server.ts';
import type { Site } from '../../src/model/config/site.ts';
import { smallDepot } from '../sim/site.ts';
import { raw } from '../wire/door/gateway.ts';

export const hexKey = '00112233445566778899AABBCCDDEEFF00112233';
/** What a station of 1.6 sends for it: bytes, one character each. */
export const rightKey = raw(hexKey);

/** Stations with profile 1 and one key. */
export const keyedSite = (stations = 3, change: Partial<Site['stations'][number]> = {}): Site => {
  const depot = smallDepot(stations, 200, []);
  return {
    ...depot,
    stations: depot.stations.map((station) => ({ ...station, security: { profile: 1 } as const, ...change })),
  };
};

export const keyedDoor = (listener: { readonly hideUnknown?: boolean } = {}, site: Site = keyedSite()): Promise<Door> =>
  openDoor(site, Object.fromEntries(site.stations.map(({ id }) => [id, hexKey])), listener);
