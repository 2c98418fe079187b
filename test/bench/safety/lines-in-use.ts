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
export function watchLines(world: World, knownMs: () => number, blind: Blind): LinesInUse {
  const {
    plant,
    field,
    scenario: { site },
  } = world;
  const used = new Map(
    plant.chargers.flatMap((charger) =>
      charger.outlets.map((one) => [one, { charger, lines: one.wires, at: -Infinity, car: one.car }]),
    ),
  );
  const meters = site.circuits.map(({ meter }) => (site.meters ?? []).findIndex(({ id }) => id === meter));
  let goodAt = meters.map(() => -Infinity);
  let watched: readonly boolean[] = [];
  let version = '';
  let downAt = -Infinity;
  return {
    look(mono) {
      // Chargers come back to it one by one.
      if (!world.gateway.isAlive()) downAt = mono;
      for (const [{ car, wires, said }, one] of used) {
        if (car !== undefined) {
          const uses = said.slice(0, car.lines());
          // Nobody knows at once that it uses more; nor, where its charger is cut off or the gateway is down, that somebody else
          // came, until what that was told has ended. What they draw is judged all the same.
          const isAlone = world.isAway(one.charger) || mono - downAt <= knownMs();
          const isSeen = one.car !== car && !(isAlone && uses.length > one.lines.length);
          if (one.car !== car || uses.length <= one.lines.length) one.at = mono;
          if (isSeen || uses.length <= one.lines.length || mono - one.at > knownMs()) one.lines = uses;
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
