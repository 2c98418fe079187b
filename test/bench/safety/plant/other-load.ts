// What else draws on a circuit: a load that steps, on each line a little different. Negative where the sun shines.

import type { Chance } from '../../../sim/schedule.ts';
import type { Lines } from './outlet.ts';

export interface OtherLoad {
  readonly lowAmps: number;
  readonly highAmps: number;
  /** From low to high, and after as long back again, give or take a fifth. */
  readonly everyMs: number;
}

/** Shares of it on L1, L2, L3. */
const shares: Lines = [1, 0.97, 0.9];

/** What it draws on each line at a time; asked with times that only grow. */
export function createOtherLoad({ lowAmps, highAmps, everyMs }: OtherLoad, chance: Chance): (mono: number) => Lines {
  let isHigh = false;
  let changesAt = everyMs;
  let lines = linesOf(lowAmps);
  return (mono) => {
    while (mono >= changesAt) {
      isHigh = !isHigh;
      changesAt += everyMs * (0.8 + 0.4 * chance.fraction());
      lines = linesOf(isHigh ? highAmps : lowAmps);
    }
    return lines;
  };
}

const linesOf = (amps: number): Lines => [amps * shares[0], amps * shares[1], amps * shares[2]];
