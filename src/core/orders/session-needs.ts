// SessionNeeds: a central system says what the vehicle at one connector needs (docs/data-transfer.md).

import { stationOf } from '../../model/config/site.ts';
import type { EvseKey, StationId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import { readNeeds } from '../../model/needs.ts';
import { clearNeeds, setNeeds } from '../plan/serve-needs.ts';
import { siteOf } from '../state.ts';
import type { OrderContext } from './context.ts';

/** What is wrong, as a sentence in `why`, or the EVSE that it was said of. `needs: null` takes back what was said. */
export function takeNeeds(
  { state, decided, from, now }: OrderContext,
  station: StationId,
  { connectorId = 1, needs }: Readonly<Record<string, unknown>>,
): { readonly evse: EvseKey } | { readonly why: string } {
  if (from.kind !== 'csms') return { why: 'Needs are said by a central system.' };
  const evse = stationOf(siteOf(state), station)?.evses.find(({ id }) => id === connectorId);
  if (evse === undefined) return { why: `"connectorId" is one of the station's own, and ${station} has no such one.` };
  const key = evseKey(station, evse.id);
  if (needs === null) {
    clearNeeds(state, key, 'uplink', decided.facts, now);
    return { evse: key };
  }
  const read = readNeeds(needs, state.clock.trusted ? now.utc : undefined);
  if (typeof read === 'string') return { why: read };
  setNeeds(state, key, { by: 'uplink', csms: from.uplink }, read, decided.facts, now);
  return { evse: key };
}
