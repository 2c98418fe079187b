// The rules of tokens under what their CSMS set: it answers for its tokens, so its word counts more than the site file's
// where it is the one that decides.

import type { TokenRules } from '../../control/token-rules.ts';
import { tokenRulesOf } from '../../control/token-rules.ts';
import type { StationId } from '../../model/ids.ts';
import { wantedOfStation } from '../../uplink/device-model.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** Worked out anew for each site file, and when a CSMS changes one of these settings. */
export function followTokenRules(state: State): void {
  const rules = [...tokenRulesOf(siteOf(state))];
  state.tokenRules = new Map(rules.map(([station, ofSite]) => [station, underCsms(state, station, ofSite)]));
}

function underCsms(state: State, station: StationId, rules: TokenRules): TokenRules {
  const part = rules.csms === undefined ? undefined : state.ledger.uplinks.get(rules.csms);
  if (part === undefined || rules.mode !== 'csms' || part.settings.size + part.settingsOf.size === 0) return rules;
  const wanted = wantedOfStation(part, station);
  const stop = wanted.get('StopTransactionOnInvalidId');
  const unknown = part.settings.get('AllowOfflineTxForUnknownId');
  const before = part.settings.get('LocalPreAuthorize');
  return {
    ...rules,
    ...(stop !== undefined && { stopOnInvalid: isTrue(stop) }),
    ...(unknown !== undefined && { unknownOffline: isTrue(unknown) ? 'accept' : 'refuse' }),
    ...(before !== undefined && { preAuthorize: isTrue(before) }),
  };
}

const isTrue = (value: string): boolean => value.toLowerCase() === 'true';

const keys = new Set(['StopTransactionOnInvalidId', 'AllowOfflineTxForUnknownId', 'LocalPreAuthorize']);

export const isTokenRule = (key: string): boolean => keys.has(key);
