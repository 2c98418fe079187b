// Sessions that stand on the same rows are alike to every limit: a plan says how much they have together, and who has how much
// of it now is a matter of who can wait.

import type { PlanSession } from './request.ts';
import { spareMinutes } from './round.ts';

/**
 * The wishes with the sum of those that are alike handed out anew, least time to spare first. Only where currents are not in
 * steps: with steps and minima a small share less would be a pause.
 */
export function leastSpareFirst(sessions: readonly PlanSession[], wishes: readonly number[]): number[] {
  const shared = [...wishes];
  const alike = Map.groupBy(sessions.keys(), (at) => kindOf(sessions[at]!));
  for (const places of alike.values()) {
    let left = places.reduce((sum, at) => sum + (wishes[at] ?? 0), 0);
    for (const at of places.toSorted((a, b) => spareMinutes(sessions[a]!) - spareMinutes(sessions[b]!) || a - b)) {
      shared[at] = Math.min(left, sessions[at]!.maxAmps);
      left -= shared[at];
    }
  }
  return shared;
}

const kindOf = ({ on, kWPerAmp }: PlanSession): string =>
  `${kWPerAmp} ${on.map(({ row, per }) => `${row}:${per}`).join()}`;
