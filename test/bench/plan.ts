// How long a plan takes, its linear program built and solved: 60 and 500 vehicles over a day of quarter hours.

import { createSolver } from '../../adapters/planner/solver.ts';
import { makePlan } from '../../src/control/plan/plan.ts';
import type { PlanRequest, PlanSession } from '../../src/control/plan/request.ts';
import { utc } from '../../src/model/time.ts';
import type { Bench } from './figures.ts';
import { percentile, rounded } from './figures.ts';
import { mulberry32 } from './random.ts';

const slots = 96;
const runs = 7;
const perPanel = 20;

/** Panels of 20 vehicles on one, two or three lines, under a main limit that moves as other load does. */
function depot(vehicles: number, mainAmps: number, random: () => number): PlanRequest {
  const panels = Math.ceil(vehicles / perPanel);
  const main = [0, 1, 2].map(() => ({ limit: Array.from({ length: slots }, () => mainAmps * (0.75 + random() / 4)) }));
  const panel = Array.from({ length: panels * 3 }, () => ({ limit: Array<number>(slots).fill(160) }));
  return {
    startsAt: utc(0),
    slotMinutes: Array<number>(slots).fill(15),
    rows: [...main, ...panel],
    sessions: Array.from({ length: vehicles }, (_, at) => vehicle(at, random)),
    favour: 'ready',
    margins: { departureMinutes: 15, energyFactor: 1 },
    floorKWh: 0,
    stayMinutes: 480,
  };
}

function vehicle(at: number, random: () => number): PlanSession {
  const lines = random() < 0.3 ? [Math.floor(random() * 3)] : [0, 1, 2];
  const first = 3 + 3 * Math.floor(at / perPanel);
  return {
    key: `V${at}`,
    on: lines.flatMap((line) => [
      { row: line, per: 1 },
      { row: first + line, per: 1 },
    ]),
    kWPerAmp: 0.23 * lines.length,
    minAmps: 6,
    maxAmps: random() < 0.5 ? 16 : 32,
    stepAmps: 1,
    needKWh: 5 + random() * 50,
    deliveredKWh: 0,
    departsInMinutes: 60 + random() * 1380,
    priority: 1,
    isOn: random() < 0.3,
    noPause: false,
  };
}

export async function plan(): Promise<Bench> {
  const solve = await createSolver(10);
  const random = mulberry32(1);
  const cpuMs = { 60: [] as number[], 500: [] as number[] };
  const wallMs = { 60: [] as number[], 500: [] as number[] };
  let greedy = 0;
  // The first plan finds the WebAssembly not yet compiled; a worker keeps it.
  makePlan(depot(60, 200, random), solve);
  for (const [vehicles, mainAmps] of [
    [60, 160],
    [60, 250],
    [500, 900],
    [500, 1500],
  ] as const)
    for (let run = 0; run < runs; run += 1) {
      const request = depot(vehicles, mainAmps, random);
      const startedAt = performance.now();
      const before = process.cpuUsage();
      if (makePlan(request, solve).method === 'greedy') greedy += 1;
      const { user, system } = process.cpuUsage(before);
      wallMs[vehicles].push(performance.now() - startedAt);
      cpuMs[vehicles].push((user + system) / 1000);
    }
  return {
    figures: {
      slots,
      vehicles60P50Ms: rounded(percentile(wallMs[60], 0.5)),
      vehicles60MaxMs: rounded(Math.max(...wallMs[60])),
      vehicles60CpuMaxMs: rounded(Math.max(...cpuMs[60])),
      vehicles500P50Ms: rounded(percentile(wallMs[500], 0.5)),
      vehicles500MaxMs: rounded(Math.max(...wallMs[500])),
      vehicles500CpuMaxMs: rounded(Math.max(...cpuMs[500])),
      greedy,
    },
    // Of processor time: the clock also counts whoever shares the computer.
    goals: {
      vehicles60CpuMaxMs: { atMost: 250 },
      vehicles500CpuMaxMs: { atMost: 2000 },
      greedy: { atMost: 0 },
    },
  };
}
