// Stations that count elsewhere than the site file says: those that move (lowered first, raised when that is confirmed), and
// those that are there although the file says that they are not.

import type { Load } from '../../control/envelope.ts';
import { inForce, lastingIn } from '../../control/envelope.ts';
import type { Site, Station } from '../../model/config/site.ts';
import { stationOf } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Decided, Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { setAlarms } from './limit-alarms.ts';

/** The circuits that a station left are free of it once nothing above its new fallback can be in force. */
export function settleMoves(state: State, decided: Pick<Decided, 'facts'>, now: Now): void {
  for (const station of state.ledger.gateway.places.leaving.keys())
    if (loadsAt(state, station).every((load) => isLow(state, load)))
      decided.facts.push({ kind: 'StationMoved', station, happenedAt: now.utc });
}

function isLow(state: State, load: Load): boolean {
  const part = state.ledger.stations.get(load.station.id);
  // Nobody has ever heard of it: there is nothing to lower.
  if (part === undefined) return true;
  // It takes no limit: it is low when nobody charges.
  if (load.hold.rung === 'none') return [...openOnes(part.transactions)].length === 0;
  // A lease may be below what stands for good.
  return Math.max(inForce(state.ledger, load), lastingIn(state.ledger, load)) <= (state.fallback.get(load.key) ?? 0);
}

const loadsAt = (state: State, station: StationId): Load[] => state.loads.filter((load) => load.station.id === station);

/** A station connected. It is remembered: when it is cut off, it may draw on. */
export function noteUnexpected(state: State, heard: Pick<Heard, 'facts'>, id: StationId, now: Now): void {
  const isKnown = state.ledger.gateway.places.unexpected.has(id);
  if (!isKnown && isAbsent(stationOf(siteOf(state), id)))
    heard.facts.push({ kind: 'StationUnexpected', station: id, happenedAt: now.utc });
}

/** The site file takes stations away that are connected. */
export function noteContradicted(
  state: State,
  heard: Pick<Heard, 'facts'>,
  before: Site | undefined,
  site: Site,
  now: Now,
): void {
  if (state.stationLinks.size === 0) return;
  for (const station of site.stations) {
    if (!isAbsent(station) || !state.stationLinks.has(station.id)) continue;
    if (before !== undefined && stationOf(before, station.id)?.state === station.state) continue;
    heard.facts.push({ kind: 'StationUnexpected', station: station.id, happenedAt: now.utc });
  }
}

const isAbsent = (station: Station | undefined): boolean =>
  station?.state === 'planned' || station?.state === 'isolated';

export function setPlaceAlarms(state: State): void {
  const { leaving, unexpected } = state.ledger.gateway.places;
  setAlarms(state, 'BB_STATION_MOVING', [...leaving.keys()], (id) => {
    const [load] = loadsAt(state, id);
    const low =
      load?.hold.rung === 'none' ? 'nobody charges there' : `it has taken ${fallbackOf(state, load)} A or less`;
    return `${id} moves to circuit ${load?.station.circuit}: it counts there and on ${leaving.get(id)!.join(', ')} until ${low}. If this stays, see why it does not answer.`;
  });
  setAlarms(
    state,
    'BB_STATION_UNEXPECTED',
    [...unexpected].filter((id) => loadsAt(state, id).length > 0),
    (id) => {
      const loads = loadsAt(state, id);
      const { circuit, state: is } = loads[0]!.station;
      const amps = Math.max(...sumOnLines(loads));
      return `${id} is ${is} in the site file, and connected: it counts with its full rating of ${amps} A on circuit ${circuit} from now on, and is told no limit. If it is in use, write "state: installed". If not, open its breaker; then write "state: installed" and again "state: ${is}", and it counts nothing.`;
    },
  );
}

const fallbackOf = (state: State, load: Load | undefined): number =>
  load === undefined ? 0 : (state.fallback.get(load.key) ?? 0);

/** What they draw on each line of their circuit. */
function sumOnLines(loads: readonly Load[]): number[] {
  const sums = new Map<number, number>();
  for (const { cells, path } of loads)
    for (const { at, most } of cells.slice(0, cells.length / path.length)) sums.set(at, (sums.get(at) ?? 0) + most);
  return [...sums.values()];
}
