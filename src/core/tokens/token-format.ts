// Why a token was refused, where somebody can do something about it.

import type { AlarmKey } from '../../model/alarm.ts';
import { isTooLongAway } from '../../control/authorize.ts';
import type { TokenQuestion } from '../../control/authorize.ts';
import type { TokenRules } from '../../control/token-rules.ts';
import type { StationId } from '../../model/ids.ts';
import type { Verdict } from '../../model/status.ts';
import type { TokenFormat } from '../../model/token.ts';
import { otherReadings, tokenEnd } from '../../model/token.ts';
import { knownToken } from '../../site/known-token.ts';
import type { PendingAuthorization } from './pending.ts';
import type { State } from '../state.ts';
import { count } from '../state.ts';
import { keyOf } from './tokens.ts';

/** Raises an alarm that says how the token would have been known, or that the CSMS has been away for too long. */
export function explainRefusal(
  state: State,
  asked: PendingAuthorization,
  verdict: Verdict,
  question: TokenQuestion,
  rules: TokenRules,
): void {
  count(state, 'tokensRefused');
  if (verdict.status !== 'Invalid' && verdict.status !== 'Unknown') return;
  explainFormat(state, asked, rules);
  const isKnown = question.listed?.status === 'Accepted' || question.cached?.verdict.status === 'Accepted';
  if (verdict.by !== 'offline' || !isKnown || !isTooLongAway(question, rules)) return;
  state.alarms.set(
    `BB_TOKEN_CSMS_TOO_LONG_AWAY:${rules.csms}`,
    `${rules.csms} has been away for more than ${rules.offlineMaxDays} days, so tokens that it accepted before are refused. Bring it back, list the tokens in the file of authorization.localList, or raise authorization.offlineMaxDays.`,
  );
}

/** Other readers write a card's UID backwards or without its leading zeros. */
function explainFormat(state: State, { station, shown }: PendingAuthorization, { format, csms }: TokenRules): void {
  const reading = otherReadings(shown, format).find(({ token }) => {
    const { site, listed, cached } = knownToken(state.ledger.tokens, keyOf(state, token), csms);
    return site !== undefined || listed?.status === 'Accepted' || cached?.verdict.status === 'Accepted';
  });
  if (reading === undefined) return;
  state.alarms.set(
    alarmOf(station),
    `${station} showed a token ${tokenEnd(shown)} that nobody knows; ${howItDiffers(reading.format)} it would be ${tokenEnd(reading.token)}, which is known. If all its cards come so, write "tokenFormat: { byteOrder: ${reading.format.byteOrder}, leadingZeros: ${reading.format.leadingZeros} }" for the station or its template.`,
  );
}

const howItDiffers = ({ byteOrder, leadingZeros }: TokenFormat): string => {
  const order = byteOrder === 'reversed' ? 'with its bytes reversed' : 'with its bytes in the normal order';
  return leadingZeros === 'dropped' ? `${order} and its leading zeros put back` : order;
};

const alarmOf = (station: StationId): AlarmKey => `BB_TOKEN_FORMAT:${station}`;

/** Whatever a new site file says of formats, what was found under the old one says nothing any more. */
export function forgetFormatAlarms(state: State): void {
  for (const key of state.alarms.keys()) if (key.startsWith('BB_TOKEN_FORMAT:')) state.alarms.delete(key);
}

/** What some stations cut short or take for no token at all: an Alfen wants hex, others overrun a short buffer (Q50). */
const safeRemoteToken = /^[0-9A-F]{1,16}$/;

/** It started with the token that it was told. */
export const remoteTokenWorks = (state: State, station: StationId): void =>
  void state.alarms.delete(`BB_TOKEN_REMOTE:${station}`);

export function warnOfRemoteToken(state: State, station: StationId, token: string): void {
  if (safeRemoteToken.test(token)) return;
  state.alarms.set(
    `BB_TOKEN_REMOTE:${station}`,
    `${station} was told to start with a token ${tokenEnd(token)} of ${token.length} characters. Some stations take only up to 16 of 0-9 and A-F; if it does not start, let the central system use such tokens.`,
  );
}
