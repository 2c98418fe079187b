// Promise (a) from the side of the plant: what every charger may draw by what it truly holds, now and whenever nobody speaks
// to it any more, never adds up to more than a circuit carries beside its other load.

import type { At, Charger } from './plant/charger.ts';
import type { Plant } from './plant/plant.ts';
import type { Blind } from './blind.ts';
import { watchBlind } from './blind.ts';
import type { LinesOf } from './lines-in-use.ts';
import { watchLines } from './lines-in-use.ts';
import type { World } from './world.ts';

/** How far the clocks of two chargers may be apart, so that what expires at the same time does so in any order. */
const clocksApartMs = 3000;
/** All that expires has expired by then. */
const longMs = 3 * 3_600_000;
const grain = 0.01;

export interface EnvelopeJudge {
  look(now: At): void;
  readonly violations: () => number;
  readonly findings: readonly string[];
}

/** What the chargers of a plant may draw in each circuit and line. */
interface Sums {
  readonly when: 'now' | 'alone';
  /** `held`: also with the other load at its worst. */
  readonly isForEver: boolean;
  readonly amps: Float64Array;
  readonly at: number;
}

/**
 * `knownMs`: other load counts with what it drew for so long at least, because nobody can know sooner that it draws more; where
 * its meter hides it, not before that shows.
 */
export function createEnvelopeJudge(
  world: World,
  knownMs: () => number,
  blind: Blind = watchBlind(world, false, knownMs),
): EnvelopeJudge {
  const { plant } = world;
  const lines = watchLines(world, knownMs, blind);
  const cells = plant.amps.length;
  const findings: string[] = [];
  const least = newLeast(cells);
  let versions = '';
  let sums: readonly Sums[] = [];
  let dueAt = -Infinity;
  let violations = 0;

  function judge(one: Sums, others: (cell: number) => number, what: string, now: At): void {
    for (let cell = 0; cell < cells; cell += 1) {
      const { id, fuseAmps } = plant.circuits[Math.floor(cell / 3)]!;
      const total = one.amps[cell]! + others(cell);
      if (one.amps[cell]! < grain || total <= fuseAmps + grain) continue;
      violations += 1;
      const when = one.when === 'now' ? 'now' : `alone in ${((one.at - now.utc) / 1000).toFixed(0)} s`;
      if (findings.length < 5)
        findings.push(
          `${(now.mono / 1000).toFixed(1)} s: circuit ${id} of ${fuseAmps} A, L${(cell % 3) + 1}: chargers may draw ${one.amps[cell]!.toFixed(1)} A ${when}, other load ${what} ${others(cell).toFixed(1)} A`,
        );
    }
  }

  return {
    findings,
    violations: () => violations,
    look(now) {
      least.add(plant.ofOthers, now.mono);
      blind.look(now.mono);
      lines.look(now.mono);
      if (now.mono < world.clocks.unknownUntil) return;
      const is = `${plant.chargers.map((charger) => charger.version()).join()}/${lines.version()}`;
      if (is !== versions || now.utc >= dueAt) {
        versions = is;
        sums = sumsOf(plant, lines.of, now);
        dueAt = Math.min(now.utc + 10_000, ...sums.slice(1).map(({ at }) => at - clocksApartMs));
      }
      const drawn = plant.circuits.map((_one, circuit) => least.since(blind.from(circuit, now.mono)));
      for (const one of sums) {
        judge(one, (cell) => drawn[Math.floor(cell / 3)]![cell]!, 'draws', now);
        if (one.isForEver) judge(one, (cell) => plant.circuits[Math.floor(cell / 3)]!.worstOtherAmps, 'may draw', now);
      }
    },
  };
}

function sumsOf(plant: Plant, lines: LinesOf, now: At): Sums[] {
  const times = plant.chargers.flatMap((charger) => charger.changesAfter(now)).filter((at) => at < now.utc + longMs);
  const moments = [...new Set(times.map((at) => Math.round(at / 1000) * 1000))].sort((a, b) => a - b);
  const alone = moments.map((at) =>
    sumAt(plant, lines, 'alone', (charger, outlet) => around(charger, outlet, now, at), at),
  );
  const last = now.utc + longMs;
  return [
    sumAt(plant, lines, 'now', (charger, outlet) => charger.mayDraw(outlet, now), now.utc),
    ...alone,
    {
      ...sumAt(plant, wired, 'alone', (charger, outlet) => charger.mayComeToDraw(outlet, now, last), last),
      isForEver: true,
    },
  ];
}

/** Who is alone for ever meets all that a vehicle can be. */
const wired: LinesOf = ({ wires }) => wires;

const around = (charger: Charger, outlet: number, now: At, at: number): number =>
  Math.max(
    ...[-clocksApartMs, 0, clocksApartMs].map((by) => charger.mayComeToDraw(outlet, now, Math.max(now.utc, at + by))),
  );

function sumAt(
  plant: Plant,
  lines: LinesOf,
  when: Sums['when'],
  amps: (charger: Charger, outlet: number) => number,
  at: number,
): Sums {
  const sums = new Float64Array(plant.amps.length);
  for (const charger of plant.chargers)
    for (const [number, outlet] of charger.outlets.entries()) {
      const most = amps(charger, number);
      for (const circuit of plant.pathOf(charger))
        for (const line of lines(outlet, circuit)) sums[3 * circuit + line]! += most;
    }
  return { when, isForEver: false, amps: sums, at };
}

/** The least that was drawn in each cell since a time. */
function newLeast(cells: number) {
  const seen: { readonly at: number; readonly amps: Float64Array }[] = [];
  return {
    add(amps: Float64Array, at: number): void {
      const last = seen.at(-1);
      if (last === undefined || amps.some((one, cell) => one !== last.amps[cell]))
        seen.push({ at, amps: amps.slice() });
    },
    since(at: number): Float64Array {
      const least = new Float64Array(cells).fill(Infinity);
      for (let index = seen.length - 1; index >= 0; index -= 1) {
        const one = seen[index]!;
        for (let cell = 0; cell < cells; cell += 1) least[cell] = Math.min(least[cell]!, one.amps[cell]!);
        // The first that was in force at that time is the last that counts.
        if (one.at <= at) break;
      }
      return least;
    },
  };
}
