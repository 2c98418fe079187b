import type { StationId } from '../../model/ids.ts';
import type { Link } from '../links.ts';
import type { State } from '../state.ts';
import type { RelayLive } from './live.ts';

/** The station for which this connection upstream is, where that passes its messages on. */
export function relayedBy(state: State, { peer }: Link): StationId | undefined {
  const config = peer.kind === 'uplink' ? state.uplinks.get(peer.uplink)?.config : undefined;
  return config?.mode === 'relay' ? config.speaksFor : undefined;
}

/** The relay that a link is one end of. */
export function relayOn(state: State, link: Link): RelayLive | undefined {
  const station = link.peer.kind === 'station' ? link.peer.station : relayedBy(state, link);
  return station === undefined ? undefined : state.relays.get(station);
}

/** Its central system is to keep charging profiles in it, under a limit of ours. */
export function keepsProfiles(state: State, station: StationId): boolean {
  const relay = state.relays.get(station);
  return relay !== undefined && state.uplinks.get(relay.uplink)?.config.profiles === 'pass';
}
