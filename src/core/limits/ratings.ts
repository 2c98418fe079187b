// What the site file says of a station, worked out once per connection and change of the file and not once per message.

import type { Site } from '../../model/config/site.ts';
import { stationOf } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import { stationLive } from '../../site/live.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** Watts that one amp on every line carries at nominal voltage. */
const wattsPerAmp: Readonly<Record<Site['supply'], number>> = { tn400: 690, it230: 398, split240: 240 };

/** Values that are older than two sample intervals and this are none of now (F122). */
const lateMs = 60_000;

export function rate(state: State, id: StationId): void {
  const site = siteOf(state);
  const station = stationOf(site, id);
  const live = stationLive(state.live, id);
  live.mostWatts.clear();
  if (station === undefined) return;
  live.historyAfterMs = 2000 * station.sampleSeconds + lateMs;
  for (const evse of station.evses) live.mostWatts.set(evse.id, evse.maxAmps * wattsPerAmp[site.supply]);
}
