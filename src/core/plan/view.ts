// Needs and plan as people see them.

import type { NeedsView, PlanOfEvseView, PlanView } from '../../local/needs-view.ts';
import type { EvseKey } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import type { Transaction } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { needOf } from './need-of.ts';
import { planInForce, plannedFor } from './targets.ts';

export function needsView(state: State, evse: EvseKey, session: Transaction, now: Now): NeedsView {
  const { departsAt, ...need } = needOf(state, evse, session, now);
  return { ...need, ...(departsAt !== undefined && { departsAt: isoOf(departsAt) }) };
}

/** Undefined where the plan says nothing of it. */
export function planOfEvse(state: State, evse: EvseKey, session: Transaction, now: Now): PlanOfEvseView | undefined {
  const targetAmps = plannedFor(state, session, needOf(state, evse, session, now), now)?.target;
  const miss = state.plan.misses.get(evse);
  const missed = miss?.transaction === session.transaction ? miss : undefined;
  if (targetAmps === undefined && missed === undefined) return undefined;
  return {
    ...(targetAmps !== undefined && { targetAmps }),
    ...(missed !== undefined && { missingKwh: Math.round(missed.kWh * 10) / 10 }),
    ...(missed?.readyAt !== undefined && { readyAt: isoOf(missed.readyAt) }),
  };
}

export function planView(state: State, now: Now): PlanView {
  const { underWay, trouble, misses } = state.plan;
  const current = planInForce(state, now);
  if (current !== undefined)
    return {
      state: 'inForce',
      madeAt: isoOf(current.request.startsAt),
      method: current.plan.method,
      misses: misses.size,
      ...(trouble !== undefined && { detail: trouble.detail }),
    };
  if (trouble !== undefined) return { state: 'failed', detail: trouble.detail };
  return { state: underWay === undefined ? 'none' : 'waiting' };
}
