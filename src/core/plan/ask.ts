// When a plan is asked for: each quarter of an hour, and a moment after something changed; one at a time, and only where a
// session's departure and need are known.

import type { PlanRequest } from '../../control/plan/request.ts';
import type { Mono } from '../../model/time.ts';
import { after, earliest, mono, never } from '../../model/time.ts';
import type { Decided } from '../heard.ts';
import { questionOf } from '../limits/question.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { noteBases } from './base-history.ts';
import { tellMisses } from './misses.ts';
import { requestOf } from './request.ts';
import { planInForce } from './targets.ts';

const quarterMs = 900_000;
/** Vehicles that come together are planned together. */
const soonMs = 5000;
/** The adapter gives up long before: an answer that did not come by now does not come. */
const lateMs = 30_000;

/** Something changed that a plan depends on. */
export function planSoon(state: State, now: Now): void {
  if (state.plan.isWanted || state.siteTokens.length > 0)
    state.plan.dueAt = earliest(state.plan.dueAt, after(now.mono, soonMs));
}

/** Whether anybody said what vehicles need. */
function isWanted({ siteTokens, ledger }: State): boolean {
  if (siteTokens.length > 0) return true;
  for (const { needs } of ledger.stations.values()) if (needs.size > 0) return true;
  return false;
}

export function planIfDue(state: State, decided: Pick<Decided, 'commands'>, now: Now): void {
  noteBases(state, now);
  const { plan } = state;
  if (now.mono < plan.dueAt) return;
  if (plan.underWay !== undefined && waitForAnswer(state, now)) return;
  plan.isWanted = isWanted(state);
  plan.isStale = false;
  plan.dueAt = never;
  const request = nextRequest(state, now);
  if (planInForce(state, now) === undefined || request === undefined) forgetPlan(state);
  if (request === undefined) return forgetTrouble(state);
  plan.asked += 1;
  plan.underWay = { id: plan.asked, request, since: now.mono };
  plan.dueAt = after(now.mono, lateMs);
  decided.commands.push({ kind: 'plan', id: plan.asked, request });
}

/** Undefined where no plan is wanted; and when that is to be looked at again. */
function nextRequest(state: State, now: Now): PlanRequest | undefined {
  if (state.safeMode !== undefined || !state.clock.trusted || !state.plan.isWanted) return undefined;
  const { question } = questionOf(state, now);
  const request = requestOf(state, question, now);
  if (question.charging.size === 0 || request !== undefined) return request;
  // Whoever cannot be told anything now is back soon, after a restart.
  const isAway = [...question.charging.keys()].some((key) => question.fixed.has(key));
  state.plan.dueAt = isAway ? after(now.mono, lateMs) : nextMark(now);
  return undefined;
}

/** True while it may still come. */
function waitForAnswer(state: State, now: Now): boolean {
  const { plan } = state;
  const lateAt = after(plan.underWay!.since, lateMs);
  if (now.mono < lateAt) {
    plan.isStale = true;
    plan.dueAt = lateAt;
    return true;
  }
  plan.underWay = undefined;
  plan.dueAt = nextMark(now);
  if (planInForce(state, now) === undefined) forgetPlan(state);
  setTrouble(
    state,
    'BB_PLAN_LATE',
    `The planner gave no answer within ${lateMs / 1000} s. Limits hold without a plan.`,
  );
  return true;
}

/** A second after the quarter has begun, so that the first slot is a whole one. */
export const nextMark = (now: Now): Mono =>
  after(now.mono, (Math.floor(now.utc / quarterMs) + 1) * quarterMs - now.utc + 1000);

/** Nothing of it counts any more. */
function forgetPlan(state: State): void {
  if (state.plan.current !== undefined) state.reallocate = true;
  state.plan.current = undefined;
  tellMisses(state);
}

const codes = ['BB_PLAN_LATE', 'BB_PLANNER_FAILED'] as const;

export function setTrouble(state: State, code: (typeof codes)[number], detail: string): void {
  forgetTrouble(state);
  state.plan.trouble = { code, detail };
  state.alarms.set(code, detail);
}

export function forgetTrouble(state: State): void {
  state.plan.trouble = undefined;
  for (const code of codes) state.alarms.delete(code);
}

/** After an answer: at once where something changed meanwhile, else at the next quarter of an hour. */
export function askAgain({ plan }: State, now: Now): void {
  plan.dueAt = plan.isStale ? mono(now.mono + soonMs) : nextMark(now);
}
