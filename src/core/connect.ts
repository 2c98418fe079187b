// Links that open and close. A link id is never used again, so what an old socket still says touches nothing.

import type { LinkId, UplinkId } from '../model/ids.ts';
import { evseOf, row } from '../model/ids.ts';
import { after, never } from '../model/time.ts';
import { closeSession, openSession } from '../ocpp/session.ts';
import { stationPart } from '../site/ledger.ts';
import { newAdoption, stationLive } from '../site/live.ts';
import { backoffMs } from '../uplink/backoff.ts';
import { loseCall } from './hear-answer.ts';
import type { Heard } from './heard.ts';
import type { Link } from './links.ts';
import { fullPace } from './pace.ts';
import type { Now, Peer } from './ports.ts';
import { stationCame, stationLeft } from './presence.ts';
import { rate } from './ratings.ts';
import type { State } from './state.ts';
import { count, wakeBy } from './state.ts';
import { demandStatus } from './status-due.ts';
import type { UplinkLive } from './uplink-live.ts';
import { serves } from './uplink-live.ts';

/** A known station that stays silent after it connected is called all the same after this time (Q19, Q20). */
const silentMs = 10_000;

/** Every connection begins anew: what was under way on the one before it does not count (Q30). */
const newLink = (id: LinkId, peer: Peer, now: Now): Link => ({
  id,
  peer,
  session: openSession(),
  pace: fullPace(now.mono),
  calledAt: now.mono,
  stumbles: 0,
  held: { until: row(0), answers: 0 },
});

export function linkUp(state: State, heard: Heard, id: LinkId, peer: Peer, now: Now): void {
  const link = newLink(id, peer, now);
  state.links.set(id, link);
  if (peer.kind === 'uplink') return uplinkUp(state, heard, id, peer.uplink, now);
  const old = state.stationLinks.get(peer.station);
  if (old !== undefined) {
    dropLink(state, heard, old, now);
    heard.commands.push({ kind: 'close', link: old.id, code: 4001, reason: 'replaced by a newer connection' });
  }
  state.stationLinks.set(peer.station, link);
  stationCame(state, peer.station, now);
  const live = stationLive(state.live, peer.station);
  live.connected = true;
  live.connectedAt = now.mono;
  live.booted = false;
  live.reported.clear();
  live.clock.driftMs = undefined;
  live.adoption = newAdoption();
  rate(state, peer.station);
  live.mayBegin = false;
  state.adopting.add(peer.station);
  state.unwelcomeDueAt = now.mono;
  live.accepted = stationPart(state.ledger, peer.station).booted !== undefined;
  live.callableFrom = live.accepted ? after(now.mono, silentMs) : never;
  wakeBy(state, live.callableFrom);
}

export function linkDown(
  state: State,
  heard: Heard,
  input: { readonly link: LinkId; readonly code: number; readonly reason: string },
  now: Now,
): void {
  const link = state.links.get(input.link);
  if (link === undefined) return;
  if (input.code === 1002 && input.reason === compressedReason) noteCompression(state, heard, link);
  dropLink(state, heard, link, now);
}

/** How the adapter names a frame that is marked as compressed although nobody agreed to that. */
const compressedReason = 'WS_ERR_UNEXPECTED_RSV_1';

/** Remembered, so that compression is never offered to it (Q26). */
function noteCompression(state: State, heard: Heard, { peer }: Link): void {
  count(state, 'compressedFrames');
  if (peer.kind !== 'station' || stationPart(state.ledger, peer.station).capabilities.noDeflate === true) return;
  heard.facts.push({ kind: 'StationLearned', station: peer.station, about: { noDeflate: true } });
}

/** Forgets a link and settles what was under way on it. */
export function dropLink(state: State, heard: Heard, link: Link, now: Now): void {
  state.links.delete(link.id);
  for (const { call, left } of closeSession(link.session, now.durable)) loseCall(state, heard, link, call, left, now);
  if (link.peer.kind === 'uplink') {
    const uplink = state.uplinks.get(link.peer.uplink);
    if (uplink?.link === link.id) uplinkGone(state, uplink, now);
  } else if (state.stationLinks.get(link.peer.station) === link) {
    state.stationLinks.delete(link.peer.station);
    stationLeft(state, link.peer.station, now);
    const live = stationLive(state.live, link.peer.station);
    live.connected = false;
    state.adopting.delete(link.peer.station);
    live.callableFrom = never;
  }
}

function uplinkUp(state: State, heard: Heard, id: LinkId, name: UplinkId, now: Now): void {
  const uplink = state.uplinks.get(name);
  if (uplink === undefined || uplink.link !== undefined)
    return void heard.commands.push({ kind: 'close', link: id, code: 1000, reason: 'not wanted' });
  uplink.link = id;
  uplink.bootAt = now.mono;
  uplink.heartbeatAt = uplink.accepted ? after(now.mono, uplink.heartbeatMs) : never;
  wakeBy(state, uplink.heartbeatAt);
  resendStatuses(state, uplink, now);
}

/** After an outage the CSMS gets the status of every connector. */
function resendStatuses(state: State, uplink: UplinkLive, now: Now): void {
  uplink.selfTold = undefined;
  uplink.statusesTold.clear();
  for (const key of state.ledger.gateway.numbering.keys())
    if (serves(uplink, evseOf(key).station)) demandStatus(uplink, key, now);
}

export function linkFailed(state: State, name: UplinkId, _reason: string, now: Now): void {
  const uplink = state.uplinks.get(name);
  if (uplink !== undefined && uplink.link === undefined) uplinkGone(state, uplink, now);
}

function uplinkGone(state: State, uplink: UplinkLive, now: Now): void {
  uplink.link = undefined;
  uplink.failures += 1;
  uplink.openAt = after(now.mono, backoffMs(uplink.config.backoff, uplink.failures, state.random.fraction()));
  uplink.heartbeatAt = never;
  state.rewant = true;
  wakeBy(state, uplink.openAt);
}
