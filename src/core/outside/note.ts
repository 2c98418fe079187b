// At the end of READ: what came due of limits from outside becomes facts and alarms.

import type { Fact } from '../../model/fact/fact.ts';
import type { Mono, Utc } from '../../model/time.ts';
import { earliest, mono, never } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { noteEffects } from './effects.ts';
import { noteExcursions } from './excursions.ts';
import { noteGrid } from './grid.ts';
import { notePrices } from './prices.ts';

export function noteOutside(state: State, facts: Fact[], now: Now): void {
  if (now.mono < state.outside.dueAt) return;
  const dueAt = earliest(
    inUtc(endTemporary(state, facts, now), now),
    noteGrid(state, facts, now),
    noteExcursions(state, facts, now),
    noteEffects(state, facts, now),
    inUtc(notePrices(state, now), now),
  );
  // Never at once again: what is due now was done.
  state.outside.dueAt = mono(Math.max(dueAt, now.mono + 1));
}

const inUtc = (at: Utc, now: Now): Mono => (at === Infinity ? never : mono(now.mono + Math.max(0, at - now.utc)));

/** While nobody knows the time, nothing ends. */
function endTemporary({ ledger, clock }: State, facts: Fact[], now: Now): Utc {
  let next = Infinity;
  if (!clock.trusted) return next as Utc;
  for (const [circuit, { until }] of ledger.outside.temporary) {
    if (until === undefined) continue;
    if (until > now.utc) next = Math.min(next, until);
    else facts.push({ kind: 'CircuitLimitCleared', circuit, expired: true, happenedAt: now.utc });
  }
  return next as Utc;
}
