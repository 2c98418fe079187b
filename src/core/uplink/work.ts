// Who of the uplinks has to do with what: a relay of a thousand stations makes a thousand of them, and no message may cost
// a look at each.

import type { Fact } from '../../model/fact/fact.ts';
import type { Row, StationId, UplinkId } from '../../model/ids.ts';
import { row } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { Input } from '../ports.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from './live.ts';

export interface UplinkWork {
  /** Those that have to do with a station, in the order of the site file. Worked out once per site. */
  ofStation: ReadonlyMap<StationId, readonly UplinkLive[]>;
  /** Those of a station that no uplink names. */
  ofOthers: readonly UplinkLive[];
  /** Those that speak for many: they may have something to say after every step. */
  ofMany: readonly UplinkLive[];
  /** Those that speak for one station and may have something to say in this step. */
  readonly stirred: Set<UplinkId>;
  /** Those whose window has not looked at every row. */
  readonly behind: Set<UplinkId>;
  /** Those of which it may have changed whether they are to be open. */
  readonly rewanted: Set<UplinkId>;
  /** When the next connection to each address may be opened. */
  readonly turns: Map<string, Mono>;
  /** Alarms of the connections of a relay, who has each, and what is wrong with the last. */
  readonly shared: Map<string, { readonly who: Set<UplinkId>; text: string }>;
  /** When those that speak for one station were last seen to have nothing to tell. */
  passedAt: Row;
  /** For whom rows are being read that are for all who speak for one station. */
  readsFor: UplinkId | undefined;
}

export const newUplinkWork = (): UplinkWork => ({
  ofStation: new Map(),
  ofOthers: [],
  ofMany: [],
  stirred: new Set(),
  behind: new Set(),
  rewanted: new Set(),
  turns: new Map(),
  shared: new Map(),
  passedAt: row(0),
  readsFor: undefined,
});

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
