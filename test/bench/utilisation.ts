// How much of what is possible cars get at a car park whose wires are a delta: a month of real sessions, twelve transformers,
// against the best of eight known rules and against the optimum with perfect foresight. The wires are judged by the true
// phasors; the plant and the rules share nothing with the product.

import { createSolver } from '../../adapters/planner/solver.ts';
import type { Bench } from './figures.ts';
import { rounded } from './figures.ts';
import { acnNetwork } from './load-sets/acn-network.ts';
import { runAcn } from './load-sets/acn-plant.ts';
import { acnProduct } from './load-sets/acn-product.ts';
import { acnRules } from './load-sets/acn-rules.ts';
import { acnName, readAcn } from './load-sets/acn-set.ts';
import { noSets, setsFolder } from './load-sets/folder.ts';
import { readReference } from './load-sets/reference.ts';

const transformersKW = [10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80];
const solverSeconds = 2;
/** The tables say hundredths of a point. */
const digits = 2;

export async function utilisation(): Promise<Bench> {
  const folder = setsFolder();
  if (folder === undefined) return skipped();
  const set = readAcn(folder);
  const reference = readReference(folder);
  const solve = await createSolver(solverSeconds);
  const figures: Record<string, number> = {};
  const margins: number[] = [];
  const ratios: number[] = [];
  let violations = 0;
  for (const kW of transformersKW) {
    const { rule, plans } = acnProduct(kW, solve);
    const run = runAcn(set, acnNetwork('three_phase', kW), rule);
    const rows = reference.rows(acnName, kW, 'three_phase');
    const best = Math.max(...rows.flatMap(({ algorithm, energyPct }) => (algorithm in acnRules ? [energyPct] : [])));
    const optimum = rows[0]!.offlineOptimumPct;
    const energyPct = rounded(run.energyPct, digits);
    margins.push(rounded(energyPct - best, digits));
    ratios.push(energyPct / optimum);
    violations += run.violations;
    figures[`energyPct${kW}kW`] = energyPct;
    figures[`readyPct${kW}kW`] = rounded(run.readyPct, digits);
    const { count, ms } = plans();
    console.error(
      `${kW} kW: ${energyPct} % of the energy, best rule ${best} %, optimum ${optimum} %; ` +
        `${count} plans, ${rounded(ms / Math.max(1, count), 1)} ms each; ${run.violations} slots too much`,
    );
  }
  return {
    figures: {
      ...figures,
      worstMarginToBestOnline: Math.min(...margins),
      worstRatioToOptimum: rounded(Math.min(...ratios), 4),
      violations,
    },
    goals: {
      worstMarginToBestOnline: { atLeast: 0 },
      worstRatioToOptimum: { atLeast: 0.985 },
      violations: { atMost: 0 },
    },
  };
}

/** Not measured is not met. */
export function skipped(): Bench {
  console.error(noSets);
  return { figures: { skipped: 1 }, goals: { skipped: { atMost: 0 } } };
}
