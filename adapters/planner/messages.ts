// What the main thread and the worker of the planner say to each other.

import type { PlanRequest } from '../../src/control/plan/request.ts';

export interface ToWorker {
  readonly id: number;
  readonly request: PlanRequest;
}

/** `answer` is read with care on the main side: it is what a solver made. */
export type FromWorker =
  | { readonly kind: 'plan'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly detail: string };

export interface WorkerStart {
  /** The solver gives up after so many seconds, and the plan is made without it. */
  readonly solverSeconds: number;
}
