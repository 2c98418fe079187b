// Until when nobody can know that the meter of a circuit shows too little. What tells is that it shows less than the chargers
// behind it draw (F095: by more than 15 %; load-management.md §6.1: "consistency with the sum of charger meters"); while these
// draw nothing, or next to it, a meter that shows a tenth is a meter whose other load has just gone down.

import type { World } from './world.ts';

export interface Blind {
  look(mono: number): void;
  /** Since when other load counts as one that can be known. */
  readonly from: (circuit: number, mono: number) => number;
  readonly is: (circuit: number, mono: number) => boolean;
}

/** F095. */
const tolerance = 0.15;
/** What is read at different moments differs by so much, on all lines together. */
const leastAmps = 3;
/** For so long it has to show: chargers say what they draw once in a while. */
const showsMs = 5000;

interface Hiding {
  /** Since when the meter shows too little. */
  readonly since: number;
  showsSince: number | undefined;
  hasShown: boolean;
  /** Nobody can know before. */
  until: number;
}

/** `hides`: the fault is one of a meter that goes on and shows too little. */
export function watchBlind({ plant, field, scenario: { site } }: World, hides: boolean, knownMs: () => number): Blind {
  const meters = site.circuits.map(({ meter }) => (site.meters ?? []).findIndex(({ id }) => id === meter));
  const hiding = new Map<number, Hiding>();
  const sum = (amps: Float64Array, circuit: number): number =>
    amps[3 * circuit]! + amps[3 * circuit + 1]! + amps[3 * circuit + 2]!;

  function follow(circuit: number, mono: number): void {
    const { kind, by = 1 } = field.meters[meters[circuit]!]?.fault ?? {};
    // When it is right again, chargers have to follow what it shows now.
    if (kind !== 'scaled' || by >= 1) return;
    const one = hiding.get(circuit) ?? { since: mono, showsSince: undefined, hasShown: false, until: mono };
    hiding.set(circuit, one);
    const shows = sum(plant.ofCars, circuit) * (1 - tolerance) - leastAmps > by * sum(plant.amps, circuit);
    one.showsSince = shows ? (one.showsSince ?? mono) : undefined;
    if (one.showsSince !== undefined && mono - one.showsSince >= showsMs) one.hasShown = true;
    if (!one.hasShown) one.until = mono + knownMs();
  }

  const is = (circuit: number, mono: number): boolean => mono < (hiding.get(circuit)?.until ?? -Infinity);
  return {
    look(mono) {
      if (hides) for (const circuit of site.circuits.keys()) follow(circuit, mono);
    },
    from: (circuit, mono) => (is(circuit, mono) ? hiding.get(circuit)!.since : mono) - knownMs(),
    is,
  };
}
