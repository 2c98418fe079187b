// When the connections of relayed stations come and go: that upstream lives as long as that of its station, and no longer.

import type { LinkId, StationId } from '../../model/ids.ts';
import { after, never } from '../../model/time.ts';
import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { clearLinkAlarm } from '../uplink/alarms.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { uplinksOf } from '../uplink/work.ts';
import { dropAsked, endAsked, passUp } from './ask.ts';
import type { RelayLive } from './live.ts';
import { newRelay, openingMs } from './live.ts';

/** Worked out anew for each site file. What is known of a station that stays is kept. */
export function followRelays(state: State, now: Now): void {
  const named = new Set<StationId>();
  for (const { config } of state.uplinks.values()) {
    if (config.mode !== 'relay' || config.speaksFor === undefined) continue;
    named.add(config.speaksFor);
    if (state.relays.get(config.speaksFor)?.uplink !== config.id)
      state.relays.set(config.speaksFor, newRelay(config.id, now.mono));
  }
  for (const station of state.relays.keys()) if (!named.has(station)) state.relays.delete(station);
  state.loadsDue = true;
}

/** The station has come: its connection upstream is made. */
export function relayCame(state: State, station: StationId, now: Now): void {
  rewantOf(state, station);
  const relay = state.relays.get(station);
  const uplink = relay === undefined ? undefined : state.uplinks.get(relay.uplink);
  if (relay === undefined || uplink === undefined) return;
  relay.asked.clear();
  relay.phase = 'opening';
  relay.openUntil = after(now.mono, openingMs);
  uplink.openAt = now.mono;
  uplink.toldSouth = undefined;
  wakeBy(state, relay.openUntil);
}

/**
 * The station has gone: its connection upstream, which is returned, is to be closed. One that comes back at once gets a new
 * one: its central system is to notice.
 */
export function relayLeft(state: State, station: StationId, now: Now): LinkId | undefined {
  rewantOf(state, station);
  const relay = state.relays.get(station);
  if (relay === undefined) return undefined;
  for (const asked of relay.asked.values()) dropAsked(state, relay, asked);
  relay.phase = 'alone';
  const uplink = state.uplinks.get(relay.uplink);
  const link = uplink?.link;
  if (uplink === undefined || link === undefined) return undefined;
  uplink.link = undefined;
  uplink.lostAt = now.mono;
  uplink.heartbeatAt = never;
  return link;
}

/** Whether its connections upstream are to be open may be another matter now. */
function rewantOf(state: State, station: StationId): void {
  for (const uplink of uplinksOf(state, station)) {
    if (uplink.config.speaksFor !== station) continue;
    state.uplinkWork.rewanted.add(uplink.config.id);
    if (uplink.link === undefined) uplink.turnAt = undefined;
    if (!state.stationLinks.has(station)) clearLinkAlarm(state, uplink);
  }
}

/** The connection upstream is there. What was kept goes first, so that the order stands. */
export function relayUp(state: State, uplink: UplinkLive): void {
  const relay = state.relays.get(uplink.config.speaksFor!);
  if (relay === undefined) return;
  // A station that reconnects need not boot again; one that must is told so by its central system.
  uplink.accepted = relay.boot === undefined;
  const isAllTold = uplink.outbox.entries.length === 0 && uplink.outbox.behind === undefined;
  if (relay.phase === 'opening' && relay.boot === undefined && isAllTold && uplink.notices.length === 0)
    goThrough(state, uplink);
}

/** Everything that was kept has been told: from now on the station speaks with its central system. */
export function goThrough(state: State, uplink: UplinkLive): void {
  const relay = state.relays.get(uplink.config.speaksFor!);
  if (relay === undefined) return;
  relay.phase = 'through';
  uplink.statuses.clear();
  for (const { asker, byRow } of relay.asked.values()) if (!byRow) passUp(state, asker);
}

/** It could not be made, or it broke: the gateway goes on alone, or sends the station away where it must not. */
export function relayGone(state: State, heard: Pick<Heard, 'commands'>, uplink: UplinkLive, now: Now): void {
  const relay = state.relays.get(uplink.config.speaksFor!);
  if (relay !== undefined) goAlone(state, heard, relay, uplink.config.speaksFor!, now);
}

function goAlone(state: State, heard: Pick<Heard, 'commands'>, relay: RelayLive, station: StationId, now: Now): void {
  relay.phase = 'alone';
  for (const asked of [...relay.asked.values()]) endAsked(state, heard, relay, asked, now);
  const link = state.stationLinks.get(station);
  if (state.uplinks.get(relay.uplink)?.config.autonomy !== false || link === undefined) return;
  heard.commands.push({ kind: 'close', link: link.id, code: 1012, reason: 'the central system is away' });
}

/** What has waited long enough for a connection that does not come. */
export function expireRelays(state: State, heard: Pick<Heard, 'commands'>, now: Now): void {
  for (const [station, relay] of state.relays) {
    if (relay.phase !== 'opening') continue;
    if (now.mono < relay.openUntil) wakeBy(state, relay.openUntil);
    else goAlone(state, heard, relay, station, now);
  }
}
