// Messages of OCPP 2.1 that nobody answers: SEND, and that an answer of ours could not be read.

import { checkInbound } from '../../ocpp/schema.ts';
import type { Link } from '../links.ts';
import type { State } from '../state.ts';
import { count } from '../state.ts';

/**
 * NotifyPeriodicEventStream is telemetry: it is counted, and never kept. Every other SEND is one of a later version or of a
 * vendor, and ignored, and so is each of a peer whose version has none.
 */
export function hearSend(state: State, { peer }: Link, action: string, payload: unknown): void {
  if (peer.version !== '2.1' || peer.kind !== 'station' || action !== 'NotifyPeriodicEventStream')
    return count(state, 'ignoredFrames');
  if (checkInbound(peer.version, action, payload) !== undefined) return count(state, 'violations');
  const { id } = payload as { id: number };
  count(state, state.asked.streams.get(peer.station)?.has(id) === true ? 'streamed' : 'strayStreams');
}

/** The peer could not read an answer of ours: a mistake of one of us, which people should see. */
export function hearResultError(state: State, { peer }: Link, code: string): void {
  if (peer.version !== '2.1') return count(state, 'ignoredFrames');
  count(state, 'resultErrors');
  const who = peer.kind === 'station' ? peer.station : peer.uplink;
  state.alarms.set(
    `BB_ANSWER_REFUSED:${who}`,
    `${who} could not read an answer of this gateway (${code.slice(0, 64)}). Send its trace to the developers.`,
  );
}
