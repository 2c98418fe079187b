// Meters that an adapter asks. Rebuilt from nothing after a restart.

import type { MeterValues, WantedMeter } from '../../model/meter-values.ts';
import type { Mono } from '../../model/time.ts';

export interface ToldMeters {
  wanted: readonly WantedMeter[];
  /** They are still to be told to the adapter. */
  changed: boolean;
  /** What each meter said last, on its own inputs, and when. */
  readonly said: Map<string, { readonly values: MeterValues; readonly readAt: Mono }>;
}

export const newToldMeters = (): ToldMeters => ({ wanted: [], changed: false, said: new Map() });
