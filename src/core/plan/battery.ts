// The batteries of the site together, as a plan counts on them: those that say how full they are, and whose size the file says.
// Nobody orders them: their own control stores what is over and gives it when it is needed, which is what a plan takes them to do.

import type { Battery } from '../../control/plan/request.ts';
import { lineCount, wattsPerAmp } from '../../model/electric.ts';
import { readingOf } from '../meters/readings.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** `rows`: those of the grid connection, which bears what they take. */
export function batteryOf(state: State, rows: readonly number[], now: Now): Battery | undefined {
  const { meters = [], supply } = siteOf(state);
  const perKW = 1000 / wattsPerAmp(supply, lineCount[supply]);
  let sum: Battery | undefined;
  for (const { id, battery } of meters) {
    if (battery === undefined) continue;
    const { quality, socPercent } = readingOf(state, id, now);
    if (quality !== 'good' || socPercent === undefined) continue;
    const { capacityKwh, chargeKw, dischargeKw, efficiencyPercent } = battery;
    sum = {
      on: rows.map((row) => ({ row, perKW })),
      capacityKWh: (sum?.capacityKWh ?? 0) + capacityKwh,
      storedKWh: (sum?.storedKWh ?? 0) + (capacityKwh * Math.min(100, Math.max(0, socPercent))) / 100,
      chargeKW: (sum?.chargeKW ?? 0) + chargeKw,
      dischargeKW: (sum?.dischargeKW ?? 0) + dischargeKw,
      // What the worse of them loses is lost.
      efficiency: Math.min(sum?.efficiency ?? 1, efficiencyPercent / 100),
    };
  }
  return sum;
}
