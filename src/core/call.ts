// Our own CALLs: put in line, and sent when the slot of their link is free.

import type { StationId } from '../model/ids.ts';
import { mono } from '../model/time.ts';
import type { Wording } from '../ocpp/heard.ts';
import { encodeCallText } from '../ocpp/frame.ts';
import { checkOutbound } from '../ocpp/schema.ts';
import type { Violation } from '../ocpp/schema.ts';
import type { Call, Lane } from '../ocpp/session.ts';
import { enqueue, settle, takeNext } from '../ocpp/session.ts';
import type { Link, Purpose } from './links.ts';
import { carryOut } from './modbus/carry-out.ts';
import { isDriven } from './modbus/driven.ts';
import type { Now, Send } from './ports.ts';
import type { State } from './state.ts';
import { count, wakeBy } from './state.ts';

/** A station that does not answer a CALL in this time is taken not to have followed it. */
export const callTimeoutMs = 30_000;

/**
 * Puts a CALL in line. Strict in what we send: a payload that its schema refuses does not leave. It carries what a peer
 * said, so it costs that message and not the process: it is given up as if it had never left, and shown.
 */
export function placeCall(
  state: State,
  link: Link,
  wording: Wording,
  purpose: Purpose,
  lane: Lane,
  id: string,
  timeoutMs: number,
): void {
  const { action, payload } = wording;
  const call = { id, action, payload: JSON.stringify(payload), context: purpose, timeoutMs, lane };
  const violation = checkOutbound(link.peer.version, action, payload);
  if (violation !== undefined) return giveUp(state, link, call, violation);
  const displaced = enqueue(link.session, call);
  if (displaced !== undefined) lose(state, link, displaced);
  state.talkative.add(link);
}

/** Puts a CALL of somebody else in line, as it was written. */
export function placeText(
  state: State,
  link: Link,
  call: Pick<Call<Purpose>, 'id' | 'action' | 'payload' | 'context' | 'timeoutMs'>,
): void {
  const displaced = enqueue(link.session, { ...call, lane: 1 });
  if (displaced !== undefined) lose(state, link, displaced);
  state.talkative.add(link);
}

function giveUp(state: State, link: Link, call: Call<Purpose>, violation: Violation): void {
  // Nothing of a peer is in these: only a mistake of ours can be.
  if (call.context.kind === 'boot' || call.context.kind === 'heartbeat')
    throw new Error(`${call.action} would break its schema: ${violation.message}`);
  const peer = link.peer.kind === 'station' ? link.peer.station : link.peer.uplink;
  count(state, 'unsendable');
  state.alarms.set(
    `BB_CALL_UNSENDABLE:${peer}`,
    `A ${call.action} for ${peer} was not sent: it would break the standard (${violation.message}).`,
  );
  // What is told again when it was lost would be told for ever.
  if (call.context.kind !== 'notice') lose(state, link, call);
}

/** Settled in the next step, as a CALL that never left. */
function lose(state: State, link: Link, call: Call<Purpose>): void {
  state.displaced.push({ link, call });
  wakeBy(state, mono(0));
}

/** Longer for a station that is known to take its time (Q33). */
export function callTimeoutOf(state: State, station: StationId): number {
  const learned = state.ledger.stations.get(station)?.capabilities.callTimeoutSeconds;
  return learned === undefined ? callTimeoutMs : Math.max(callTimeoutMs, learned * 1000);
}

/** Sends the next CALL of every link that has one and a free slot. */
export function flushCalls(state: State, sends: Send[], now: Now): void {
  for (const link of state.talkative) {
    if (isDriven(link)) {
      driveAll(state, link, now);
      continue;
    }
    const next = takeNext(link.session, now.mono);
    if (next === undefined) continue;
    wakeBy(state, next.deadline);
    link.calledAt = now.mono;
    const { call } = next;
    // Nothing leaves before the epoch is durable, because our ids carry it.
    const overtakes = call.context.kind === 'limit' && call.context.lowers && now.durable >= state.epochRow;
    // What overtakes the disk has left; everything else leaves when the journal has come as far as this step.
    if (!overtakes) state.taken.push(next);
    const text = encodeCallText(call.id, call.action, call.payload);
    const send = { kind: 'frame', link: link.id, text, callId: call.id } as const;
    // What a station says is no promise of the gateway; that is the answer, which waits for what was recorded of it.
    if (call.context.kind === 'passedUp') sends.push({ ...send, after: state.epochRow });
    else sends.push(overtakes ? { ...send, overtakes } : send);
  }
  state.talkative.clear();
}

/** A charger that the gateway drives itself is told everything at once: its bus has an order of its own. */
function driveAll(state: State, link: Link, now: Now): void {
  for (let next = takeNext(link.session, now.mono); next !== undefined; next = takeNext(link.session, now.mono)) {
    settle(link.session, next.call.id);
    carryOut(state, link, next.call, now);
  }
}

/** A CSMS has a patience of its own. */
export function csmsTimeoutMs(state: State, { peer }: Link): number {
  const seconds = peer.kind === 'uplink' ? state.uplinks.get(peer.uplink)?.config.callTimeoutSeconds : undefined;
  return seconds === undefined ? callTimeoutMs : seconds * 1000;
}
