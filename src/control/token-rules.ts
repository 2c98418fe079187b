// By which rules a token counts at each station: worked out once for a site, not once for a token.

import type { Authorization, Site } from '../model/config/site.ts';
import type { StationId, UplinkId } from '../model/ids.ts';
import type { TokenFormat } from '../model/token.ts';
import { usualFormat } from '../model/token.ts';

export interface TokenRules extends Authorization {
  readonly format: TokenFormat;
  /** The central system that has the say over this station. */
  readonly csms: UplinkId | undefined;
}

export function tokenRulesOf(site: Site): ReadonlyMap<StationId, TokenRules> {
  const controls = site.uplinks.filter(({ role }) => role === 'control');
  const ofAll = controls.find(({ stations }) => stations === undefined)?.id;
  const ofStation = new Map<StationId, UplinkId>();
  for (const { id, stations = [] } of controls.toReversed()) for (const one of stations) ofStation.set(one, id);
  return new Map(
    site.stations.map(({ id, authorization, tokenFormat }) => [
      id,
      {
        ...site.authorization,
        ...authorization,
        format: tokenFormat ?? usualFormat,
        csms: ofStation.get(id) ?? ofAll,
      },
    ]),
  );
}
