// What else draws on a circuit: a load that steps, on each line a little different. Negative where the sun shines.

import type { Chance } from '../../../sim/schedule.ts';
import type { Lines } from './outlet.ts';

export interface OtherLoad {
  readonly lowAmps: number;
  readonly highAmps: number;
  /** From low to high, and after as long back again, give or take a fifth. */
  readonly everyMs: number;
  /** Shares of it on L1, L2, L3. */
  readonly shares?: Lines;
  /** It rises in steps of so much, so far apart; at once when absent. */
  readonly rises?: { readonly amps: number; readonly everyMs: number };
}

/** Where nothing else is said. */
const aboutEven: Lines = [1, 0.97, 0.9];

/** What it draws on each line at a time; asked with times that only grow. */
export function createOtherLoad(load: OtherLoad, chance: Chance): (mono: number) => Lines {
  const { lowAmps, highAmps, everyMs, rises, shares = aboutEven } = load;
  const linesOf = (amps: number): Lines => [amps * shares[0], amps * shares[1], amps * shares[2]];
  let isHigh = false;
  let changesAt = everyMs;
  let changedAt = 0;
  let amps = lowAmps;
  let lines = linesOf(lowAmps);
  return (mono) => {
    while (mono >= changesAt) {
      isHigh = !isHigh;
      changedAt = changesAt;
      changesAt += everyMs * (0.8 + 0.4 * chance.fraction());
    }
    const risen = rises === undefined ? Infinity : rises.amps * (1 + Math.floor((mono - changedAt) / rises.everyMs));
    const now = isHigh ? Math.min(highAmps, lowAmps + risen) : lowAmps;
    if (now !== amps) lines = linesOf((amps = now));
    return lines;
  };
}
