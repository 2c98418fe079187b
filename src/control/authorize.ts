// Who may charge: a question of what is known of the token, of the rules at the station, and of whether the CSMS can be
// asked now (1.6 §3.5; 2.x C01, C10–C13). No rule here looks at a clock or at a station.

import type { Judgement } from '../model/fact/authorization.ts';
import type { Verdict } from '../model/status.ts';
import { sameToken } from '../model/token.ts';
import type { Utc } from '../model/time.ts';
import type { KnownToken } from '../site/known-token.ts';
import { isPast } from '../site/token-cache.ts';
import type { TokenRules } from './token-rules.ts';

export interface TokenQuestion extends KnownToken {
  /** What the CSMS said within the last minute. */
  readonly fresh?: Judgement;
  /** Another transaction of this token is going on elsewhere. */
  readonly isInUse?: boolean;
  readonly csms: 'reachable' | 'away';
  /** When the CSMS was there last; absent where nobody knows. */
  readonly csmsHeardAt?: Utc;
  readonly at: Utc;
}

type Rules = Pick<TokenRules, 'mode' | 'unknownOffline' | 'preAuthorize' | 'offlineMaxDays' | 'cacheLifetimeDays'>;

const dayMs = 86_400_000;

/** The verdict, or that the CSMS must be asked first. */
export function authorize(question: TokenQuestion, rules: Rules): Verdict | 'askCsms' {
  if (rules.mode !== 'csms' || question.csms === 'away' || isRefusedBySite(question))
    return authorizeAlone(question, rules);
  const { fresh, listed, at } = question;
  // A station asks Authorize and then starts: what was accepted a moment ago needs no second question.
  if (fresh !== undefined && isGood(fresh, at)) return withParent({ ...fresh, by: 'csms' }, question);
  if (!rules.preAuthorize) return 'askCsms';
  if (listed !== undefined) return isGood(listed, at) ? withParent({ ...listed, by: 'list' }, question) : 'askCsms';
  const cached = cachedIn(question, rules);
  return cached !== undefined && isGood(cached, at) ? withParent({ ...cached, by: 'cache' }, question) : 'askCsms';
}

/** The verdict without the CSMS. Nobody unknown is accepted unless the site file says so. */
export function authorizeAlone(question: TokenQuestion, rules: Rules): Verdict {
  const { site, isInUse } = question;
  if (site?.blocked === true) return { status: 'Blocked', by: 'site' };
  const verdict = modes[rules.mode](question, rules);
  const isSecond = verdict.status === 'Accepted' && site?.single === true && isInUse === true;
  return withParent(isSecond ? { ...verdict, status: 'ConcurrentTx', by: 'site' } : verdict, question);
}

/** What the CSMS said, and what the site has to add. Called only where the CSMS was asked. */
export const afterCsms = (said: Judgement, question: KnownToken): Verdict =>
  withParent({ ...said, by: 'csms' }, question);

const modes: Readonly<Record<TokenRules['mode'], (question: TokenQuestion, rules: Rules) => Verdict>> = {
  free: () => ({ status: 'Accepted', by: 'free' }),
  local: ({ site, listed, at }) => {
    if (site !== undefined) return { status: 'Accepted', by: 'site' };
    return listed === undefined ? { status: 'Invalid', by: 'site' } : { ...expiring(listed, at), by: 'list' };
  },
  csms: remembered,
};

/**
 * In the place of the CSMS: its local list before its cache, and the site's own list for what it has said nothing about.
 * What it accepted counts for so many days without it; what it refused counts as long as it is remembered.
 */
function remembered(question: TokenQuestion, rules: Rules): Verdict {
  const { listed, site, at } = question;
  const isTooLong = isTooLongAway(question, rules);
  for (const [judgement, by] of [[listed, 'list'] as const, [cachedIn(question, rules), 'cache'] as const]) {
    if (judgement === undefined) continue;
    const now = expiring(judgement, at);
    if (now.status !== 'Accepted' || !isTooLong) return { ...now, by };
  }
  if (site !== undefined) return { status: 'Accepted', by: 'site' };
  return { status: rules.unknownOffline === 'accept' ? 'Accepted' : 'Invalid', by: 'offline' };
}

export const isTooLongAway = ({ csmsHeardAt, at }: TokenQuestion, { offlineMaxDays }: Rules): boolean =>
  csmsHeardAt !== undefined && at - csmsHeardAt > offlineMaxDays * dayMs;

const isRefusedBySite = ({ site, isInUse }: TokenQuestion): boolean =>
  site?.blocked === true || (site?.single === true && isInUse === true);

const cachedIn = ({ cached, at }: TokenQuestion, { cacheLifetimeDays }: Rules): Judgement | undefined =>
  cached === undefined || at - cached.at > cacheLifetimeDays * dayMs ? undefined : cached.verdict;

const isGood = ({ status, expiresAt }: Judgement, at: Utc): boolean => status === 'Accepted' && !isPast(expiresAt, at);

const expiring = (judgement: Judgement, at: Utc): Judgement =>
  judgement.status === 'Accepted' && isPast(judgement.expiresAt, at) ? { ...judgement, status: 'Expired' } : judgement;

/** The group that the CSMS says, else the one of the site's list. */
const withParent = (verdict: Verdict, { site }: KnownToken): Verdict =>
  verdict.parent !== undefined || site?.parent === undefined ? verdict : { ...verdict, parent: site.parent };

/**
 * Whether the holder of a token may stop a transaction: who began it may, and whoever is known to be in the same group. The
 * group is compared with the group: a token that happens to be written like a group is nobody's key (C09; 1.6 §3.2).
 */
export function mayStop(
  began: { readonly token: string; readonly verdict: Verdict | undefined },
  token: string,
  shown: Verdict,
): boolean {
  if (sameToken(began.token, token)) return true;
  const parent = began.verdict?.parent;
  if (parent === undefined || shown.parent === undefined || !sameToken(parent, shown.parent)) return false;
  return shown.status === 'Accepted' || shown.status === 'ConcurrentTx';
}
