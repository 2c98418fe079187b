// What the plan in force has for a session now. It is a wish, never a permission (P18).

import { targetsNow, waitingForPrice } from '../../control/plan/now.ts';
import type { Utc } from '../../model/time.ts';
import type { Transaction } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { Current, SlotNow } from './live.ts';
import type { Need } from './need-of.ts';

/** A plan is for quarter hours and made each quarter hour: one that is older than two was made of old facts. */
export const planHoldsMs = 30 * 60_000;
const minuteMs = 60_000;

/** The plan, unless it is too old. */
export function planInForce({ plan: { current } }: State, now: Now): Current | undefined {
  if (current === undefined || now.mono - current.receivedAt > planHoldsMs) return undefined;
  // A clock that was set is another time than that of which the plan speaks.
  const ageMs = now.utc - current.request.startsAt;
  return ageMs < -minuteMs || ageMs > planHoldsMs + 2 * minuteMs ? undefined : current;
}

export interface Planned {
  /** Amps for it now. */
  readonly target: number;
  /** All that the plan has for it later is cheaper: no more than the target. */
  readonly waits: boolean;
}

/**
 * Undefined without a plan for this session; and where the plan gives it nothing although nobody knows what it needs or when
 * it leaves: it waits for nobody else's sake longer than its turn.
 */
export function plannedFor(state: State, { transaction }: Transaction, need: Need, now: Now): Planned | undefined {
  const current = planInForce(state, now);
  if (current === undefined || need.solar === 'surplus') return undefined;
  const { targets, waiting } = nowOf(current, now.utc);
  const target = targets.get(transaction);
  const isKnown = need.departsAt !== undefined && need.remainingKwh !== undefined;
  if (target === undefined || (target <= 0 && !isKnown)) return undefined;
  return { target, waits: isKnown && need.noPause !== true && waiting.has(transaction) };
}

function nowOf(current: Current, at: Utc): SlotNow {
  const slot = slotAt(current, at);
  if (current.now?.slot === slot) return current.now;
  const { request, plan } = current;
  const { market } = request;
  const later = {
    request: {
      ...request,
      slotMinutes: request.slotMinutes.slice(slot),
      ...(request.baseKW !== undefined && { baseKW: request.baseKW.slice(slot) }),
      ...(request.pvKW !== undefined && { pvKW: request.pvKW.slice(slot) }),
      ...(market !== undefined && { market: { ...market, prices: market.prices.slice(slot) } }),
    },
    plan: { ...plan, targets: plan.targets.map((one) => ({ ...one, amps: one.amps.slice(slot) })) },
  };
  const isOver = slot >= request.slotMinutes.length;
  current.now = {
    slot,
    targets: isOver ? new Map() : targetsNow(later.request, later.plan),
    waiting: isOver ? new Set() : waitingForPrice(later.request, later.plan),
  };
  return current.now;
}

function slotAt({ request: { startsAt, slotMinutes } }: Current, at: Utc): number {
  let end: number = startsAt;
  for (const [slot, minutes] of slotMinutes.entries()) {
    end += minutes * minuteMs;
    if (at < end) return slot;
  }
  return slotMinutes.length;
}
