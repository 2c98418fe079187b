// Who makes plans for the core: elsewhere, so that a plan takes as long as it takes and the loop does not wait.

import type { Plan } from '../../control/plan/plan.ts';
import type { PlanRequest } from '../../control/plan/request.ts';

/** What became of a request. A plan that came late, or a planner that failed, is no plan: limits hold without one. */
export type PlanAnswer =
  | { readonly kind: 'plan'; readonly plan: Plan; readonly tookMs: number }
  | { readonly kind: 'noPlan'; readonly code: 'BB_PLAN_LATE' | 'BB_PLANNER_FAILED'; readonly detail: string };

export interface Planner {
  /**
   * Asks for a plan. One at a time: a request that is asked while another is under way waits, and is replaced by the next
   * one. `answer` is called once for each request that began, with its `id`, never before this returns.
   */
  ask(id: number, request: PlanRequest, answer: (id: number, answer: PlanAnswer) => void): void;
  /** Plans under way are dropped without an answer. */
  close(): Promise<void>;
}
