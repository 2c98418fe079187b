// `npm run sim`: searches seeds for a run that a judge objects to. SEED=n replays one, RUNS=n searches so many, and
// `--mutants` breaks each rule on purpose and shows the seed that caught it (`--mutants WORDS`: the rules with these words).

import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { runMutants } from './mutants.ts';
import type { Outcome } from './run.ts';
import { runSeed } from './run.ts';

interface Share {
  readonly first: number;
  readonly runs: number;
  /** How many were begun, in memory that all workers share: whoever is free takes the next. */
  readonly begun: Int32Array;
}

interface Result {
  readonly outcomes: number;
  readonly kills: number;
  readonly messages: number;
  readonly failed?: Outcome;
}

/** One worker's share of the seeds; stops at the first that fails. */
function runShare({ first, runs, begun }: Share): Result {
  let kills = 0;
  let messages = 0;
  let outcomes = 0;
  for (let at = Atomics.add(begun, 0, 1); at < runs; at = Atomics.add(begun, 0, 1)) {
    const outcome = runSeed(first + at);
    outcomes += 1;
    kills += outcome.kills;
    messages += outcome.messages;
    if (outcome.findings.length > 0) return { outcomes, kills, messages, failed: outcome };
  }
  return { outcomes, kills, messages };
}

async function search(first: number, runs: number): Promise<boolean> {
  const startedAt = performance.now();
  const running: Worker[] = [];
  let giveUp: (shares: Result[]) => void;
  const firstFailure = new Promise<Result[]>((resolve) => (giveUp = resolve));
  const inWorker = (share: Share): Promise<Result> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: share });
      running.push(worker);
      worker.once('message', (result: Result) => {
        if (result.failed !== undefined) giveUp([result]);
        resolve(result);
      });
      worker.once('error', reject);
    });
  const workers = Math.min(availableParallelism(), runs);
  const begun = new Int32Array(new SharedArrayBuffer(4));
  const shares = await Promise.race([
    Promise.all(Array.from({ length: workers }, () => inWorker({ first, runs, begun }))),
    firstFailure,
  ]);
  for (const worker of running) void worker.terminate();
  const seconds = (performance.now() - startedAt) / 1000;
  const sum = (pick: (share: (typeof shares)[number]) => number) =>
    shares.reduce((total, share) => total + pick(share), 0);
  const failures = shares.flatMap((share) => share.failed ?? []);
  for (const { seed, findings } of failures) {
    console.log(`seed ${seed} failed; replay it with: SEED=${seed} npm run sim`);
    for (const finding of findings) console.log(`  ${finding.slice(0, 400)}`);
  }
  const outcomes = sum((share) => share.outcomes);
  console.log(
    `${outcomes} runs, ${sum((share) => share.kills)} kills, ${sum((share) => share.messages)} messages upstream, ${failures.length} failed, ${seconds.toFixed(1)} s`,
  );
  return failures.length === 0;
}

async function main(): Promise<boolean> {
  const mutants = process.argv.indexOf('--mutants');
  if (mutants > 0) return runMutants(process.argv[mutants + 1] ?? '');
  const seed = process.env['SEED'];
  if (seed !== undefined) {
    const outcome = runSeed(Number(seed));
    const again = runSeed(Number(seed));
    console.log(outcome);
    if (outcome.hash !== again.hash) console.log(`not deterministic: hash ${outcome.hash}, then ${again.hash}`);
    return outcome.findings.length === 0 && outcome.hash === again.hash;
  }
  const runs = Number(process.env['RUNS'] ?? 200);
  return search(Number(process.env['FIRST'] ?? 1), runs);
}

if (isMainThread) process.exitCode = (await main()) ? 0 : 1;
else parentPort?.postMessage(runShare(workerData as Share));
