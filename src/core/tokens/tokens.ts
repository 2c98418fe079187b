// Tokens as stations show them, and by which rules they count there.

import type { TokenRules } from '../../control/token-rules.ts';
import type { StationId } from '../../model/ids.ts';
import type { TokenKey } from '../../model/token.ts';
import { fromReader, sameToken, toReader, usualFormat } from '../../model/token.ts';
import type { Utc } from '../../model/time.ts';
import { knownToken } from '../../site/known-token.ts';
import { stationPart } from '../../site/ledger.ts';
import { wantedOfStation } from '../../uplink/device-model.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

export const keyOf = (state: State, token: string): TokenKey => state.seal.key(token.toLowerCase()) as TokenKey;

export const rulesAt = (state: State, station: StationId): TokenRules =>
  state.tokenRules.get(station) ?? { ...siteOf(state).authorization, format: usualFormat, csms: undefined };

/** What becomes of a transaction whose token is refused: as the CSMS set it, else as the site file says. */
export function policyAt(state: State, station: StationId): 'stop' | 'noEnergy' {
  const { csms, stopOnInvalid } = rulesAt(state, station);
  const part = csms === undefined ? undefined : state.ledger.uplinks.get(csms);
  const set = part === undefined ? undefined : wantedOfStation(part, station).get('StopTransactionOnInvalidId');
  const stops = set === undefined ? stopOnInvalid : set.toLowerCase() === 'true';
  return stops ? 'stop' : 'noEnergy';
}

/** Blocked by the site's own list, which nobody overrules. */
export const isBlocked = (state: State, token: string): boolean =>
  knownToken(state.ledger.tokens, keyOf(state, token), undefined).site?.blocked === true;

/** A token that a station showed. */
export interface Shown {
  /** As the site and its CSMS write it; an alias has become the token that it stands for. */
  readonly token: string;
  readonly shown: string;
  /** When a start with this very token was ordered, if it has not been made yet. */
  readonly wasOrdered?: Utc;
}

/** `evse` is the one that starts; a token that is only asked about may be meant for any. */
export function readToken(state: State, station: StationId, shown: string, evse?: number): Shown {
  const { format } = rulesAt(state, station);
  for (const [at, { token, happenedAt }] of stationPart(state.ledger, station).remoteStarts) {
    if (token === undefined || (evse !== undefined && evse !== at)) continue;
    if (sameToken(toReader(token, format), shown)) return { token, shown, wasOrdered: happenedAt };
  }
  const token = fromReader(shown, format);
  const { site } = knownToken(state.ledger.tokens, keyOf(state, token), undefined);
  return { token: site?.of === undefined ? token : (state.seal.open(site.of) ?? token), shown };
}
