// The planner in its thread, with its real solver: a plan comes back within its time, and what fails is said.

import { expect, it, onTestFinished } from 'vitest';
import { startPlanner } from '../../adapters/planner/client.ts';
import type { PlanAnswer } from '../../src/core/ports/planner.ts';
import type { PlanRequest, PlanSession } from '../../src/control/plan/request.ts';
import { utc } from '../../src/model/time.ts';

const van = (key: string, needKWh: number, departsInMinutes: number): PlanSession => ({
  key,
  on: [{ row: 0, per: 1 }],
  kWPerAmp: 0.69,
  minAmps: 6,
  maxAmps: 32,
  stepAmps: 1,
  needKWh,
  deliveredKWh: 0,
  departsInMinutes,
  priority: 1,
  isOn: false,
  noPause: false,
});

const request: PlanRequest = {
  startsAt: utc(Date.UTC(2026, 0, 15, 18)),
  slotMinutes: Array<number>(16).fill(15),
  rows: [{ limit: Array<number>(16).fill(32) }],
  sessions: [van('a', 10, 240), van('b', 18, 60), van('c', 80, 120)],
  favour: 'ready',
  margins: { departureMinutes: 0, energyFactor: 1 },
  floorKWh: 0,
  stayMinutes: 480,
};

const ask = (planner: ReturnType<typeof startPlanner>): Promise<PlanAnswer> =>
  new Promise((resolve) => planner.ask(7, request, (id, answer) => resolve((expect(id).toBe(7), answer))));

it('plans within the limit, and names who misses what', async () => {
  const planner = startPlanner();
  onTestFinished(() => planner.close());
  const answer = await ask(planner);
  if (answer.kind !== 'plan') throw new Error(answer.detail);
  const { method, targets, misses } = answer.plan;
  expect(method).toBe('lp');
  for (const slot of request.slotMinutes.keys())
    expect(targets.reduce((sum, { amps }) => sum + (amps[slot] ?? 0), 0)).toBeLessThanOrEqual(32 + 1e-6);
  expect(misses.map(({ key }) => key)).toEqual(['c']);
});

it('says so when its thread cannot work', async () => {
  const planner = startPlanner({ worker: new URL('./no-such-worker.ts', import.meta.url) });
  onTestFinished(() => planner.close());
  expect(await ask(planner)).toMatchObject({ kind: 'noPlan', code: 'BB_PLANNER_FAILED' });
});
