// The worker of the planner: builds the program, solves it, and answers; one request at a time.

import { parentPort, workerData } from 'node:worker_threads';
import { makePlan } from '../../src/control/plan/plan.ts';
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts';
import { createSolver } from './solver.ts';

const port = parentPort!;
const say = (message: FromWorker): void => port.postMessage(message);
const { solverSeconds } = workerData as WorkerStart;
const solve = await createSolver(solverSeconds);

port.on('message', ({ id, request }: ToWorker) => {
  try {
    say({ kind: 'plan', id, answer: makePlan(request, solve) });
  } catch (error) {
    // A WebAssembly that has trapped is in no known state: the main side starts another worker.
    say({ kind: 'failed', id, detail: error instanceof Error ? error.message : String(error) });
  }
});
