// The settings of a simulated station of 2.x: what it keeps is the same as in 1.6, and a little more.

import { firstKeys } from '../station/keys.ts';
import type { StationOptions } from '../station/types.ts';

const register = 'Energy.Active.Import.Register';

export function firstKeys2(options: StationOptions): Map<string, string> {
  const keys = firstKeys(options);
  const own = { TxStartedMeasurands: register, TxEndedMeasurands: register, OfflineThreshold: '60' };
  for (const [key, value] of Object.entries(own)) if (!keys.has(key)) keys.set(key, value);
  return keys;
}
