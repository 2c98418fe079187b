// Resets of a simulated station that wait for the end of transactions, and resets of single EVSEs (2.x B11, B12).

import type { Body, Evse, Live } from './body.ts';
import { note } from './body.ts';
import { reset } from './connection.ts';
import { stop } from './sessions.ts';
import type { At } from './types.ts';

/** One EVSE starts anew: its transaction ends, and for a while nobody can charge there. */
export function resetEvse(body: Body, live: Live, evse: Evse, now: At): void {
  stop(body, live, evse, 'ImmediateReset', now);
  evse.asking = undefined;
  evse.welcome = undefined;
  evse.restartsUntil = now.mono + (body.options.rebootMs ?? 10_000);
  note(body, evse, 'starts anew');
}

/** Those that waited until nobody charges. */
export function attendResets(body: Body, live: Live, now: At): void {
  for (const number of live.idleResets) {
    const evse = body.evses[number - 1];
    const some = evse === undefined ? body.evses : [evse];
    if (some.some(({ transaction }) => transaction !== undefined)) continue;
    live.idleResets.delete(number);
    if (evse !== undefined) resetEvse(body, live, evse, now);
    else reset(body, live, 'ImmediateReset', now, 'ScheduledReset');
  }
}

/** Mono ms when an EVSE is there again; Infinity when all are. */
export const resetsAt = ({ evses }: Body): number =>
  evses.reduce((at, { restartsUntil }) => (restartsUntil > 0 ? Math.min(at, restartsUntil) : at), Infinity);
