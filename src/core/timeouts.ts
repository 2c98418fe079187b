// What is due: CALLs whose time ran out, questions that waited long enough, links to open again. Called when `wakeAt` has
// come; everything that is not due yet says again when it will be.

import { earliest, never } from '../model/time.ts';
import { deadlineOf, expire } from '../ocpp/session.ts';
import { nextRetry } from '../uplink/outbox.ts';
import { endReports } from './asked/reports.ts';
import { reopenBrokers } from './brokers/follow.ts';
import { forgetRivals } from './door/rivals.ts';
import { mindClock } from './clock/clock.ts';
import { dropLink } from './connect.ts';
import { loseCall } from './hear/answer.ts';
import { streamAgain, streamDueAt } from './feed/stream.ts';
import { retryFetches } from './files/publish.ts';
import type { Heard } from './heard.ts';
import type { Link } from './links.ts';
import { lapseLimits } from './limits/lapse.ts';
import { expireReservations } from './orders/reservation.ts';
import type { Now } from './ports.ts';
import { expireRelays } from './relay/links.ts';
import { missStations } from './tell/presence.ts';
import { followUplinks } from './site-change.ts';
import type { State } from './state.ts';
import { count, wakeBy } from './state.ts';
import { uplinkDueAt } from './uplink/link.ts';
import { loseLimits } from './uplink/loss.ts';
import type { UplinkLive } from './uplink/live.ts';
import { stirAll } from './uplink/work.ts';
import { retryUploads } from './uplink/upload.ts';

export function expireAll(state: State, heard: Heard, now: Now): void {
  state.wakeAt = never;
  state.reallocate = true;
  stirAll(state);
  mindClock(state, now);
  for (const { link, call } of state.displaced.splice(0)) loseCall(state, heard, link, call, false, now);
  for (const link of [...state.links.values()]) expireLink(state, heard, link, now);
  for (const live of state.live.stations.values()) {
    if (live.callableFrom > now.mono) wakeBy(state, live.callableFrom);
    for (const { retryAt, resumeAt } of live.slots.values())
      for (const at of [retryAt, resumeAt]) if (at > now.mono) wakeBy(state, at);
  }
  for (const uplink of state.uplinks.values()) {
    if (now.mono >= uplink.resetAt) resetLink(state, heard, uplink, now);
    expireFeed(state, heard, uplink, now);
  }
  expireRelays(state, heard, now);
  missStations(state, now);
  expireReservations(state, heard, now);
  loseLimits(state, now);
  lapseLimits(state, heard.facts, now);
  retryUploads(state, heard, now);
  retryFetches(state, heard, now);
  endReports(state, now);
  reopenBrokers(state, now.mono);
  forgetRivals(state, now);
  followUplinks(state, heard, now);
  wakeBy(state, state.pendingDueAt);
  for (const [id, uplink] of state.uplinks) {
    if (uplink.link === undefined && uplink.openAt <= now.mono) state.uplinkWork.rewanted.add(id);
    wakeBy(state, uplinkDueAt(uplink, now));
    const part = state.ledger.uplinks.get(id);
    const retryAt = part === undefined ? undefined : nextRetry(uplink.outbox, part);
    if (retryAt !== undefined && retryAt > now.mono) wakeBy(state, retryAt);
  }
}

/** The session starts anew: the next link begins with a boot. */
function resetLink(state: State, heard: Heard, uplink: UplinkLive, now: Now): void {
  uplink.resetAt = never;
  uplink.bootAt = now.mono;
  const link = uplink.link === undefined ? undefined : state.links.get(uplink.link);
  if (link === undefined) return;
  heard.commands.push({ kind: 'close', link: link.id, code: 1012, reason: 'reset' });
  dropLink(state, heard, link, now, { kind: 'closed', code: 1012, reason: 'reset' });
}

/** A broker that takes nothing is lost like a CSMS that does not answer; who keeps a stream and does not is told again. */
function expireFeed(state: State, heard: Heard, uplink: UplinkLive, now: Now): void {
  const { feed, config } = uplink;
  const link = uplink.link === undefined ? undefined : state.links.get(uplink.link);
  if (feed === undefined || link === undefined) return;
  if (now.mono < streamDueAt(uplink, feed)) return wakeBy(state, streamDueAt(uplink, feed));
  if (feed.inFlight.size === 0) return streamAgain(feed, now.mono);
  heard.commands.push({ kind: 'close', link: link.id, code: 1001, reason: 'no answer' });
  dropLink(state, heard, link, now, { kind: 'silent', action: 'publish', seconds: config.callTimeoutSeconds });
}

/**
 * A station that does not answer keeps its link, because others of its messages may still come through. A CSMS that does
 * not answer is lost: its link is closed, and what was under way is repeated over the next one with the same id.
 */
function expireLink(state: State, heard: Heard, link: Link, now: Now): void {
  const call = expire(link.session, now.mono, now.durable);
  if (call !== undefined) {
    count(state, 'callTimeouts');
    state.talkative.add(link);
    loseCall(state, heard, link, call, true, now);
    if (link.peer.kind === 'uplink') {
      heard.commands.push({ kind: 'close', link: link.id, code: 1001, reason: 'no answer' });
      const seconds = call.timeoutMs / 1000;
      dropLink(state, heard, link, now, { kind: 'silent', action: call.action, seconds });
      return;
    }
  }
  wakeBy(state, earliest(deadlineOf(link.session)));
}
