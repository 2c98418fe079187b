// The judge of load control: depots with physics around the real gateway, each with each fault, many seeds; and each
// protection removed in turn, which must show.

import type { Bench } from './figures.ts';
import { rounded } from './figures.ts';
import { tryRemovals } from './safety/removals.ts';
import type { Outcome } from './safety/run.ts';
import { choiceOf, hasFailed, mostHeat, replayOf, search } from './safety/search.ts';

const seeds = 20;
/** Runs that failed and are told one by one. */
const mostTold = 20;

export async function safety(): Promise<Bench> {
  const { REMOVALS: words, SCENARIO, FAULT, SEED } = process.env;
  const outcomes = words === undefined ? await search(choiceOf(process.env, seeds)) : [];
  const failed = outcomes.filter(hasFailed);
  for (const one of failed.slice(0, mostTold)) {
    console.log(`failed; replay it with: ${replayOf(one)}`);
    for (const finding of one.findings.slice(0, 3)) console.log(`  ${finding.slice(0, 300)}`);
  }
  tellFaults(outcomes);
  const isPart = SCENARIO !== undefined || FAULT !== undefined || SEED !== undefined;
  const removed = isPart
    ? []
    : await tryRemovals(words ?? '', ({ protection, noticed }) =>
        console.log(
          `${noticed === undefined ? 'UNNOTICED' : 'noticed'}  ${protection}${noticed === undefined ? '' : `  (${noticed})`}`,
        ),
      );
  const sum = (of: (one: Outcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
  const most = (of: (one: Outcome) => number, among = outcomes): number => Math.max(0, ...among.map(of));
  return {
    figures: {
      runs: outcomes.length,
      failedRuns: failed.length,
      envelopeViolations: sum((one) => one.envelopeViolations),
      controllableAmpereSeconds: rounded(sum((one) => one.controllableAmpereSeconds)),
      rawAmpereSeconds: rounded(sum((one) => one.rawAmpereSeconds)),
      trips: sum((one) => one.trips),
      rawTrips: sum((one) => one.rawTrips),
      thermalPeak: rounded(
        most(
          ({ thermalPeak }) => thermalPeak,
          outcomes.filter(({ hasReserve }) => hasReserve),
        ),
      ),
      longestExcursionS: rounded(
        most(({ longestExcursionS }) => longestExcursionS),
        1,
      ),
      otherFindings: sum((one) => one.otherFindings),
      removals: removed.length,
      removalsDetected: removed.filter(({ noticed }) => noticed !== undefined).length,
    },
    goals: {
      envelopeViolations: { atMost: 0 },
      controllableAmpereSeconds: { atMost: 0 },
      trips: { atMost: 0 },
      thermalPeak: { atMost: mostHeat },
      otherFindings: { atMost: 0 },
      removalsDetected: { atLeast: removed.length },
    },
  };
}

/** Fault by fault: how many runs, and the worst of them. */
function tellFaults(outcomes: readonly Outcome[]): void {
  for (const fault of new Set(outcomes.map((one) => one.fault))) {
    const some = outcomes.filter((one) => one.fault === fault);
    const most = (of: (one: Outcome) => number): string => Math.max(...some.map(of)).toFixed(2);
    console.log(
      `${fault}: ${some.length} runs, ${some.filter(hasFailed).length} failed; most heat ${most((one) => one.thermalPeak)}, most above a limit ${most((one) => one.rawAmpereSeconds)} A·s, longest ${most((one) => one.longestExcursionS)} s`,
    );
  }
}
