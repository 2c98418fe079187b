// What holds limits down from outside and by the clock, for whoever decides who gets how much. It only ever lowers.

import type { Ceiling } from '../../control/allocate.ts';
import { cellsOfOne, drawn } from '../../control/envelope.ts';
import { leastLimit, limitAt } from '../../control/windows.ts';
import type { Circuit, Site } from '../../model/config/site.ts';
import { lineCount } from '../../model/electric.ts';
import type { CircuitId, StationId } from '../../model/ids.ts';
import type { Reason } from '../../model/reason.ts';
import type { Utc } from '../../model/time.ts';
import { utc } from '../../model/time.ts';
import { dimmingOf, limitingOf } from '../inputs/orders.ts';
import { gridCeiling } from '../outside/grid.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { basesOf } from './base-loads.ts';

/** A limit of a circuit below that of the site file, on each of its lines. */
export interface OutsideLimit {
  readonly amps: readonly number[];
  readonly reason: Reason;
}

export interface Outside {
  /** Only circuits that have less than the site file says. */
  readonly limits: ReadonlyMap<CircuitId, OutsideLimit>;
  /** They count what vehicles may draw, beside all limits of circuits. */
  readonly ceilings: readonly Ceiling[];
  readonly changesAt: Utc;
}

/** Windows, temporary limits and inputs lower circuits; the grid operator and lockouts set ceilings. */
export function outsideLimits(state: State, now: Now): Outside {
  const site = siteOf(state);
  const limits = new Map<CircuitId, OutsideLimit>();
  let changesAt = Infinity;
  for (const circuit of site.circuits) {
    const least = leastOf(state, site, circuit, now);
    changesAt = Math.min(changesAt, least.changesAt);
    if (least.reason !== undefined)
      limits.set(circuit.id, {
        amps: Array<number>(lineCount[site.supply]).fill(least.amps),
        reason: least.reason,
      });
  }
  const ceilings = [...dimmingOf(state), ...gridCeiling(state), ...lockouts(state, site)];
  return { limits, ceilings, changesAt: utc(changesAt) };
}

interface Least {
  readonly amps: number;
  readonly reason?: Reason;
  readonly changesAt: Utc;
}

function leastOf(state: State, { timezone }: Site, circuit: Circuit, now: Now): Least {
  let least: Least = state.clock.trusted ? limitAt(circuit, timezone, now.utc) : leastLimit(circuit);
  const lower = (amps: number, reason: Reason): void => {
    if (amps < least.amps) least = { amps, reason, changesAt: least.changesAt };
  };
  // When it ends is a fact of its own.
  const temporary = state.ledger.outside.temporary.get(circuit.id);
  if (temporary !== undefined) lower(temporary.amps, { kind: 'temporary', circuit: circuit.id });
  for (const { id, limit } of limitingOf(state, circuit.id))
    lower(limit.amps, { kind: 'temporary', circuit: circuit.id, input: id });
  return least;
}

/** What is locked out keeps what it falls back to. */
function lockouts(state: State, site: Site): Ceiling[] {
  const ceilings: Ceiling[] = [];
  for (const [circuit, { lockedOut }] of state.ledger.outside.excursions) {
    if (lockedOut === undefined) continue;
    const stations = stationsUnder(site, circuit);
    ceilings.push({ reason: { kind: 'lockout', circuit }, amps: fallbacksOf(state, stations), stations });
  }
  return ceilings;
}

/** Line by line, what these stations fall back to. */
function fallbacksOf({ loads, fallback }: State, stations: ReadonlySet<StationId>): number[] {
  const sums = [0, 0, 0];
  for (const load of loads)
    if (stations.has(load.station.id))
      for (const cell of cellsOfOne(load)) sums[cell.at]! += drawn(cell, fallback.get(load.key) ?? 0);
  return sums.map((amps) => Math.round(amps * 1000) / 1000);
}

const under = new WeakMap<Site, Map<CircuitId, ReadonlySet<StationId>>>();

/** The stations on a circuit and on all below it; found once for each site. */
export function stationsUnder(site: Site, circuit: CircuitId): ReadonlySet<StationId> {
  let known = under.get(site);
  if (known === undefined) under.set(site, (known = new Map<CircuitId, ReadonlySet<StationId>>()));
  let stations = known.get(circuit);
  if (stations === undefined) {
    const circuits = new Set([circuit]);
    for (let size = 0; size < circuits.size;) {
      size = circuits.size;
      for (const { id, parent } of site.circuits) if (parent !== undefined && circuits.has(parent)) circuits.add(id);
    }
    stations = new Set(site.stations.filter((station) => circuits.has(station.circuit)).map(({ id }) => id));
    known.set(circuit, stations);
  }
  return stations;
}

/**
 * The same with every lower limit of a circuit as a ceiling for the stations under it, beside other load as it counts now: for
 * an allocator that knows no limits of circuits but those of the site file.
 */
export function outsideCeilings(state: State, now: Now): { ceilings: Ceiling[]; changesAt: Utc } {
  const site = siteOf(state);
  const { limits, ceilings, changesAt } = outsideLimits(state, now);
  const bases = basesOf(state, now);
  const ofCircuits = [...limits].map(([id, { amps, reason }]): Ceiling => {
    const { worstCaseBaseAmps } = site.circuits.find((circuit) => circuit.id === id)!;
    const base = bases.get(id);
    return {
      reason,
      amps: amps.map((one, line) => Math.max(0, one - (base?.[line] ?? worstCaseBaseAmps))),
      stations: stationsUnder(site, id),
    };
  });
  return { ceilings: [...ceilings, ...ofCircuits], changesAt };
}
