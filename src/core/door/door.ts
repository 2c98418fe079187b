// What the door remembers. Rebuilt from nothing after a restart; nothing of it is in the ledger.

import type { Site, Station } from '../../model/config/site.ts';
import type { EvseKey, StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { Keyring } from '../ports/door.ts';
import type { Buckets } from './buckets.ts';
import type { Pace } from './pace.ts';
import { fullPace } from './pace.ts';
import type { Knocks } from './knocks.ts';

export interface Door {
  readonly keyring: Keyring;
  readonly knocks: Knocks;
  /** Who may try again, by address and by address and identity. */
  readonly tries: Buckets;
  /** Who may be told of, by address. */
  readonly told: Buckets;
  /** How often each station came in. */
  readonly entries: Buckets;
  /** What each station that came in may say: who comes again has no more of it than before (F079). */
  readonly paces: Map<StationId, Pace>;
  /** From where each station came in last. */
  readonly addresses: Map<StationId, string>;
  /** The Authorization header that each station came in with: kept nowhere else, and never shown. */
  readonly authorizations: Map<StationId, string>;
  /** When somebody last came as a station that is connected. */
  readonly rivals: Map<StationId, Mono>;
  /** Until when a newcomer waits for what the connected one answers. */
  readonly contested: Map<StationId, Mono>;
  /** The stations of `site` by identity. */
  site: Site | undefined;
  stations: ReadonlyMap<string, Station>;
  /** Their identities in small letters. */
  alike: ReadonlyMap<string, StationId>;
}

export const newDoor = (keyring: Keyring = noKeys): Door => ({
  keyring,
  knocks: new Map(),
  tries: new Map(),
  told: new Map(),
  entries: new Map(),
  paces: new Map(),
  addresses: new Map(),
  authorizations: new Map(),
  rivals: new Map(),
  contested: new Map(),
  site: undefined,
  stations: new Map(),
  alike: new Map(),
});

const noKeys: Keyring = { match: () => undefined, has: () => false };

/** The station with this identity; looked up the same way whether there is one or not. */
export function stationAt(door: Door, site: Site, identity: string): Station | undefined {
  if (door.site !== site) {
    door.site = site;
    door.stations = new Map(site.stations.map((station) => [station.id, station]));
    door.alike = new Map(site.stations.map(({ id }) => [id.toLowerCase(), id]));
  }
  return door.stations.get(identity);
}

/** The station whose identity differs by small and capital letters only. */
export const alikeTo = (door: Door, identity: string): StationId | undefined => door.alike.get(identity.toLowerCase());

/** It came in with its own key while that was open, and nobody has said yet where it belongs. */
export const isEnrolled = (state: { readonly enrolledEvses: readonly EvseKey[] }, station: StationId): boolean =>
  state.enrolledEvses.some((key) => evseOf(key).station === station);

/** Stations that are in the site file come in, so there are no more of these than of them. */
export function paceOf({ paces }: Door, station: StationId, now: Mono): Pace {
  const pace = paces.get(station) ?? fullPace(now);
  paces.set(station, pace);
  return pace;
}
