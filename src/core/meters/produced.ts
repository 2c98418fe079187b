// What feeds in on the site, for who holds a meter against what hangs behind it.

import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { readingOf } from './readings.ts';

/** By the meters that have a role; where it does so is known for the grid connection only. */
export function producedW(state: State, isGrid: boolean, now: Now): number | undefined {
  const feeding = (siteOf(state).meters ?? []).filter(({ role }) => role !== undefined);
  // The site file says that something feeds in, and no meter says how much.
  if (feeding.length === 0) return siteOf(state).circuits.some(({ pvCredit }) => pvCredit === true) ? undefined : 0;
  if (!isGrid) return undefined;
  let sum = 0;
  for (const { id } of feeding) {
    const { quality, powerW } = readingOf(state, id, now);
    if (quality !== 'good' || typeof powerW !== 'number') return undefined;
    sum -= powerW;
  }
  return sum;
}
