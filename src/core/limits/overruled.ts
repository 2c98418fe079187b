// Stations that hold profiles of others which they do not let go. They may draw what those allow: they count at their rating,
// and others share beside that. They are told their limits all the same, because most will follow them.

import type { EvseKey } from '../../model/ids.ts';
import type { State } from '../state.ts';
import { setAlarms } from './limit-alarms.ts';

/** What each of them counts with where others share. */
export const overruledOf = ({ loads }: State): [EvseKey, number][] =>
  loads.flatMap(({ hold, key, maxAmps }) => (hold.overruled === true ? [[key, maxAmps] as const] : []));

/** Once per change of the site, and of what stations showed. */
export function setOverruledAlarms(state: State): void {
  const those = [...new Set(state.loads.flatMap(({ hold, station }) => (hold.overruled === true ? [station] : [])))];
  const byId = new Map(those.map((station) => [station.id, station]));
  setAlarms(state, 'BB_STATION_FOREIGN_PROFILE', [...byId.keys()], (id) => {
    const foreign = state.ledger.stations.get(id)?.capabilities.foreignProfiles ?? [];
    const named = foreign.map(({ id: one, purpose }) => `${purpose} ${one}`).join(', ');
    const amps = Math.max(...byId.get(id)!.evses.map(({ maxAmps }) => maxAmps));
    return `${id} still holds charging profiles of somebody else after it was told to clear them (${named}): they may count above the limits of the gateway, so it counts at its rating of ${amps} A, which others cannot have. Clear them with its maker's tool, take it off its other system, and reconnect it.`;
  });
}
