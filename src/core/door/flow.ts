// What one station may ask at once and over time. What is more waits at the door: the adapter stops reading that link, the
// station's own buffers fill, and nobody else is slowed.

import type { LinkId, StationId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { maxHandling } from '../../ocpp/session.ts';
import type { Link } from '../links.ts';
import { callsPerSecond, earn, isReady, mostCalls, readyAt, resumeWith, spend } from './pace.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { count, wakeBy } from '../state.ts';

/**
 * Whether a CALL on this link has to wait at the door. It is offered again when `mayResume` says so. `isBusy`: there is no
 * room for what a station asks; a central system is heard all the same.
 */
export function holdsBack(state: State, id: LinkId, now: Mono, isBusy: boolean): boolean {
  const link = state.links.get(id);
  if (link?.peer.kind !== 'station') return false;
  if (isBusy || link.session.handling.size >= maxHandling) {
    count(state, 'heldBack');
    return true;
  }
  if (spend(link.pace, now)) return false;
  slowDown(state, link);
  return true;
}

function slowDown(state: State, link: Link): void {
  wakeBy(state, readyAt(link.pace));
  count(state, 'slowedDown');
  alarmFlood(state, link);
}

/** It is read slowly already: what it had saved up is gone, and until it has some again it is said to flood. */
export function noteFlood(state: State, id: LinkId, now: Now): void {
  const link = state.links.get(id);
  if (link?.peer.kind !== 'station') return;
  Object.assign(link.pace, { left: Math.min(link.pace.left, resumeWith), at: now.mono });
  count(state, 'slowedDown');
  alarmFlood(state, link);
}

function alarmFlood(state: State, { peer }: Link): void {
  if (peer.kind !== 'station' || state.alarms.has(`BB_STATION_FLOOD:${peer.station}`)) return;
  state.alarms.set(
    `BB_STATION_FLOOD:${peer.station}`,
    `${peer.station} sends more than ${callsPerSecond} messages a second, or does not wait for its answers, and is read slowly. Look for its fault, or for somebody else with its key.`,
  );
}

const floodPrefix = 'BB_STATION_FLOOD:';

/** Whether a link that was held back may go on. When it is too early, the core wakes in time to be asked again. */
export function mayResume(state: State, id: LinkId, now: Mono): boolean {
  const link = state.links.get(id);
  if (link === undefined) return true;
  if (link.session.handling.size > maxHandling / 2) return false;
  earn(link.pace, now);
  if (isReady(link.pace)) return true;
  // It waited for what is in hand, and would wait for its pace at once.
  alarmFlood(state, link);
  wakeBy(state, readyAt(link.pace));
  return false;
}

/** A station that kept quiet for a while, or went, floods nobody any more. */
export function forgetFloods(state: State, now: Now): void {
  for (const key of state.alarms.keys()) {
    if (!key.startsWith(floodPrefix)) continue;
    const link = state.stationLinks.get(key.slice(floodPrefix.length) as StationId);
    if (link !== undefined) earn(link.pace, now.mono);
    if (link === undefined || link.pace.left > mostCalls / 2) state.alarms.delete(key);
  }
}
