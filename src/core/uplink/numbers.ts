// By which numbers an uplink knows EVSEs: the numbering of the site, or the station's own where the uplink is the connection
// of one station.

import type { Uplink } from '../../model/config/site.ts';
import { stationOf } from '../../model/config/site.ts';
import type { EvseKey } from '../../model/ids.ts';
import { evseKey, evseOf } from '../../model/ids.ts';
import { evseNumbered, numberOf } from '../../site/gateway-part.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

type Named = { readonly config: Pick<Uplink, 'speaksFor' | 'leads'> };

const noNumbers: ReadonlyMap<EvseKey, number> = new Map();

/** The number of every EVSE that it knows, in order. */
export function numbersFor(state: State, { config }: Named): ReadonlyMap<EvseKey, number> {
  const { speaksFor, leads } = config;
  // The controller of a relay has no EVSEs.
  if (leads !== undefined) return noNumbers;
  if (speaksFor === undefined) return state.ledger.gateway.numbering;
  const { evses = [] } = stationOf(siteOf(state), speaksFor) ?? {};
  return new Map(evses.map(({ id }) => [evseKey(speaksFor, id), id]));
}

/** The number of one EVSE, also of one that is there no more. */
export function numberFor(state: State, { config }: Named, key: EvseKey): number | undefined {
  const { speaksFor, leads } = config;
  if (leads !== undefined) return undefined;
  if (speaksFor === undefined) return numberOf(state.ledger.gateway, key);
  const { station, evse } = evseOf(key);
  return station === speaksFor && evse > 0 ? evse : undefined;
}

/** The EVSE that it calls so. */
export function evseFor(state: State, { config }: Named, number: number): EvseKey | undefined {
  const { speaksFor, leads } = config;
  if (leads !== undefined) return undefined;
  if (speaksFor === undefined) return evseNumbered(state.ledger.gateway, number);
  const key = evseKey(speaksFor, number);
  return numbersFor(state, { config }).has(key) ? key : undefined;
}
