// Where the reserve of a site file is enough: other load must not rise by more than `worstStepAmps` before chargers have followed.

import type { OtherLoad } from './plant/other-load.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** A lease above a fallback lasts 60 s, and ends so much later by a clock that is off (design §8). */
const leaseMs = 62_000;
/** A charger changes its signal within 5 s, and its vehicle follows 7 s after that at the latest (load-management.md §2.3). */
export const followsMs = 12_000;

/** How long a charger of the depot goes on above its fallback when nobody speaks to it any more; 0 where all hold for good. */
export function longestAloneMs({ scenario, plant }: Pick<World, 'scenario' | 'plant'>): number {
  const hasLeases = (scenario.facts ?? []).some((one) => one.kind === 'StationLearned' && one.about.lease === 'proved');
  return Math.max(hasLeases ? leaseMs : 0, ...plant.boxes.map(({ box }) => box.watchdogMs));
}

/**
 * Whether the file bears what may happen while nobody follows for so long: that is the exposure T of the rule (load-management.md
 * §2.2, §4.8), and a load that steps again and again within it is one larger step.
 */
export const bearsRise = ({ site, otherLoad }: Scenario, aloneMs: number): boolean =>
  site.circuits
    .filter(({ meter }) => meter !== undefined)
    .every((circuit) => {
      const { worstStepAmps = circuit.worstCaseBaseAmps, worstCaseBaseAmps } = circuit;
      const below = branch(site.circuits, circuit.id).flatMap((id) => otherLoad[id] ?? []);
      const rise = below.reduce((sum, load) => sum + riseWithin(load, aloneMs + followsMs), 0);
      return rise <= Math.min(worstStepAmps, worstCaseBaseAmps);
    });

function branch(circuits: Scenario['site']['circuits'], top: string): string[] {
  const found = [top];
  for (const one of found) found.push(...circuits.filter(({ parent }) => parent === one).map(({ id }) => id));
  return found;
}

/** The most by which it rises in so long; what feeds in may stop, and is none of that. */
function riseWithin({ lowAmps, highAmps, rises }: OtherLoad, ms: number): number {
  const whole = highAmps - Math.max(0, lowAmps);
  return rises === undefined ? whole : Math.min(whole, rises.amps * Math.ceil(ms / rises.everyMs));
}
