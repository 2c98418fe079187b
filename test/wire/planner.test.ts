// The planner in its real worker: a plan comes back, a late or broken one is none, and the next request finds a new worker.

import { afterEach, describe, expect, it } from 'vitest';
import { startPlanner } from '../../adapters/planner/client.ts';
import type { PlanAnswer, Planner } from '../../src/core/ports/planner.ts';
import { request, session } from '../unit/control/plan/requests.ts';

let planner: Planner | undefined;
afterEach(() => planner?.close());

const ask = (id: number): Promise<PlanAnswer> =>
  new Promise((resolve) => planner!.ask(id, request(), (_, answer) => resolve(answer)));

const workerOf = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
const answering = (body: string): URL =>
  workerOf(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ id }) => { ${body} });`);

describe('the planner', () => {
  it('answers with a plan of the solver', async () => {
    planner = startPlanner();
    const answer = await ask(1);
    expect(answer).toMatchObject({ kind: 'plan', plan: { method: 'lp', targets: [{ key: 'A' }], misses: [] } });
  });

  it('keeps the newest request while one is under way, and only that', async () => {
    planner = startPlanner();
    const answered: number[] = [];
    await new Promise<void>((resolve) => {
      for (const id of [1, 2, 3])
        planner!.ask(id, request({ sessions: [session()] }), (of) => {
          answered.push(of);
          if (of === 3) resolve();
        });
    });
    expect(answered).toEqual([1, 3]);
  });

  it('drops what comes late', async () => {
    planner = startPlanner({ deadlineMs: 30, startMs: 0, worker: answering('') });
    expect(await ask(1)).toMatchObject({ kind: 'noPlan', code: 'BB_PLAN_LATE' });
  });

  it.each([
    ['ends with an error', 'throw new Error("trap");'],
    ['exits', 'process.exit(3);'],
    ['answers nonsense', 'parentPort.postMessage({ kind: "plan", id, answer: { method: "lp", targets: [] } });'],
    ['says that it failed', 'parentPort.postMessage({ kind: "failed", id, detail: "unreachable" });'],
  ])('has no plan when its worker %s, and asks a new one', async (_, body) => {
    planner = startPlanner({ worker: answering(body) });
    expect(await ask(1)).toMatchObject({ kind: 'noPlan', code: 'BB_PLANNER_FAILED' });
    expect(await ask(2)).toMatchObject({ kind: 'noPlan', code: 'BB_PLANNER_FAILED' });
  });
});
