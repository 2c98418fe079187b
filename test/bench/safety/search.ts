// Runs many seeds on all cores and adds up what the judges say. `node test/bench/safety/search.ts`: SCENARIO, FAULT and SEED
// choose one run, SEEDS so many seeds of each.

import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Fault } from './faults/fault.ts';
import { faults } from './faults.ts';
import type { Outcome } from './run.ts';
import { runOnce } from './run.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

export interface Choice {
  /** Words of the name; all when absent. */
  readonly scenario?: string | undefined;
  readonly fault?: string | undefined;
  readonly first: number;
  readonly seeds: number;
}

/** More is hotter than a breaker should ever get, as a share of what opens it. */
export const mostHeat = 0.9;

/** Seeds are spread over all depots and faults, so that the first ones see each of them. */
export function chosen({
  scenario,
  fault,
  first,
  seeds,
}: Choice): { scenario: Scenario; fault: Fault; seed: number }[] {
  const numbers = Array.from({ length: seeds }, (_, at) => first + at);
  return numbers.flatMap((seed) =>
    faults
      .filter(({ name }) => fault === undefined || name === fault)
      .flatMap((one) =>
        scenarios
          .filter(({ name }) => scenario === undefined || name.includes(scenario))
          .map((other) => ({ scenario: other, fault: one, seed })),
      ),
  );
}

export const isHot = ({ thermalPeak, hasReserve }: Outcome): boolean => hasReserve && thermalPeak > mostHeat;

/** Whether a judge objects to the run. */
export const hasFailed = (one: Outcome): boolean =>
  one.envelopeViolations > 0 ||
  one.controllableAmpereSeconds > 0 ||
  one.trips > 0 ||
  one.findings.length > 0 ||
  isHot(one);

/** How to see a run again. */
export const replayOf = ({ scenario, fault, seed }: Outcome): string =>
  `SCENARIO='${scenario}' FAULT='${fault}' SEED=${seed} npm run bench -- safety`;

interface Share {
  readonly choice: Choice;
  /** How many were begun, in memory that all workers share: whoever is free takes the next. */
  readonly begun: Int32Array;
}

function runShare({ choice, begun }: Share): Outcome[] {
  const all = chosen(choice);
  const outcomes: Outcome[] = [];
  for (let at = Atomics.add(begun, 0, 1); at < all.length; at = Atomics.add(begun, 0, 1)) {
    const { scenario, fault, seed } = all[at]!;
    const outcome = runOnce(scenario, fault, seed);
    if (outcome !== undefined) outcomes.push(outcome);
  }
  return outcomes;
}

export async function search(choice: Choice): Promise<Outcome[]> {
  const begun = new Int32Array(new SharedArrayBuffer(4));
  const inWorker = (): Promise<Outcome[]> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: { choice, begun } satisfies Share });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  const workers = Math.min(availableParallelism(), chosen(choice).length);
  return (await Promise.all(Array.from({ length: workers }, inWorker))).flat();
}

export function choiceOf(env: NodeJS.ProcessEnv, seeds: number): Choice {
  const { SCENARIO: scenario, FAULT: fault, SEED: seed, SEEDS: many } = env;
  return {
    scenario,
    fault,
    first: seed === undefined ? 1 : Number(seed),
    seeds: seed === undefined ? Number(many ?? seeds) : 1,
  };
}

if (!isMainThread && (workerData as Share | null)?.begun !== undefined)
  parentPort!.postMessage(runShare(workerData as Share));
else if (isMainThread && process.argv[1] === new URL(import.meta.url).pathname)
  console.log(JSON.stringify((await search(choiceOf(process.env, 1))).filter(hasFailed)));
