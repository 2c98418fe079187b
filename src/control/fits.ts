// Whether the site fits: what every station draws when it is alone must fit every circuit together with everything else.
// Lines are counted as if every EVSE used all three, which no wiring can make worse.

import type { Circuit, Site } from '../model/config/site.ts';
import type { CircuitId, EvseKey } from '../model/ids.ts';
import type { Load } from './envelope.ts';
import { loadsOf, roomFor, roomIn, take } from './envelope.ts';

export interface Fit {
  readonly circuits: readonly CircuitFit[];
  /** What each EVSE is given to fall back to. */
  readonly fallbacks: readonly { readonly evse: EvseKey; readonly amps: number }[];
  readonly problems: readonly FitProblem[];
}

export interface CircuitFit {
  readonly circuit: CircuitId;
  readonly depth: number;
  readonly limitAmps: number;
  readonly worstCaseBaseAmps: number;
  /** Sums over everything below, per phase. */
  readonly fallbackAmps: number;
  readonly ratingAmps: number;
}

export interface FitProblem {
  readonly code: 'BB_SITE_FALLBACK_DOES_NOT_FIT' | 'BB_SITE_BASE_ABOVE_LIMIT';
  readonly message: string;
  readonly remedy: string;
}

/**
 * Declared fallbacks count first; then `auto` gives each EVSE its minimum in the order of the file, while every circuit
 * above it has room. Takes a site that `expand` found no error in: the circuits are one tree.
 */
export function fitting(site: Site): Fit {
  const loads = loadsOf(site);
  const declared = new Map<EvseKey, number>();
  for (const { key, station } of loads) if (station.fallbackAmps !== 'auto') declared.set(key, station.fallbackAmps);
  const room = roomIn(loads, (load) => declared.get(load.key) ?? 0);
  const problems = [...baseProblems(site), ...tightProblems(site, room, loads, declared)];
  const given = new Map(declared);
  for (const load of loads) {
    if (declared.has(load.key)) continue;
    const amps = roomFor(room, load) >= load.evse.minAmps ? load.evse.minAmps : 0;
    take(room, load, amps);
    given.set(load.key, amps);
  }
  return {
    circuits: treeOf(site).map(({ circuit, depth }) => {
      const below = loads.filter((load) => load.path.includes(circuit));
      return {
        circuit: circuit.id,
        depth,
        limitAmps: circuit.limitAmps,
        worstCaseBaseAmps: circuit.worstCaseBaseAmps,
        fallbackAmps: sum(below, (load) => given.get(load.key) ?? 0),
        ratingAmps: sum(below, (load) => load.evse.maxAmps),
      };
    }),
    fallbacks: loads.map((load) => ({ evse: load.key, amps: given.get(load.key) ?? 0 })),
    problems,
  };
}

const sum = (loads: readonly Load[], amps: (load: Load) => number): number =>
  tenth(loads.reduce((total, load) => total + amps(load), 0));

/** Tenths of an amp, upwards: what is added up in binary has an error far below. */
const tenth = (amps: number): number => Math.ceil(amps * 10 - 1e-6) / 10;

/** Each circuit after the one that it hangs on, so that a reader sees the tree. */
function treeOf({ circuits }: Site): { circuit: Circuit; depth: number }[] {
  const below = (parent: CircuitId | undefined, depth: number): { circuit: Circuit; depth: number }[] =>
    circuits
      .filter((circuit) => circuit.parent === parent)
      .flatMap((circuit) => [{ circuit, depth }, ...below(circuit.id, depth + 1)]);
  return below(undefined, 0);
}

const baseProblems = (site: Site): FitProblem[] =>
  site.circuits
    .filter((circuit) => circuit.worstCaseBaseAmps > circuit.limitAmps)
    .map((circuit) => ({
      code: 'BB_SITE_BASE_ABOVE_LIMIT',
      message: `Circuit ${circuit.id}: the other load may draw ${circuit.worstCaseBaseAmps} A, more than its limit of ${circuit.limitAmps} A.`,
      remedy: 'Correct worstCaseBaseAmps or limitAmps; with these figures no vehicle can charge safely.',
    }));

function tightProblems(
  site: Site,
  room: ReadonlyMap<CircuitId, number>,
  loads: readonly Load[],
  declared: ReadonlyMap<EvseKey, number>,
): FitProblem[] {
  return site.circuits
    .filter((circuit) => tenth(-(room.get(circuit.id) ?? 0)) > 0 && circuit.worstCaseBaseAmps <= circuit.limitAmps)
    .map((circuit) => {
      const total = sum(
        loads.filter((load) => load.path.includes(circuit)),
        (load) => declared.get(load.key) ?? 0,
      );
      return {
        code: 'BB_SITE_FALLBACK_DOES_NOT_FIT',
        message: `Circuit ${circuit.id}, each phase: the declared fallbacks add up to ${total} A and the other load to ${circuit.worstCaseBaseAmps} A, above its limit of ${circuit.limitAmps} A.`,
        remedy: `Lower fallbackAmps by ${tenth(-(room.get(circuit.id) ?? 0))} A in total, or write "auto".`,
      };
    });
}
