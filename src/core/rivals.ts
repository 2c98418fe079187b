// Two connections, one identity. The newcomer has shown its credentials; whether the old connection lives, nobody knows. It
// is asked for a sign: one that lives keeps its place and the newcomer goes; one that is silent is dead and gives way (G11).

import type { LinkId, StationId } from '../model/ids.ts';
import { after } from '../model/time.ts';
import type { Heard } from './heard.ts';
import type { Link } from './links.ts';
import type { Now } from './ports.ts';
import type { Rival, StationPeer } from './rival.ts';
import type { State } from './state.ts';
import { count, wakeBy } from './state.ts';

/** Every link in the field brings an answer to a ping within this time, or none at all. */
const signMs = 5000;
/** Two devices that take the place from each other in turn are stopped; a station on a bad line does not come so often. */
const mostTakeovers = 6;
const takeoversMs = 60_000;

/** A newcomer waits, and the old connection is asked for a sign. The last newcomer is the one that counts. */
export function challenge(state: State, heard: Heard, old: Link, id: LinkId, peer: StationPeer, now: Now): void {
  const before = state.rivals.get(peer.station);
  if (before !== undefined) close(heard, before.id, 4001, 'replaced by a newer connection');
  if (isPingPong(state, peer.station, now)) {
    refuse(state, heard, { id, peer, until: now.mono });
    state.rivals.delete(peer.station);
    return;
  }
  const until = before?.until ?? after(now.mono, signMs);
  state.rivals.set(peer.station, { id, peer, until });
  wakeBy(state, until);
  if (before === undefined) heard.commands.push({ kind: 'probe', link: old.id });
}

/** The old connection lives: the newcomer is refused, and somebody must see it. */
export function keepOld(state: State, heard: Heard, old: Link): void {
  if (old.peer.kind !== 'station') return;
  const rival = state.rivals.get(old.peer.station);
  if (rival === undefined) return;
  state.rivals.delete(old.peer.station);
  refuse(state, heard, rival);
}

function refuse(state: State, heard: Heard, { id, peer: { station } }: Rival): void {
  count(state, 'duplicates');
  close(heard, id, 1008, 'this identity is connected already');
  state.alarms.set(
    `BB_STATION_DUPLICATE:${station}`,
    `A second device connects as ${station} while the first one is alive; it was refused. Give each station its own identity, and change the key if you do not know the device.`,
  );
}

const close = (heard: Heard, link: LinkId, code: number, reason: string): void =>
  void heard.commands.push({ kind: 'close', link, code, reason });

/** The newcomers whose time of waiting is over. */
export function winners(state: State, now: Now): readonly Rival[] {
  const due = [...state.rivals.values()].filter(({ until }) => until <= now.mono);
  for (const { until } of state.rivals.values()) if (until > now.mono) wakeBy(state, until);
  return due;
}

/** The place of a station changes hands. */
export function noteTakeover(state: State, station: StationId, now: Now): void {
  const known = state.takeovers.get(station);
  if (known === undefined || now.mono - known.since > takeoversMs)
    state.takeovers.set(station, { times: 1, since: now.mono });
  else known.times += 1;
}

function isPingPong(state: State, station: StationId, now: Now): boolean {
  const known = state.takeovers.get(station);
  return known !== undefined && now.mono - known.since <= takeoversMs && known.times >= mostTakeovers;
}

export const isRival = (state: State, id: LinkId): boolean => {
  for (const rival of state.rivals.values()) if (rival.id === id) return true;
  return false;
};

/** A newcomer left before its turn. True when it was one. */
export function forgetRival(state: State, id: LinkId): boolean {
  for (const [station, rival] of state.rivals) if (rival.id === id) return state.rivals.delete(station);
  return false;
}
