// Promise (b): what really flows. Ampere-seconds above the limit that the gateway could have avoided, breakers, excursions.

import type { Breaker } from './plant/breaker.ts';
import { conservative, createBreaker, typical } from './plant/breaker.ts';
import type { Charger } from './plant/charger.ts';
import type { World } from './world.ts';
import { tickMs } from './world.ts';

export interface CurrentJudge {
  look(mono: number): void;
  readonly figures: () => Currents;
  readonly findings: readonly string[];
}

export interface Currents {
  /** Ampere-seconds above a limit; and those beyond the time that there was to end them, of chargers that could be told. */
  readonly rawAmpereSeconds: number;
  readonly controllableAmpereSeconds: number;
  readonly trips: number;
  /** The warmest, as a share of what opens a breaker. */
  readonly thermalPeak: number;
  /** Both with what chargers draw that ignore their limits, from the first moment on. */
  readonly rawTrips: number;
  readonly rawThermalPeak: number;
  readonly longestExcursionS: number;
}

function warm({ trips, heat }: { trips: Breaker; heat: Breaker }, ratio: number): void {
  trips.carry(Math.abs(ratio), tickMs / 1000);
  heat.carry(Math.abs(ratio), tickMs / 1000);
}

/** What is less is the noise of floating point and of a meter. */
const grain = 0.05;

/** Whoever comes back has so long to be lowered. */
const reachedMs = 15_000;

/** Under a ceiling that nobody lowered, with everybody within reach, what is drawn is what was told: this is noise of rising. */
const toldMs = 3000;

/** Above its limit since when, and since when nothing has happened that explains it. */
interface Excursion {
  since: number;
  causedAt: number;
  limitAmps: number;
  otherAmps: number;
}

