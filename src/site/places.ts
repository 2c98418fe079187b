// Where stations count beside what the site file says: on circuits that they leave, and although they are not to be there.

import type { Site, Station } from '../model/config/site.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { CircuitId, StationId } from '../model/ids.ts';

export interface Places {
  /** Circuits that a station left by the site file, and may still load: it has not taken a lower limit since. */
  readonly leaving: ReadonlyMap<StationId, readonly CircuitId[]>;
  /** Stations that are planned or isolated, and connected all the same. */
  readonly unexpected: ReadonlySet<StationId>;
}

export const noPlaces: Places = { leaving: new Map(), unexpected: new Set() };

/** `before` is the site until then. */
export function foldPlaces(places: Places, before: Site | undefined, fact: Fact): Places {
  switch (fact.kind) {
    case 'SiteChanged':
      return before === undefined ? places : movedBetween(places, before, fact.site);
    case 'StationUnexpected':
      return { ...places, unexpected: new Set([...places.unexpected, fact.station]) };
    case 'StationMoved': {
      const leaving = new Map(places.leaving);
      leaving.delete(fact.station);
      return { ...places, leaving };
    }
    default:
      return places;
  }
}

function movedBetween(places: Places, before: Site, after: Site): Places {
  const old = new Map(before.stations.map((station) => [station.id, station]));
  const leaving = new Map<StationId, readonly CircuitId[]>();
  const unexpected = new Set<StationId>();
  const pathBefore = pathsIn(before);
  const pathAfter = pathsIn(after);
  const known = new Set(after.circuits.map(({ id }) => id));
  for (const station of after.stations) {
    const was = old.get(station.id);
    // Whoever writes its state anew has looked.
    if (was?.state === station.state && places.unexpected.has(station.id)) unexpected.add(station.id);
    const now = pathAfter(station.circuit);
    const left = [...(places.leaving.get(station.id) ?? []), ...(counts(was, places) ? pathBefore(was.circuit) : [])];
    // A circuit that is not in the file any more has no limit that could be kept.
    const still = [...new Set(left)].filter((circuit) => known.has(circuit) && !now.includes(circuit));
    if (still.length > 0 && station.state !== 'retired') leaving.set(station.id, still);
  }
  return { leaving, unexpected };
}

const counts = (station: Station | undefined, { unexpected }: Places): station is Station =>
  station !== undefined && (station.state === 'installed' || unexpected.has(station.id));

/** From a circuit up to the grid connection. */
function pathsIn({ circuits }: Site): (from: CircuitId) => CircuitId[] {
  const parents = new Map(circuits.map(({ id, parent }) => [id, parent]));
  return (from) => {
    const path: CircuitId[] = [];
    for (let at: CircuitId | undefined = from; at !== undefined && !path.includes(at); at = parents.get(at))
      path.push(at);
    return path;
  };
}
