// The site as the device model that a CSMS of OCPP 2.x asks and sets.

import { stationOf } from '../../model/config/site.ts';
import { evseOf } from '../../model/ids.ts';
import { listSizeOf } from '../../site/tokens-part.ts';
import type { VariableToSay } from '../../ocpp/heard-device.ts';
import { settingsOfPlace } from '../../uplink/place-settings.ts';
import type { ModelContext, PlaceFacts } from '../../uplink/site-model.ts';
import { sameName, variablesOfPlace, variablesOfSite } from '../../uplink/site-model.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { reportOf, selfOf } from '../tell/status.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { deviceOf } from './device.ts';

export function modelOf(state: State, uplink: UplinkLive, now: Now): ModelContext {
  const device = deviceOf(state, uplink, now);
  const { id } = uplink.config;
  return {
    ...device,
    ...whoOf(state, uplink),
    at: now.utc,
    self: selfOf({ state, id, uplink, now }),
    listEntries: listSizeOf(state.ledger.tokens, id),
    profiles: state.ledger.profiles.stored.get(id)?.size ?? 0,
    places: device.connectors.map(({ number, key }): PlaceFacts => {
      const { station, evse } = evseOf(key);
      const part = state.ledger.stations.get(station);
      return {
        number,
        station,
        evse,
        config: stationOf(siteOf(state), station),
        report: reportOf(state, key, now),
        settings: part?.capabilities.settings ?? {},
        ...(part?.booted !== undefined && { booted: part.booted }),
      };
    }),
  };
}

/** The gateway, or the device that it stands for. */
function whoOf(state: State, { config: { speaksFor } }: UplinkLive): Pick<ModelContext, 'who' | 'firmware'> {
  if (speaksFor === undefined)
    return { who: { vendor: 'Busbar', model: 'Busbar', serial: siteOf(state).id }, firmware: state.firmware };
  const {
    vendor = '',
    model = '',
    serial = speaksFor,
    firmware = '',
  } = state.ledger.stations.get(speaksFor)?.booted ?? {};
  return { who: { vendor, model, serial }, firmware };
}

/** Everything that there is to report. */
export function wholeModel(context: ModelContext): VariableToSay[] {
  const seen = new Set<string>();
  const ofPlaces = context.places.flatMap((place) => {
    const isFirst = !seen.has(place.station);
    seen.add(place.station);
    const own = variablesOfPlace(context, place);
    const others = settingsOfPlace(place, isFirst);
    return [...own, ...others.filter(({ name }) => !own.some((one) => sameName(one.name, name)))];
  });
  return [...variablesOfSite(context), ...ofPlaces];
}
