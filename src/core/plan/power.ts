// What a session takes of energy per amp of its limit, as far as it is known how it is wired and what its vehicle uses.

import type { Load } from '../../control/envelope.ts';
import { assumedEfficiency, linesOf, wattsPerAmp } from '../../model/electric.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** kW into the vehicle, of one amp. */
export function kWPerAmpOf(state: State, load: Load): number {
  const { supply } = siteOf(state);
  const wired = linesOf(load.evses[0]!.phases, supply).length;
  const isDc = load.minAmps === 0;
  const used = state.vehicles.get(load.key)?.phases?.filter(Boolean).length ?? 0;
  const lines = used > 0 ? Math.min(used, wired) : wired;
  return (wattsPerAmp(supply, lines) * (isDc ? assumedEfficiency : 1)) / 1000;
}
