// A plan: for each session the amps that it should have in each slot, and which vehicle will miss what. It is a wish: whoever
// gives current stays inside his own limits, whatever a plan says (P18).

import { buildModel } from './build.ts';
import { greedyAmps } from './greedy.ts';
import type { Solve } from './program.ts';
import type { PlanRequest } from './request.ts';
import type { Task } from './task.ts';
import { tasksOf } from './task.ts';

export interface Plan {
  readonly method: 'lp' | 'greedy';
  /** In the order of the request. */
  readonly targets: readonly Target[];
  /** Only those that will not have what they need when they leave. */
  readonly misses: readonly Miss[];
}

export interface Target {
  readonly key: string;
  /** For each slot, until it leaves: a mean, and not yet whole steps. */
  readonly amps: readonly number[];
  /** What one more kWh for it would be worth to the plan; 0 where it has all, absent without LP. */
  readonly worth?: number;
}

export interface Miss {
  readonly key: string;
  /** So much is missing when it leaves. */
  readonly kWh: number;
  /** Minutes from now, if it stayed and charged on as fast as it can; absent when it cannot be said. */
  readonly readyInMinutes?: number;
}

/** Less than this is not worth a word, kWh. */
const grainKWh = 0.05;

export function makePlan(request: PlanRequest, solve: Solve | undefined): Plan {
  const tasks = tasksOf(request);
  const solved = solve === undefined ? undefined : solveFor(request, tasks, solve);
  const targets = solved ?? greedyAmps(request, tasks).map((amps, at) => ({ key: tasks[at]!.session.key, amps }));
  return {
    method: solved === undefined ? 'greedy' : 'lp',
    targets,
    misses: tasks.flatMap((task, at) => missOf(request, task, targets[at]!.amps)),
  };
}

function solveFor(request: PlanRequest, tasks: readonly Task[], solve: Solve): Target[] | undefined {
  const { program, columnOf, energyRowOf } = buildModel(request, tasks);
  const solution = solve(program);
  if (solution === undefined) return undefined;
  return tasks.map(({ session, presence }, at) => {
    const from = columnOf[at]!;
    return {
      key: session.key,
      amps: [...solution.values.subarray(from, from + presence.length)].map((amps) =>
        Math.min(session.maxAmps, Math.max(0, amps)),
      ),
      worth: Math.max(0, solution.rowPrices[energyRowOf[at]!] ?? 0),
    };
  });
}

function missOf({ slotMinutes }: PlanRequest, task: Task, amps: readonly number[]): Miss[] {
  const { session, presence, needKWh } = task;
  const kWh = amps.reduce(
    (sum, one, slot) => sum + (one * session.kWPerAmp * presence[slot]! * slotMinutes[slot]!) / 60,
    0,
  );
  const missing = needKWh - kWh;
  if (missing <= grainKWh) return [];
  const stay = presence.reduce((sum, share, slot) => sum + share * slotMinutes[slot]!, 0);
  const full = session.maxAmps * session.kWPerAmp;
  return [
    {
      key: session.key,
      kWh: missing,
      ...(full > 0 && { readyInMinutes: Math.ceil(stay + (missing / full) * 60) }),
    },
  ];
}
