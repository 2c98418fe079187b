// How many vehicles are ready and how much energy they get in three depots under fuses of every size, against the better of
// two known ways in each: the earliest departure first, and a weighted plan. Then once more with forecasts that miss by 30
// minutes and 30 %. Fuses, minima and whole amps are judged by a plant that shares nothing with the product.

import { createSolver } from '../../adapters/planner/solver.ts';
import type { Solve } from '../../src/control/plan/program.ts';
import type { PlanRequest } from '../../src/control/plan/request.ts';
import type { Bench } from './figures.ts';
import { rounded } from './figures.ts';
import type { DepotRun } from './load-sets/depot-plant.ts';
import { runDepot } from './load-sets/depot-plant.ts';
import { depotProduct } from './load-sets/depot-product.ts';
import type { Depot, DepotName } from './load-sets/depot-set.ts';
import { readDepot } from './load-sets/depot-set.ts';
import { setsFolder } from './load-sets/folder.ts';
import type { Forecast } from './load-sets/forecast.ts';
import { exact, noisy } from './load-sets/forecast.ts';
import type { Reference } from './load-sets/reference.ts';
import { readReference } from './load-sets/reference.ts';
import { skipped } from './utilisation.ts';

/** Amps of the main fuse; those that are run with a bad forecast too. */
const columns: readonly { depot: DepotName; mains: readonly number[]; noisy: readonly number[] }[] = [
  { depot: 'van60', mains: [100, 125, 160, 200, 250], noisy: [160, 200, 250] },
  { depot: 'bus40', mains: [630, 800, 1000, 1250], noisy: [1000] },
  { depot: 'acn_eu', mains: [40, 50, 63, 80], noisy: [50] },
];
/** Where departures are known, a quarter hour of care: plans are made in quarter hours. */
const known: PlanRequest['margins'] = { departureMinutes: 15, energyFactor: 1 };
/** Those of the row that it is compared with. */
const careful: PlanRequest['margins'] = { departureMinutes: 60, energyFactor: 1.3 };
const solverSeconds = 2;
const digits = 2;

interface Column {
  readonly figure: string;
  readonly run: DepotRun;
  readonly readyMargin: number;
  readonly energyMargin: number;
  readonly ratio: number;
  /** Points of energy above the plan that looks at nothing else. */
  readonly planMargin: number;
  readonly isCarPark: boolean;
}

export async function depot(): Promise<Bench> {
  const folder = setsFolder();
  if (folder === undefined) return skipped();
  const reference = readReference(folder);
  const solve = await createSolver(solverSeconds);
  const exactOnes: Column[] = [];
  const noisyOnes: Column[] = [];
  for (const column of columns) {
    const set = readDepot(folder, column.depot);
    for (const main of column.mains)
      exactOnes.push(
        measure(set, main, { forecast: exact, margins: known, against: ['edf', 'mpc-w'] }, reference, solve),
      );
    const forecast = noisy(set.inFileOrder);
    for (const main of column.noisy)
      noisyOnes.push(
        measure(set, main, { forecast, margins: careful, against: ['mpc-w-noisy-margin'] }, reference, solve),
      );
  }
  const all = [...exactOnes, ...noisyOnes];
  const [ofCarPark, ofDepots] = [true, false].map((is) => exactOnes.filter(({ isCarPark }) => isCarPark === is));
  const worst = (ones: readonly Column[], of: (one: Column) => number): number => rounded(Math.min(...ones.map(of)));
  return {
    figures: {
      ...Object.fromEntries(all.flatMap(tableOf)),
      worstReadyMargin: worst(exactOnes, ({ readyMargin }) => readyMargin),
      worstEnergyMargin: worst(exactOnes, ({ energyMargin }) => energyMargin),
      worstEnergyRatioToOptimum: worst(exactOnes, ({ ratio }) => ratio),
      // The optimum needs no minimum current, which is loose for the car park: there the plan without weights is the measure (9.4).
      depotEnergyRatioToOptimum: worst(ofDepots!, ({ ratio }) => ratio),
      carParkEnergyMargin: worst(ofCarPark!, ({ planMargin }) => planMargin),
      maxStartsPerSession: rounded(Math.max(...all.map(({ run }) => run.startsPerSession))),
      noisyReadyMargin: worst(noisyOnes, ({ readyMargin }) => readyMargin),
      noisyEnergyMargin: worst(noisyOnes, ({ energyMargin }) => energyMargin),
      violations: all.reduce((sum, { run }) => sum + run.violations, 0),
    },
    goals: {
      worstReadyMargin: { atLeast: -1 },
      worstEnergyMargin: { atLeast: -0.5 },
      depotEnergyRatioToOptimum: { atLeast: 0.98 },
      carParkEnergyMargin: { atLeast: -1 },
      maxStartsPerSession: { atMost: 2 },
      noisyReadyMargin: { atLeast: -1 },
      violations: { atMost: 0 },
    },
  };
}

interface Way {
  readonly forecast: Forecast;
  readonly margins: PlanRequest['margins'];
  readonly against: readonly string[];
}

function measure(
  set: Depot,
  main: number,
  { forecast, margins, against }: Way,
  reference: Reference,
  solve: Solve,
): Column {
  const { rule, plans } = depotProduct(set, forecast, margins, solve);
  const run = runDepot(set, main, rule, 'the last');
  const rows = against.map((algorithm) => reference.row(algorithm, set.name, main).unrounded);
  const readyMargin = run.readyPct - Math.max(...rows.map(({ readyPct }) => readyPct));
  const energyMargin = run.energyPct - Math.max(...rows.map(({ energyPct }) => energyPct));
  const figure = `${set.name}At${main}A${forecast === exact ? '' : 'Noisy'}`;
  const { count, ms } = plans();
  const over = (points: number): string => `${points < 0 ? '' : '+'}${points.toFixed(digits)}`;
  console.error(
    `${figure}: energy ${run.energyPct.toFixed(1)} % (${over(energyMargin)}), ready ${run.readyPct.toFixed(1)} % ` +
      `(${over(readyMargin)}), ${run.startsPerSession.toFixed(2)} starts; ` +
      `${count} plans, ${(ms / Math.max(1, count)).toFixed(1)} ms each; ${run.violations} violations`,
  );
  const ratio = run.energyPct / rows[0]!.offlineOptimumPct;
  const planMargin =
    forecast === exact ? run.energyPct - reference.row('mpc-lp', set.name, main).unrounded.energyPct : 0;
  return { figure, run, readyMargin, energyMargin, ratio, planMargin, isCarPark: set.name === 'acn_eu' };
}

const tableOf = ({ figure, run }: Column): [string, number][] => [
  [`${figure}EnergyPct`, rounded(run.energyPct, digits)],
  [`${figure}ReadyPct`, rounded(run.readyPct, digits)],
  [`${figure}Starts`, rounded(run.startsPerSession, digits)],
];
