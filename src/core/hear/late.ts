// Answers that come after their time (Q33). What the station did is true all the same; and next time it is waited for.

import type { StationId } from '../../model/ids.ts';
import { takeAnswer } from '../../ocpp/repair.ts';
import type { Call } from '../../ocpp/session.ts';
import { settleOverdue } from '../../ocpp/session.ts';
import { hearAdoption } from '../adopt/adopt.ts';
import type { Heard } from '../heard.ts';
import type { Link, Purpose } from '../links.ts';
import { dialectOfLink } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

/** No station is waited for longer: what it holds is unknown meanwhile. */
const mostSeconds = 90;
/** What it took, and some more. */
const factor = 1.5;

/** What became of a CALL whose time ran out: whether the peer followed it. */
export type Late = { readonly call: Call<Purpose>; readonly accepted: boolean };

/** The CALL that a late CALLRESULT answers, if it still matters. Learns how long the station takes. */
export function hearLate(
  state: State,
  heard: Heard,
  link: Link,
  id: string,
  payload: unknown,
  now: Now,
): Late | undefined {
  const late = settleOverdue(link.session, id, now.mono);
  if (late === undefined || link.peer.kind !== 'station') return undefined;
  const { call, tookMs } = late;
  learn(state, heard, link.peer.station, tookMs);
  const taken = takeAnswer(link.peer.version, call.action, payload);
  if ('violation' in taken) return undefined;
  const purpose = call.context;
  if (purpose.kind === 'order' && purpose.for !== undefined) {
    const answer = dialectOfLink(link)
      .orders.byKind.get(purpose.order.kind)!
      .readAnswer(taken.payload as never, purpose.order);
    const { for: step, order } = purpose;
    hearAdoption(state, heard, { station: link.peer.station, purpose: step, order, answer, isLate: true }, now);
  }
  return { call, accepted: (taken.payload as { status?: string }).status === 'Accepted' };
}

function learn(state: State, heard: Heard, station: StationId, tookMs: number): void {
  const known = state.ledger.stations.get(station)?.capabilities.callTimeoutSeconds ?? 0;
  const seconds = Math.min(mostSeconds, Math.ceil((tookMs / 1000) * factor));
  if (seconds <= known) return;
  heard.facts.push({ kind: 'StationLearned', station, about: { callTimeoutSeconds: seconds } });
  state.alarms.set(
    `BB_STATION_SLOW:${station}`,
    `${station} took ${Math.round(tookMs / 1000)} s to answer. From now on it is waited for ${seconds} s; what it holds is unknown for as long.`,
  );
}
