// Frames of 2.1 that nobody answers, SEND and CALLRESULTERROR, as they were written and in both directions.

import type { LinkId } from '../../model/ids.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import type { State } from '../state.ts';
import type { RelayLive } from './live.ts';
import { relayedBy, relayOn } from './relayed.ts';

/** What is sent while the other side is away is lost, as it is without a gateway. */
export function passUnanswered(state: State, heard: Pick<Heard, 'commands'>, link: Link, text: string): void {
  const { link: other } = otherSide(state, link);
  if (other !== undefined) heard.commands.push({ kind: 'passFrame', link: other, text });
}

/** Whoever wrote the answer hears that it could not be read. False where that was the gateway itself. */
export function passResultError(
  state: State,
  heard: Pick<Heard, 'commands'>,
  link: Link,
  id: string,
  text: string,
): boolean {
  const { link: other, relay } = otherSide(state, link);
  if (other === undefined || relay?.answered.delete(id) !== true) return false;
  heard.commands.push({ kind: 'passFrame', link: other, text });
  return true;
}

function otherSide(state: State, link: Link): { readonly link?: LinkId; readonly relay?: RelayLive } {
  const { peer } = link;
  if (peer.version !== '2.1') return {};
  const relay = relayOn(state, link);
  if (relay === undefined) return {};
  if (peer.kind === 'uplink') {
    const station = relayedBy(state, link);
    const down = station === undefined ? undefined : state.stationLinks.get(station)?.id;
    return { relay, ...(down !== undefined && { link: down }) };
  }
  const up = relay.phase === 'through' ? state.uplinks.get(relay.uplink)?.link : undefined;
  return { relay, ...(up !== undefined && { link: up }) };
}
