// The planner as the core sees it: a worker does the work, this side holds it to its deadline and starts it again when it
// fails. Nothing that happens there ends the gateway.

import { Worker } from 'node:worker_threads';
import type { PlanAnswer, Planner } from '../../src/core/ports/planner.ts';
import { readPlan } from '../../src/control/plan/read-plan.ts';
import type { PlanRequest } from '../../src/control/plan/request.ts';
import type { FromWorker, WorkerStart } from './messages.ts';

export interface PlannerOptions {
  /** An answer after so long is dropped, and the worker with it. */
  readonly deadlineMs: number;
  /** Loading the solver, once, is not the plan's time: so much more for the first one. */
  readonly startMs: number;
  readonly worker: URL;
}

type Answer = (id: number, answer: PlanAnswer) => void;

interface Asked {
  readonly id: number;
  readonly request: PlanRequest;
  readonly answer: Answer;
  readonly askedAt: number;
}

/** As TypeScript in the source tree, as JavaScript once built. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/** A plan is for quarter hours: one that took longer than this is made of old facts. */
const usual: PlannerOptions = { deadlineMs: 2000, startMs: 5000, worker: workerUrl };
/** The solver leaves the rest of the deadline to a plan without it. */
const solverShare = 0.75;
/** WebAssembly takes what it needs; more than this is a program gone wild. */
const heapMiB = 256;

export function startPlanner(options: Partial<PlannerOptions> = {}): Planner {
  const { deadlineMs, startMs, worker: url } = { ...usual, ...options };
  let worker: Worker | undefined;
  let isWarm = false;
  let current: Asked | undefined;
  let next: Omit<Asked, 'askedAt'> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function start(): Worker {
    const workerData: WorkerStart = { solverSeconds: (deadlineMs * solverShare) / 1000 };
    const started = new Worker(url, {
      workerData,
      name: 'planner',
      resourceLimits: { maxOldGenerationSizeMb: heapMiB },
    });
    isWarm = false;
    started.on('message', (message: FromWorker) => {
      if (started === worker) hear(message);
    });
    started.on('error', (error) => lose(started, error instanceof Error ? error.message : String(error)));
    started.on('exit', (code) => lose(started, `its thread ended with code ${code}`));
    started.unref();
    return started;
  }

  function begin({ id, request, answer }: Omit<Asked, 'askedAt'>): void {
    worker ??= start();
    current = { id, request, answer, askedAt: performance.now() };
    timer = setTimeout(late, isWarm ? deadlineMs : deadlineMs + startMs);
    worker.postMessage({ id, request });
  }

  function hear(message: FromWorker): void {
    if (current === undefined || message.id !== current.id) return;
    isWarm = true;
    if (message.kind === 'failed') return fail(message.detail);
    const tookMs = performance.now() - current.askedAt;
    const plan = readPlan(message.answer, current.request);
    if (plan === undefined) return fail('its answer is no plan');
    settle({ kind: 'plan', plan, tookMs });
  }

  function late(): void {
    const detail = `The planner gave no answer within ${deadlineMs / 1000} s. Limits hold without a plan.`;
    drop();
    settle({ kind: 'noPlan', code: 'BB_PLAN_LATE', detail });
  }

  function fail(why: string): void {
    drop();
    settle({
      kind: 'noPlan',
      code: 'BB_PLANNER_FAILED',
      detail: `The planner failed (${why}). Limits hold without a plan; the next one is made by a new planner.`,
    });
  }

  function lose(lost: Worker, why: string): void {
    if (lost !== worker) return;
    worker = undefined;
    if (current !== undefined) fail(why);
  }

  function drop(): void {
    const dropped = worker;
    worker = undefined;
    void dropped?.terminate();
  }

  function settle(answer: PlanAnswer): void {
    clearTimeout(timer);
    const settled = current;
    current = undefined;
    if (settled === undefined) return;
    settled.answer(settled.id, answer);
    const waiting = next;
    next = undefined;
    if (waiting !== undefined && !isClosed && current === undefined) begin(waiting);
  }

  return {
    ask(id, request, answer) {
      if (isClosed) return;
      if (current === undefined) begin({ id, request, answer });
      else next = { id, request, answer };
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      current = undefined;
      next = undefined;
      const closing = worker;
      worker = undefined;
      await closing?.terminate();
    },
  };
}
