// The site as the device of one uplink: what its configuration keys are answered from.

import type { Station } from '../../model/config/site.ts';
import type { EvseKey, StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import type { Connector, DeviceContext } from '../../uplink/device-keys.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { serves } from '../uplink/live.ts';
import { numbersFor } from '../uplink/numbers.ts';

export function deviceOf(state: State, uplink: UplinkLive, now: Now): DeviceContext {
  const site = siteOf(state);
  const part = state.ledger.uplinks.get(uplink.config.id);
  return {
    site,
    uplink: uplink.config,
    settings: part?.settings ?? new Map(),
    connectors: connectorsOf(state, uplink, now),
    heartbeatSeconds: uplink.heartbeatMs / 1000,
    ofStations: (key) => mostShown(state, uplink, key),
  };
}

function connectorsOf(state: State, uplink: UplinkLive, now: Now): Connector[] {
  const stations = new Map<StationId, Station>(siteOf(state).stations.map((station) => [station.id, station]));
  return [...numbersFor(state, uplink)]
    .filter(([key]) => serves(uplink, evseOf(key).station))
    .map(([key, number]) => ({
      number,
      key,
      station: stations.get(evseOf(key).station),
      about: () => aboutOf(state, key, now),
    }))
    .sort((one, other) => one.number - other.number);
}

/** Station and EVSE, vendor, model, serial number, firmware, last seen; `-` where nobody knows. */
function aboutOf(state: State, key: EvseKey, now: Now): string {
  const { station } = evseOf(key);
  const booted = state.ledger.stations.get(station)?.booted;
  const away = state.away.get(station);
  const seen = state.stationLinks.has(station)
    ? isoOf(now.utc)
    : away?.wasHere === true
      ? isoOf(away.since)
      : undefined;
  return [key, booted?.vendor, booted?.model, booted?.serial, booted?.firmware, seen]
    .map((part) => (part ?? '-').replaceAll(',', ' '))
    .join(', ');
}

/** The value that most stations show; read-only where all of them have it so. */
function mostShown(state: State, uplink: UplinkLive, key: string): ReturnType<DeviceContext['ofStations']> {
  const values = new Map<string | undefined, number>();
  let readonly = true;
  for (const [station, { capabilities }] of state.ledger.stations) {
    const shown = serves(uplink, station) ? capabilities.settings?.[key] : undefined;
    if (shown === undefined) continue;
    values.set(shown.value, (values.get(shown.value) ?? 0) + 1);
    readonly &&= shown.readonly;
  }
  if (values.size === 0) return undefined;
  const [value] = [...values].reduce((most, one) => (one[1] > most[1] ? one : most));
  return { readonly, ...(value !== undefined && { value }) };
}
