// What a session takes of energy per amp of its limit, as far as it is known how it is wired and what its vehicle uses.

import type { Load } from '../../control/envelope.ts';
import { assumedEfficiency, wattsPerAmp } from '../../model/electric.ts';
import { linesInUse } from '../limits/standing.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** kW into the vehicle, of one amp. */
export function kWPerAmpOf(state: State, load: Load): number {
  const { supply } = siteOf(state);
  const isDc = load.minAmps === 0;
  return (wattsPerAmp(supply, linesInUse(state, load)) * (isDc ? assumedEfficiency : 1)) / 1000;
}
