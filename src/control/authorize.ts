// Who may charge: a question of the token, of what the CSMS last said of it, and of whether the CSMS can be asked now.

import type { Authorization } from '../model/config/site.ts';
import type { Verdict } from '../model/status.ts';
import type { Utc } from '../model/time.ts';
import type { TokensPart } from '../site/tokens-part.ts';
import { tokenKey } from '../site/tokens-part.ts';

const dayMs = 86_400_000;
/** A verdict so young needs no second question: a station asks Authorize and then starts. */
const youngMs = 60_000;

/** The verdict, or that the CSMS must be asked first. */
export function authorize(
  token: string,
  tokens: TokensPart,
  rules: Authorization,
  csms: 'reachable' | 'away',
  at: Utc,
): Verdict | 'askCsms' {
  if (rules.mode === 'free') return { status: 'Accepted', by: 'free' };
  if (csms === 'reachable' && rules.mode === 'csms') {
    const judged = tokens.judged.get(tokenKey(token));
    const young = judged !== undefined && Math.abs(at - judged.at) < youngMs;
    return young ? { ...judged.verdict, by: 'cache' } : 'askCsms';
  }
  return authorizeAlone(token, tokens, rules, at);
}

/** The verdict without the CSMS. Nobody unknown is accepted unless the site file says so. */
export function authorizeAlone(token: string, tokens: TokensPart, rules: Authorization, at: Utc): Verdict {
  const judged = tokens.judged.get(tokenKey(token));
  if (judged === undefined || at - judged.at > rules.cacheLifetimeDays * dayMs) {
    return rules.unknownOffline === 'accept'
      ? { status: 'Accepted', by: 'offline' }
      : { status: 'Invalid', by: 'offline' };
  }
  const expires = judged.verdict.expiresAt;
  if (expires !== undefined && Date.parse(expires) < at) return { ...judged.verdict, status: 'Expired', by: 'cache' };
  return { ...judged.verdict, by: 'cache' };
}
