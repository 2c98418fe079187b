// Which stations are away, and since when the CSMS is to know it: a station that changes its access point or starts anew is
// no news, one that stays away is.

import type { EvseKey, StationId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import { stationOf } from '../../model/config/site.ts';
import { after } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf, wakeBy } from '../state.ts';
import { noteStatus } from './status-due.ts';
import { uplinksOf } from '../uplink/work.ts';

/** Two pings of the station's own link and some more; an uplink may have it longer. */
const usualGraceSeconds = 120;

export function stationLeft(state: State, station: StationId, now: Now, wasHere = true): void {
  const graces = uplinksOf(state, station).map(({ config }) => config.stationGraceSeconds ?? usualGraceSeconds);
  const seconds = graces.length === 0 ? usualGraceSeconds : Math.max(...graces);
  const until = after(now.mono, seconds * 1000);
  state.away.set(station, { since: now.utc, wasHere, until, gone: false });
  wakeBy(state, until);
}

export function stationCame(state: State, station: StationId, now: Now): void {
  const away = state.away.get(station);
  state.away.delete(station);
  if (away?.gone === true) noteStation(state, station, now);
}

/** Stations that appear in the site file are away until they come; what is not in it is no station. */
export function followStations(state: State, now: Now): void {
  const named = new Set<StationId>();
  for (const { id, state: status } of siteOf(state).stations) {
    if (status === 'retired') continue;
    named.add(id);
    if (!state.away.has(id) && !state.stationLinks.has(id)) stationLeft(state, id, now, false);
  }
  for (const id of state.away.keys()) if (!named.has(id)) state.away.delete(id);
}

/** The CSMS is told of those whose time of grace is over. */
export function missStations(state: State, now: Now): void {
  for (const [station, away] of state.away) {
    if (away.gone) continue;
    if (now.mono < away.until) {
      wakeBy(state, away.until);
      continue;
    }
    away.gone = true;
    noteStation(state, station, now);
  }
}

/** All connectors of a station are told anew. */
export function noteStation(state: State, station: StationId, now: Now): void {
  for (const uplink of uplinksOf(state, station))
    for (const key of keysOf(state, station)) noteStatus(state, uplink, key, now);
}

const keysOf = (state: State, station: StationId): EvseKey[] =>
  (stationOf(siteOf(state), station)?.evses ?? []).map(({ id }) => evseKey(station, id));
