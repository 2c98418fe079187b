// Each rule that bears load broken on purpose in a copy of the source. A simulation that does not notice is
// worth nothing, so a mutant that survives fails the run.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from './mutants/mutant.ts';
import { mutants } from './mutants/mutants.ts';

/** Seeds that each mutant is given before it counts as alive. */
const mostRuns = 400;

/** True when every mutant was caught. Prints each rule and the seed that caught its mutant. `words`: only rules with them. */
export function runMutants(words: string): boolean {
  const chosen = mutants.filter(({ rule }) => rule.includes(words));
  const home = new URL('../..', import.meta.url).pathname;
  const copy = mkdtempSync(join(tmpdir(), 'busbar-mutants-'));
  let alive = 0;
  try {
    for (const folder of ['src', 'adapters', 'test/sim', 'test/peers'])
      cpSync(join(home, folder), join(copy, folder), { recursive: true });
    cpSync(join(home, 'package.json'), join(copy, 'package.json'));
    symlinkSync(join(home, 'node_modules'), join(copy, 'node_modules'));
    if (simulate(copy, 20) !== undefined) throw new Error('the copy fails before anything in it is broken');
    for (const mutant of chosen) {
      const caught = tryMutant(copy, mutant);
      if (caught === undefined) alive += 1;
      console.log(
        `${caught === undefined ? 'ALIVE ' : 'caught'}  ${mutant.rule}${caught === undefined ? '' : `  (${caught})`}`,
      );
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log(`${chosen.length - alive} of ${chosen.length} mutants caught`);
  return alive === 0;
}

/** What the simulation objects to when the mutant takes the place of the rule; undefined when it notices nothing. */
function tryMutant(copy: string, mutant: Mutant): string | undefined {
  const path = join(copy, mutant.file);
  const source = readFileSync(path, 'utf8');
  if (source.split(mutant.find).length !== 2) throw new Error(`"${mutant.find}" is not once in ${mutant.file}`);
  writeFileSync(
    path,
    source.replace(mutant.find, () => mutant.put),
  );
  let caught: Caught | undefined;
  try {
    caught = simulate(copy, mostRuns, mutant.first);
  } finally {
    writeFileSync(path, source);
  }
  if (caught === undefined) return undefined;
  if (simulate(copy, 1, caught.seed) !== undefined)
    throw new Error(`seed ${caught.seed} fails without the mutant, too`);
  return `seed ${caught.seed}: ${caught.why}`;
}

interface Caught {
  readonly seed: number;
  readonly why: string;
}

/** The seed that a judge objected to, and why. A simulation that ends in any other way has caught nothing: it throws. */
function simulate(copy: string, runs: number, first = 1): Caught | undefined {
  try {
    execFileSync(process.execPath, [join(copy, 'test/sim/main.ts')], {
      env: { ...process.env, RUNS: String(runs), SEED: undefined, FIRST: String(first) },
      stdio: 'pipe',
      timeout: 600_000,
    });
    return undefined;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    const said = String(stdout ?? '');
    const seed = /seed (\d+) failed/.exec(said)?.[1];
    if (seed === undefined) throw new Error(`the simulation did not run: ${String(stderr ?? error)}`);
    const finding = said.split('\n').find((line) => line.startsWith('  ')) ?? '';
    return { seed: Number(seed), why: finding.trim().slice(0, 90) };
  }
}
