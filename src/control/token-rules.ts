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
  const controls = site.uplinks
    .filter(({ role }) => role === 'control')
    .map(({ id, stations }) => ({ id, stations: stations && new Set(stations) }));
  return new Map(
    site.stations.map(({ id, authorization, tokenFormat }) => [
      id,
      {
        ...site.authorization,
        ...authorization,
        format: tokenFormat ?? usualFormat,
        csms: controls.find(({ stations }) => stations === undefined || stations.has(id))?.id,
      },
    ]),
  );
}
