// What follows when something outside changed: limits are worked out anew, and what is due is looked at.

import type { InputChanged } from '../../model/fact/gateway.ts';
import type { OutsideFact } from '../../model/fact/outside.ts';
import { planSoon } from '../plan/ask.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { shareNow } from '../limits/pace.ts';

/** "Look at what is due from outside now", and what a plan knew of it is old. */
export function lookAtOutside(state: State, now: Now): void {
  state.outside.dueAt = now.mono;
  planSoon(state, now);
}

export function followOutside(state: State, fact: OutsideFact | InputChanged, now: Now): void {
  if (fact.kind === 'OrderEffectNoted' || fact.kind === 'OverloadEnded' || fact.kind === 'ImportPeaked') return;
  lookAtOutside(state, now);
  shareNow(state);
}
