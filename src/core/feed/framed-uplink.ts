import type { LinkId, StationId, UplinkId } from '../../model/ids.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';

/** The connection of a station over this one, by a topic of it. */
export function framedUplink(state: State, link: LinkId, topic: string): UplinkLive | undefined {
  const peer = state.links.get(link)?.peer;
  const feed = peer?.kind === 'uplink' ? state.uplinks.get(peer.uplink)?.feed : undefined;
  const station = feed?.topics.framesOf(topic);
  if (peer?.kind !== 'uplink' || station === undefined) return undefined;
  return state.uplinks.get(idOf(peer.uplink, station));
}

const idOf = (feed: UplinkId, station: StationId): UplinkId => `${feed}/${station}` as UplinkId;
