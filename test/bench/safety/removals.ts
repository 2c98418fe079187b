// Each protection removed in turn: a judge of the bench has to notice, or it judges nothing.

import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Removal } from './removals/removal.ts';
import { removals } from './removals/removals.ts';
import type { Outcome } from './run.ts';

export interface Removed {
  readonly protection: string;
  /** What the judges say without it; undefined when they notice nothing. */
  readonly noticed: string | undefined;
}

/** Seeds that each place is given besides its own before the protection counts as not noticed. */
const moreSeeds = 6;

/** A removal whose text is gone is an error. `words`: of the protections that are tried. */
export async function tryRemovals(words: string, tell: (one: Removed) => void): Promise<Removed[]> {
  const todo = removals.filter(({ protection }) => protection.includes(words));
  const removed: Removed[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < todo.length; at = next++) {
      const one = await without(todo[at]!);
      removed.push(one);
      tell(one);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), todo.length) }, work));
  return removed;
}

export async function without({ protection, shows }: Removal, more = moreSeeds): Promise<Removed> {
  let places = seedsOf(shows, more);
  for (;;) {
    const outcome = await runWithout(protection, places);
    if (outcome === null) return { protection, noticed: undefined };
    const { scenario, fault, seed } = outcome;
    // Only a run that is good with everything in its place says anything.
    if ((await runWithout('', [[scenario, fault, seed]])) === null)
      return { protection, noticed: `${scenario}, ${fault}, seed ${seed}: ${why(outcome)}` };
    const at = places.findIndex(([name, ...rest]) => scenario.includes(name) && rest[0] === fault && rest[1] === seed);
    places = places.slice(at + 1);
  }
}

/** The seeds that are known to show it, and then others: what else is built may deal them anew. */
function seedsOf(shows: Removal['shows'], more: number): Removal['shows'] {
  const others = Array.from({ length: more }, (_, at) => at + 1);
  return [
    ...shows,
    ...others.flatMap((seed) =>
      shows.filter(([, , own]) => own !== seed).map(([scenario, fault]) => [scenario, fault, seed] as const),
    ),
  ];
}

const why = ({ envelopeViolations, controllableAmpereSeconds, thermalPeak, trips, findings }: Outcome): string =>
  (
    findings[0] ??
    `${envelopeViolations} violations, ${controllableAmpereSeconds} A·s, ${trips} trips, heat ${thermalPeak.toFixed(2)}`
  ).slice(0, 140);

const script = new URL('removals/without.ts', import.meta.url).pathname;

/** The first of these runs that fails. */
const runWithout = (protection: string, places: Removal['shows']): Promise<Outcome | null> =>
  new Promise((resolve, reject) =>
    execFile(
      process.execPath,
      [script, protection, JSON.stringify(places)],
      { maxBuffer: 16 * 1024 * 1024, timeout: 900_000 },
      (error, said) =>
        error === null ? resolve(JSON.parse(said) as Outcome | null) : reject(new Error(error.message)),
    ),
  );
