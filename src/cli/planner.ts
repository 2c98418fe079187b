// The planner beside the gateway: a thread that is started with the first question.

import { startPlanner } from '../../adapters/planner/client.ts';
import type { PlanRequest } from '../control/plan/request.ts';
import type { Driver } from '../core/driver.ts';

export interface PlannerOf {
  ask(id: number, request: PlanRequest): void;
  close(): Promise<void>;
}

/** Its answers become inputs of the driver. */
export function plannerFor(driver: Driver): PlannerOf {
  const planner = startPlanner();
  return {
    ask: (id, request) =>
      planner.ask(id, request, (answered, answer) => void driver.offer({ kind: 'planned', id: answered, answer })),
    close: planner.close,
  };
}
