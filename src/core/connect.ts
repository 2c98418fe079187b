// Links that open and close. A link id is never used again, so what an old socket still says touches nothing.

import type { AlarmKey } from '../model/alarm.ts';
import type { LinkId, UplinkId } from '../model/ids.ts';
import { row } from '../model/ids.ts';
import { after, never } from '../model/time.ts';
import { closeSession, openSession } from '../ocpp/session.ts';
import { stationPart } from '../site/ledger.ts';
import { newAdoption } from '../site/adoption.ts';
import { forgetDrift, stationLive } from '../site/live.ts';
import { loseCall } from './hear/answer.ts';
import type { Heard } from './heard.ts';
import type { Link } from './links.ts';
import { isEnrolled, paceOf } from './door/door.ts';
import { fullPace } from './door/pace.ts';
import type { Now, Peer } from './ports.ts';
import { stationCame, stationLeft } from './tell/presence.ts';
import { lapseLater, tellAnew } from './limits/lapse.ts';
import { noteUnexpected } from './limits/places.ts';
import { rate } from './limits/ratings.ts';
import { relayCame, relayLeft } from './relay/links.ts';
import type { State } from './state.ts';
import { adoptBy, count, wakeBy } from './state.ts';
import type { LinkEnd } from './uplink/link.ts';
import { uplinkGone, uplinkUp } from './uplink/link.ts';
import type { UplinkLive } from './uplink/live.ts';

/** A known station that stays silent after it connected is called all the same after this time (Q19, Q20). */
const silentMs = 10_000;

/** Every connection begins anew, but for what its station may say: what was under way before does not count (Q30). */
const newLink = (state: State, id: LinkId, peer: Peer, now: Now): Link => ({
  id,
  peer,
  session: openSession(),
  pace: peer.kind === 'station' ? paceOf(state.door, peer.station, now.mono) : fullPace(now.mono),
  calledAt: now.mono,
  stumbles: 0,
  saidInvalid: false,
  held: { until: row(0), answers: 0 },
  owed: state.ledger.head,
});

export function linkUp(state: State, heard: Heard, id: LinkId, peer: Peer, now: Now): void {
  const link = newLink(state, id, peer, now);
  state.links.set(id, link);
  if (peer.kind === 'uplink') {
    for (const { config } of framedOver(state, peer.uplink)) state.uplinkWork.rewanted.add(config.id);
    return uplinkUp(state, heard, id, peer.uplink, now);
  }
  const old = state.stationLinks.get(peer.station);
  if (old !== undefined) {
    dropLink(state, heard, old, now, { kind: 'closed', code: 4001, reason: 'replaced' });
    heard.commands.push({ kind: 'close', link: old.id, code: 4001, reason: 'replaced by a newer connection' });
  }
  state.stationLinks.set(peer.station, link);
  stationCame(state, peer.station, now);
  const live = stationLive(state.live, peer.station);
  live.connected = true;
  live.connectedAt = now.mono;
  live.booted = false;
  live.reported.clear();
  tellAnew(state, peer.station);
  live.clock.driftMs = undefined;
  forgetDrift(live.clock);
  live.adoption = newAdoption();
  rate(state, peer.station);
  noteUnexpected(state, heard, peer.station, now);
  live.mayBegin = false;
  state.adopting.add(peer.station);
  adoptBy(state, now.mono);
  state.unwelcomeDueAt = now.mono;
  const isKnown = stationPart(state.ledger, peer.station).booted !== undefined;
  live.accepted = isKnown && peer.mustRenew !== true && !isEnrolled(state, peer.station);
  noteExpired(state, peer);
  live.callableFrom = live.accepted ? after(now.mono, silentMs) : never;
  wakeBy(state, live.callableFrom);
  relayCame(state, peer.station, now);
}

/** Connections of stations that go over this one. */
const framedOver = ({ uplinkWork }: State, id: UplinkId): readonly UplinkLive[] => uplinkWork.framed.get(id) ?? [];

function loseFramed(state: State, heard: Heard, uplink: UplinkLive, now: Now): void {
  const link = uplink.link === undefined ? undefined : state.links.get(uplink.link);
  if (link === undefined) return;
  dropLink(state, heard, link, now, { kind: 'closed', code: 1006, reason: 'the broker is gone' });
  // It is no fault of its own: it is there again as soon as the broker is.
  uplink.openAt = now.mono;
}

/** It is here for a new certificate, and for nothing else. */
function noteExpired({ alarms }: State, { station, mustRenew }: Extract<Peer, { kind: 'station' }>): void {
  const key: AlarmKey = `BB_STATION_CERTIFICATE_EXPIRED:${station}`;
  if (mustRenew !== true) return void alarms.delete(key);
  alarms.set(
    key,
    `The certificate of ${station} has expired. It is Pending and does not charge until it comes with a new one; then take "acceptExpired" out of its security.`,
  );
}

export function linkDown(state: State, heard: Heard, id: LinkId, end: LinkEnd, now: Now): void {
  const link = state.links.get(id);
  if (link === undefined) return;
  if (end.kind === 'closed' && end.code === 1002 && end.reason === compressedReason)
    noteCompression(state, heard, link);
  dropLink(state, heard, link, now, end);
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
export function dropLink(state: State, heard: Heard, link: Link, now: Now, end: LinkEnd): void {
  state.links.delete(link.id);
  for (const { call, left } of closeSession(link.session, now.durable)) loseCall(state, heard, link, call, left, now);
  if (link.peer.kind === 'uplink') {
    const uplink = state.uplinks.get(link.peer.uplink);
    if (uplink?.link !== link.id) return;
    uplinkGone(state, heard, uplink, end, now);
    for (const framed of framedOver(state, link.peer.uplink)) loseFramed(state, heard, framed, now);
  } else if (state.stationLinks.get(link.peer.station) === link) {
    state.stationLinks.delete(link.peer.station);
    stationLeft(state, link.peer.station, now);
    const live = stationLive(state.live, link.peer.station);
    live.connected = false;
    live.goneAt = now.mono;
    lapseLater(state, link.peer.station, now);
    state.adopting.delete(link.peer.station);
    live.callableFrom = never;
    const north = state.links.get(relayLeft(state, link.peer.station, now) ?? ('' as LinkId));
    if (north === undefined) return;
    heard.commands.push({ kind: 'close', link: north.id, code: 1000, reason: 'the station has gone' });
    dropLink(state, heard, north, now, { kind: 'closed', code: 1000, reason: 'the station has gone' });
  }
}
