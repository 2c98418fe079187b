// READ: what the planner answered. It is looked at as if anybody had sent it.

import { readPlan } from '../../control/plan/read-plan.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { askAgain, forgetTrouble, setTrouble } from './ask.ts';
import { tellMisses } from './misses.ts';

/** An answer to another question than the last one says nothing. */
export function hearPlanned(state: State, id: number, answer: unknown, now: Now): void {
  const { plan } = state;
  if (plan.underWay?.id !== id) return;
  const { request } = plan.underWay;
  plan.underWay = undefined;
  const said = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  const read = said['kind'] === 'plan' ? readPlan(said['plan'], request) : undefined;
  if (read === undefined) {
    const { code, detail } = said;
    const text = typeof detail === 'string' ? detail.slice(0, 300) : undefined;
    const isLate = code === 'BB_PLAN_LATE';
    const unread = 'The planner gave an answer that is no plan. Limits hold without it.';
    setTrouble(state, isLate ? code : 'BB_PLANNER_FAILED', text ?? unread);
  } else {
    forgetTrouble(state);
    plan.current = { request, plan: read, receivedAt: now.mono, now: undefined };
    state.reallocate = true;
    tellMisses(state);
  }
  askAgain(state, now);
}
