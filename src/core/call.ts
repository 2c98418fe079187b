// Our own CALLs: put in line, and sent when the slot of their link is free.

import { mono } from '../model/time.ts';
import type { Wording } from '../ocpp/heard.ts';
import { encodeCallText } from '../ocpp/frame.ts';
import { checkOutbound } from '../ocpp/schema.ts';
import type { Lane } from '../ocpp/session.ts';
import { enqueue, takeNext } from '../ocpp/session.ts';
import type { Link, Purpose } from './links.ts';
import type { Now, Send } from './ports.ts';
import type { State } from './state.ts';
import { wakeBy } from './state.ts';

/** A station that does not answer a CALL in this time is taken not to have followed it. */
export const callTimeoutMs = 30_000;

/** Strict in what we send: a payload that its schema refuses is our own fault and ends the process, not the peer's day. */
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
  const violation = checkOutbound('1.6', action, payload);
  if (violation !== undefined) throw new Error(`${action} would break its schema: ${violation.message}`);
  const displaced = enqueue(link.session, {
    id,
    action,
    payload: JSON.stringify(payload),
    context: purpose,
    timeoutMs,
    lane,
  });
  if (displaced !== undefined) {
    state.displaced.push({ link, call: displaced });
    wakeBy(state, mono(0));
  }
  state.talkative.add(link);
}

/** Sends the next CALL of every link that has one and a free slot. */
export function flushCalls(state: State, sends: Send[], now: Now): void {
  for (const link of state.talkative) {
    const next = takeNext(link.session, now.mono);
    if (next === undefined) continue;
    wakeBy(state, next.deadline);
    const { call } = next;
    // Nothing leaves before the epoch is durable, because our ids carry it.
    const overtakes = call.context.kind === 'limit' && call.context.lowers && now.durable >= state.epochRow;
    // What overtakes the disk has left; everything else leaves when the journal has come as far as this step.
    if (!overtakes) state.taken.push(next);
    const text = encodeCallText(call.id, call.action, call.payload);
    sends.push({ kind: 'frame', link: link.id, text, callId: call.id, ...(overtakes && { overtakes }) });
  }
  state.talkative.clear();
}
