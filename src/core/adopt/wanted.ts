// What the gateway and the CSMS need a station to do, by the names of the site.

import type { TokenRules } from '../../control/token-rules.ts';
import type { Station } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import { wantedOfStation } from '../../uplink/device-model.ts';
import type { State } from '../state.ts';
import { rulesAt } from '../tokens/tokens.ts';
import { uplinksOf } from '../uplink/work.ts';

/** The word of the CSMS counts more. */
export const wantedOf = (state: State, station: Station): ReadonlyMap<string, string> =>
  new Map([...wantedByGateway(station, rulesAt(state, station.id)), ...wantedByCsms(state, station.id)]);

/** What the CSMS set that has the say over the station. */
export function wantedByCsms(state: State, station: StationId): ReadonlyMap<string, string> {
  for (const { config } of uplinksOf(state, station)) {
    const part = state.ledger.uplinks.get(config.id);
    if (config.role === 'control' && part !== undefined) return wantedOfStation(part, station);
  }
  return new Map();
}

const wantedByGateway = (station: Station, rules: TokenRules): readonly (readonly [string, string])[] => [
  ['MeterValueSampleInterval', String(station.sampleSeconds)],
  // The gateway decides about every token; the station alone decides only when it is cut off.
  ['LocalPreAuthorize', 'false'],
  ['AuthorizationCacheEnabled', 'false'],
  ['LocalAuthorizeOffline', 'true'],
  ['LocalAuthListEnabled', 'true'],
  ['AllowOfflineTxForUnknownId', String(rules.mode === 'free' || rules.unknownOffline === 'accept')],
  ['StopTransactionOnInvalidId', String(rules.stopOnInvalid)],
];
