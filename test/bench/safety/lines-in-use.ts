// Which lines of an outlet count: those that its vehicle uses, where a meter shows at once that it uses others after all; else all
// that it is wired to.

import type { Blind } from './blind.ts';
import type { Outlet } from './plant/outlet.ts';
import type { World } from './world.ts';

export type LinesOf = (outlet: Outlet, circuit: number) => readonly number[];

export interface LinesInUse {
  look(mono: number): void;
  readonly of: LinesOf;
  /** Another one whenever something about them has changed. */
  readonly version: () => string;
}

/** `knownMs`: nobody knows sooner that a vehicle has left, or that a meter is lost. */
export function watchLines(
  { plant, field, scenario: { site } }: World,
  knownMs: () => number,
  blind: Blind,
): LinesInUse {
  const outlets = plant.chargers.flatMap((charger) => charger.outlets);
  const used = new Map(outlets.map((one) => [one, { lines: one.wires, at: -Infinity, car: one.car }]));
  const meters = site.circuits.map(({ meter }) => (site.meters ?? []).findIndex(({ id }) => id === meter));
  let goodAt = meters.map(() => -Infinity);
  let watched: readonly boolean[] = [];
  let version = '';
  return {
    look(mono) {
      for (const [{ car, wires, said }, one] of used) {
        if (car !== undefined) {
          const uses = said.slice(0, car.lines());
          // Nobody knows at once that it uses more.
          if (one.car !== car || uses.length <= one.lines.length) one.at = mono;
          if (one.at === mono || mono - one.at > knownMs()) one.lines = uses;
          one.car = car;
        } else if (mono - one.at > knownMs()) one.lines = wires;
      }
      goodAt = goodAt.map((at, circuit) => (field.meters[meters[circuit]!]?.fault === undefined ? mono : at));
      watched = goodAt.map(
        (at, circuit) => meters[circuit]! >= 0 && (mono - at <= knownMs() || blind.is(circuit, mono)),
      );
      version = `${[...used.values()].map(({ lines }) => lines.length).join('')}${watched.map(Number).join('')}`;
    },
    of: (outlet, circuit) => (watched[circuit] === true ? used.get(outlet)!.lines : outlet.wires),
    version: () => version,
  };
}
