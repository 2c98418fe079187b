// Who of the uplinks has to do with what: a relay of a thousand stations makes a thousand of them, and no message may cost
// a look at each.

import type { Fact } from '../../model/fact/fact.ts';
import type { StationId } from '../../model/ids.ts';
import { mono, never } from '../../model/time.ts';
import { framedUplink } from '../feed/framed-uplink.ts';
import type { Input } from '../ports.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from './live.ts';

/** Worked out anew for each site file. */
export function followWork({ uplinks, uplinkWork: work }: State): void {
  const ofStation = new Map<StationId, UplinkLive[]>();
  const ofOthers: UplinkLive[] = [];
  for (const { stations = [] } of uplinks.values()) for (const station of stations) ofStation.set(station, []);
  for (const uplink of uplinks.values()) {
    if (uplink.stations === undefined) for (const served of [ofOthers, ...ofStation.values()]) served.push(uplink);
    else for (const station of uplink.stations) ofStation.get(station)!.push(uplink);
  }
  work.ofStation = ofStation;
  work.ofOthers = ofOthers;
  work.ofMany = [...uplinks.values()].filter(({ config }) => config.speaksFor === undefined);
  const hasFeed = work.ofMany.some(({ feed }) => feed !== undefined);
  work.looks.dueAt = hasFeed ? mono(0) : never;
  work.ofRaw = work.ofMany.filter(({ config }) => config.feed?.rawFrames === true);
  work.framed = Map.groupBy(
    [...uplinks.values()].filter(({ config }) => config.through !== undefined),
    ({ config }) => config.through!,
  );
  work.behind.clear();
  for (const [id, { outbox }] of uplinks) if (outbox.behind !== undefined) work.behind.add(id);
}

/** The uplinks that have to do with this station. */
export const uplinksOf = ({ uplinkWork }: State, station: StationId): readonly UplinkLive[] =>
  uplinkWork.ofStation.get(station) ?? uplinkWork.ofOthers;

/** What happened may give those something to say that it names. */
export function stirByFact(state: State, fact: Fact): void {
  if ('uplink' in fact) state.uplinkWork.stirred.add(fact.uplink);
  else if ('station' in fact) stirStation(state, fact.station);
}

export function stirByInput(state: State, input: Input): void {
  if (input.kind === 'linkFailed') return void state.uplinkWork.stirred.add(input.uplink);
  // What is due stirs them itself (`expireAll`).
  if (input.kind === 'published' || input.kind === 'flooding' || input.kind === 'wake') return;
  const framed = input.kind === 'told' ? framedUplink(state, input.link, input.topic) : undefined;
  if (framed !== undefined) return void state.uplinkWork.stirred.add(framed.config.id);
  if (input.kind !== 'frame' && input.kind !== 'linkUp' && input.kind !== 'linkDown') return stirAll(state);
  const peer = state.links.get(input.link)?.peer;
  if (peer?.kind === 'uplink') state.uplinkWork.stirred.add(peer.uplink);
  else if (peer?.kind === 'station') stirStation(state, peer.station);
}

export function stirAll({ uplinks, uplinkWork }: State): void {
  for (const [id, { link }] of uplinks) if (link !== undefined) uplinkWork.stirred.add(id);
}

function stirStation(state: State, station: StationId): void {
  for (const { config } of uplinksOf(state, station))
    if (config.speaksFor !== undefined) state.uplinkWork.stirred.add(config.id);
}