export function createCurrentJudge(world: World, budgetMs: () => number, keepsWindows = true): CurrentJudge {
  const { plant } = world;
  const cells = [...plant.amps.keys()];
  const fuse = (cell: number): number => plant.circuits[Math.floor(cell / 3)]!.fuseAmps;
  const windows = (keepsWindows ? (world.scenario.windows ?? []) : []).map((one) => ({
    ...one,
    at: plant.circuits.findIndex(({ id }) => id === one.circuit),
  }));
  const limitOf = (cell: number, mono: number): number => {
    const open = windows.filter(({ at, fromMs, toMs }) => at === Math.floor(cell / 3) && mono >= fromMs && mono < toMs);
    const said = world.outside.circuitAmps(plant.circuits[Math.floor(cell / 3)]!.id);
    return Math.min(fuse(cell), said, ...open.map(({ amps }) => amps));
  };
  const bodiesOf = (): { trips: Breaker; heat: Breaker }[] =>
    cells.map(() => ({ trips: createBreaker(typical), heat: createBreaker(conservative) }));
  const bodies = bodiesOf();
  const rawBodies = bodiesOf();
  /** Since when a charger draws more than it was told. */
  const ignoringSince = new Map<Charger, number>();
  const excursions = cells.map((): Excursion => ({ since: Infinity, causedAt: 0, limitAmps: Infinity, otherAmps: 0 }));
  const ceilings = world.outside.ceilings
    .filter(({ isByClock }) => keepsWindows || !isByClock)
    .map((one) => ({
      ...one,
      lines: [0, 1, 2].map((): Excursion => ({ since: Infinity, causedAt: 0, limitAmps: Infinity, otherAmps: 0 })),
    }));
  const findings: string[] = [];
  let raw = 0;
  let controllable = 0;
  let longestMs = 0;

  /** Since when each can be told something. */
  const reachableSince = new Map<Charger, number>();
  /** When a vehicle came last, or somebody could be told nothing: what is drawn then is not what was told. */
  let disturbedAt = 0;
  let cars: readonly unknown[] = [];
  function lookWhoIsReachable(mono: number): void {
    const there = plant.chargers.flatMap(({ outlets }) => outlets.map(({ car }) => car));
    const isOther = there.some((car, at) => car !== cars[at]);
    cars = there;
    if (isOther || !world.gateway.isAlive() || reachableSince.size < plant.chargers.length) disturbedAt = mono;
    for (const charger of plant.chargers) {
      const { ignoresLimits, losesOrders } = charger.misdeeds;
      const isDeaf = ignoresLimits || losesOrders || mono < charger.deafUntil();
      if (isDeaf || world.isAway(charger)) reachableSince.delete(charger);
      else if (!reachableSince.has(charger)) reachableSince.set(charger, mono);
    }
  }

  /** Amps of chargers on a cell that could be told something for long enough. */
  function ofReachable(cell: number, mono: number, chargers = plant.chargers): number {
    const circuit = Math.floor(cell / 3);
    let amps = 0;
    for (const charger of chargers) {
      if (mono - (reachableSince.get(charger) ?? Infinity) <= reachedMs) continue;
      if (!plant.pathOf(charger).includes(circuit)) continue;
      for (const { lines } of charger.outlets) amps += lines[cell % 3]!;
    }
    return amps;
  }

  /**
   * No reserve is for what a charger draws although it was told less (load-management.md §2.2 sizes it for a step of other load),
   * and nobody can know it at once. The hard bound for it to be found and covered is 60 s (load-management.md §6.3, F096), which
   * is the budget of this fault (P14); from then on it warms a breaker. What all others draw warms it at any time, and
   * `rawTrips` and `rawThermalPeak` have all of it from the first moment on: a breaker need not bear 60 s of it.
   */
  function unforeseen(mono: number): Float64Array {
    const sums = new Float64Array(cells.length);
    const now = world.now();
    for (const charger of plant.chargers) {
      if (!charger.misdeeds.ignoresLimits) {
        ignoringSince.delete(charger);
        continue;
      }
      const lines = [0, 0, 0];
      for (const [at, outlet] of charger.outlets.entries()) {
        const may = charger.mayDraw(at, now);
        for (const line of [0, 1, 2]) lines[line]! += Math.max(0, outlet.lines[line]! - may);
      }
      if (Math.max(...lines) <= grain) {
        ignoringSince.delete(charger);
        continue;
      }
      const since = ignoringSince.get(charger) ?? mono;
      ignoringSince.set(charger, since);
      if (mono - since > budgetMs()) continue;
      for (const circuit of plant.pathOf(charger))
        for (const line of [0, 1, 2]) sums[3 * circuit + line]! += lines[line]!;
    }
    return sums;
  }

  function follow(
    one: Excursion,
    now: number,
    amps: number,
    limit: number,
    others: number,
    name: () => string,
    cell: number,
    chargers = plant.chargers,
    isCeiling = false,
  ): void {
    if (limit < one.limitAmps - grain || others > one.otherAmps + grain) one.causedAt = now;
    one.limitAmps = limit;
    one.otherAmps = others;
    const over = amps - limit;
    if (over <= grain) {
      one.since = Infinity;
      return;
    }
    one.since = Math.min(one.since, now);
    longestMs = Math.max(longestMs, now - one.since);
    raw += (over * tickMs) / 1000;
    const isOwn = isCeiling && one.since - Math.max(one.causedAt, disturbedAt) > budgetMs();
    if (now - Math.max(one.since, one.causedAt) <= (isOwn ? toldMs : budgetMs())) return;
    const part = Math.min(over, ofReachable(cell, now, chargers));
    if (part <= grain) return;
    if (findings.length < 5)
      findings.push(
        `${(now / 1000).toFixed(1)} s: ${name()}: ${amps.toFixed(1)} A of ${limit} A since ${((now - one.since) / 1000).toFixed(1)} s, of which ${ofReachable(cell, now, chargers).toFixed(1)} A could be lowered`,
      );
    controllable += (part * tickMs) / 1000;
  }

  return {
    findings,
    figures: () => ({
      rawAmpereSeconds: raw,
      controllableAmpereSeconds: controllable,
      trips: bodies.reduce((sum, one) => sum + one.trips.trips(), 0),
      thermalPeak: Math.max(...bodies.map((one) => one.heat.peak())),
      rawTrips: rawBodies.reduce((sum, one) => sum + one.trips.trips(), 0),
      rawThermalPeak: Math.max(...rawBodies.map((one) => one.heat.peak())),
      longestExcursionS: longestMs / 1000,
    }),
    look(mono) {
      lookWhoIsReachable(mono);
      const notSeen = unforeseen(mono);
      for (const cell of cells) {
        const amps = plant.amps[cell]!;
        warm(rawBodies[cell]!, amps / fuse(cell));
        warm(bodies[cell]!, (amps - notSeen[cell]!) / fuse(cell));
        const name = (): string => `circuit ${plant.circuits[Math.floor(cell / 3)]!.id} L${(cell % 3) + 1}`;
        follow(excursions[cell]!, mono, amps, limitOf(cell, mono), plant.ofOthers[cell]!, name, cell);
      }
      for (const { name, chargers, amps, lines } of ceilings) {
        const limit = amps();
        for (const [line, one] of lines.entries()) {
          const cell = 3 * plant.root + line;
          const drawn = chargers === plant.chargers ? plant.ofCars[cell]! : drawnBy(chargers, line);
          follow(one, mono, drawn, limit, 0, () => `chargers on L${line + 1}, ${name}`, cell, chargers, true);
        }
      }
    },
  };
}

function drawnBy(chargers: readonly Charger[], line: number): number {
  let amps = 0;
  for (const { outlets } of chargers) for (const { lines } of outlets) amps += lines[line]!;
  return amps;
}
