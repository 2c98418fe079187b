// Whether the site fits: what every station draws when it is alone must fit every line of every circuit together with
// everything else.

import type { Circuit, Protection, Site } from '../model/config/site.ts';
import { lineCount, lineName } from '../model/electric.ts';
import type { CircuitId, EvseKey } from '../model/ids.ts';
import type { Load, Room } from './envelope.ts';
import { hasRoom, leastAmpsOf, linesAt, loadsOf, occupy, roomOf, sumsIn } from './envelope.ts';

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
  readonly protection?: Protection;
  readonly meter?: string;
  readonly maxUnbalanceAmps?: number;
  /** Sums over everything below, for each line. */
  readonly fallbackAmps: readonly number[];
  readonly ratingAmps: readonly number[];
}

export interface FitProblem {
  readonly code: 'BB_SITE_FALLBACK_DOES_NOT_FIT' | 'BB_SITE_BASE_ABOVE_LIMIT';
  readonly message: string;
  readonly remedy: string;
}

/** What each load falls back to, and the room that this leaves; negative where what is declared does not fit. */
export interface Fallbacks {
  readonly amps: ReadonlyMap<EvseKey, number>;
  readonly room: Room;
}

/**
 * What takes no limit, or may follow another, counts with its rating and what refuses 0 with its minimum; then what is declared; then `auto` gives
 * each its minimum in the order of the file, while every line above it has room. Less than a minimum is 0.
 */
export function fallbacksOf(circuits: readonly Circuit[], loads: readonly Load[]): Fallbacks {
  const room = roomOf(circuits);
  const amps = new Map<EvseKey, number>();
  const give = (load: Load, given: number): void => {
    occupy(room, load.cells, 0, load.hold.overruled === true ? Infinity : given);
    amps.set(load.key, given);
  };
  for (const load of loads) {
    const fixed = load.hold.rung === 'none' ? Infinity : declaredOf(load);
    if (fixed !== undefined) give(load, fixed);
    else if (leastAmpsOf(load) > 0) give(load, leastAmpsOf(load));
  }
  for (const load of loads)
    if (!amps.has(load.key)) give(load, autoOf(load).find((wanted) => mayHave(room, load, wanted)) ?? 0);
  return { amps, room };
}

/** Where its rating counts anyway, its minimum costs nothing. */
const mayHave = (room: Room, { cells, hold }: Load, wanted: number): boolean =>
  hold.overruled === true || hasRoom(room, cells, 0, wanted);

/** For the sum of several EVSEs, what all of them have together. */
const evsesIn = ({ hold, evses, station }: Load): number =>
  hold.rung === 'max' && station.sharedLimit !== true ? evses.length : 1;

function declaredOf(load: Load): number | undefined {
  const { fallbackAmps } = load.station;
  if (fallbackAmps === 'auto') return undefined;
  return fallbackAmps < load.minAmps ? leastAmpsOf(load) : Math.min(load.maxAmps, fallbackAmps * evsesIn(load));
}

/** The minimum of all its EVSEs, else of one. */
const autoOf = (load: Load): number[] => [load.minAmps * evsesIn(load), load.minAmps];

/** Takes a site that `expand` found no error in: the circuits are one tree. */
export function fitting(site: Site): Fit {
  const loads = loadsOf(site);
  const { amps, room } = fallbacksOf(site.circuits, loads);
  const lines = lineCount[site.supply];
  const given = sumsIn(site.circuits, loads, (load) => amps.get(load.key) ?? 0);
  const rated = sumsIn(site.circuits, loads, (load) => load.maxAmps);
  return {
    circuits: treeOf(site).map(({ circuit, at, depth }) => ({
      circuit: circuit.id,
      depth,
      limitAmps: circuit.limitAmps,
      worstCaseBaseAmps: circuit.worstCaseBaseAmps,
      ...(circuit.protection !== undefined && { protection: circuit.protection }),
      ...(circuit.meter !== undefined && { meter: circuit.meter }),
      ...(circuit.maxUnbalanceAmps !== undefined && { maxUnbalanceAmps: circuit.maxUnbalanceAmps }),
      fallbackAmps: linesAt(given, at, lines).map(tenth),
      ratingAmps: linesAt(rated, at, lines).map(tenth),
    })),
    fallbacks: loads.map((load) => ({ evse: load.key, amps: amps.get(load.key) ?? 0 })),
    problems: [...baseProblems(site), ...tightProblems(site, room, given)],
  };
}

/** Tenths of an amp, upwards: what is added up in binary has an error far below. */
const tenth = (amps: number): number => Math.ceil(amps * 10 - 1e-4) / 10;

/** Each circuit after the one that it hangs on, so that a reader sees the tree. */
function treeOf({ circuits }: Site): { circuit: Circuit; at: number; depth: number }[] {
  const below = (parent: CircuitId | undefined, depth: number): { circuit: Circuit; at: number; depth: number }[] =>
    circuits.flatMap((circuit, at) =>
      circuit.parent === parent ? [{ circuit, at, depth }, ...below(circuit.id, depth + 1)] : [],
    );
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

function tightProblems(site: Site, room: Room, given: Room): FitProblem[] {
  const lines = lineCount[site.supply];
  return site.circuits.flatMap((circuit, at): FitProblem[] => {
    const missing = linesAt(room, at, lines).map((free) => Math.max(0, tenth(-free)));
    const worst = Math.max(...missing);
    if (worst === 0 || circuit.worstCaseBaseAmps > circuit.limitAmps) return [];
    const line = missing.indexOf(worst);
    const where = missing.every((one) => one === worst) ? 'each line' : lineName(line);
    const total = tenth(linesAt(given, at, lines)[line]!);
    return [
      {
        code: 'BB_SITE_FALLBACK_DOES_NOT_FIT',
        message: `Circuit ${circuit.id}, ${where}: the declared fallbacks add up to ${total} A and the other load to ${circuit.worstCaseBaseAmps} A, above its limit of ${circuit.limitAmps} A.`,
        remedy: `Lower fallbackAmps by ${worst} A in total, or write "auto".`,
      },
    ];
  });
}
