// What is due: CALLs whose time ran out, questions that waited long enough, links to open again. Called when `wakeAt` has
// come; everything that is not due yet says again when it will be.

import { earliest, never } from '../model/time.ts';
import { deadlineOf, expire } from '../ocpp/session.ts';
import { nextRetry } from '../uplink/outbox.ts';
import { forgetRivals } from './admit.ts';
import { dropLink } from './connect.ts';
import { loseCall } from './hear-answer.ts';
import type { Heard } from './heard.ts';
import type { Link } from './links.ts';
import { expireReservations } from './orders/reservation.ts';
import type { Now } from './ports.ts';
import { missStations } from './presence.ts';
import type { State } from './state.ts';
import { count, wakeBy } from './state.ts';
import { retryUploads } from './upload.ts';

export function expireAll(state: State, heard: Heard, now: Now): void {
  state.wakeAt = never;
  state.reallocate = true;
  state.rewant = true;
  for (const { link, call } of state.displaced.splice(0)) loseCall(state, heard, link, call, false, now);
  for (const link of [...state.links.values()]) expireLink(state, heard, link, now);
  for (const live of state.live.stations.values()) {
    if (live.callableFrom > now.mono) wakeBy(state, live.callableFrom);
    for (const { retryAt, resumeAt } of live.slots.values())
      for (const at of [retryAt, resumeAt]) if (at > now.mono) wakeBy(state, at);
  }
  missStations(state, now);
  expireReservations(state, heard, now);
  retryUploads(state, heard, now);
  forgetRivals(state, now);
  wakeBy(state, state.pendingDueAt);
  for (const [id, uplink] of state.uplinks) {
    if (uplink.link === undefined && uplink.openAt > now.mono) wakeBy(state, uplink.openAt);
    if (uplink.link !== undefined && !uplink.accepted && uplink.bootAt > now.mono) wakeBy(state, uplink.bootAt);
    if (uplink.link !== undefined) wakeBy(state, uplink.heartbeatAt);
    const part = state.ledger.uplinks.get(id);
    const retryAt = part === undefined ? undefined : nextRetry(uplink.outbox, part);
    if (retryAt !== undefined && retryAt > now.mono) wakeBy(state, retryAt);
  }
}

/**
 * A station that does not answer keeps its link, because others of its messages may still come through. A CSMS that does
 * not answer is lost: its link is closed, and what was under way is repeated over the next one with the same id.
 */
function expireLink(state: State, heard: Heard, link: Link, now: Now): void {
  const call = expire(link.session, now.mono);
  if (call !== undefined) {
    count(state, 'callTimeouts');
    state.talkative.add(link);
    loseCall(state, heard, link, call, true, now);
    if (link.peer.kind === 'uplink') {
      heard.commands.push({ kind: 'close', link: link.id, code: 1001, reason: 'no answer' });
      dropLink(state, heard, link, now);
      return;
    }
  }
  wakeBy(state, earliest(deadlineOf(link.session)));
}
