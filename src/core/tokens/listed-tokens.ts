// What stations that keep a list of their own should hold, so that the loss of the LAN strands nobody who is known.

import type { TokenRules } from '../../control/token-rules.ts';
import type { Judgement } from '../../model/fact/authorization.ts';
import type { TokenKey } from '../../model/token.ts';
import type { Mono, Utc } from '../../model/time.ts';
import { after, earliest } from '../../model/time.ts';
import { acceptedBy } from '../../site/token-cache.ts';
import type { Listable, StationList } from '../../site/adoption.ts';
import type { TokensPart } from '../../site/tokens-part.ts';
import { hashOf } from '../../model/hash.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';

const dayMs = 86_400_000;
/** A new list is told soon; a token more in the cache can wait, because stations keep their lists in flash. */
const soonMs = 60_000;
const laterMs = 3_600_000;

/** Something changed that stations should know: each is looked at again after a while, all changes until then at once. */
export function noteTokensChanged(state: State, when: 'soon' | 'later', now: Mono): void {
  state.tokensRevision += 1;
  state.listsDueAt = earliest(state.listsDueAt, after(now, when === 'soon' ? soonMs : laterMs));
  wakeBy(state, state.listsDueAt);
}

export function listFor(state: State, rules: TokenRules, most: number, at: Utc): StationList {
  const memo = state.listMemo;
  if (memo.revision !== state.tokensRevision) {
    memo.revision = state.tokensRevision;
    memo.known.clear();
    memo.lists.clear();
  }
  const kind = `${rules.mode} ${rules.unknownOffline} ${rules.cacheLifetimeDays} ${rules.csms}`;
  const known = memo.known.get(kind) ?? knownTokens(state.ledger.tokens, rules, at);
  memo.known.set(kind, known);
  const place = `${most} ${kind}`;
  const list = memo.lists.get(place) ?? listOf(known.slice(0, most));
  memo.lists.set(place, list);
  return list;
}

function listOf(tokens: readonly Listable[]): StationList {
  const lines = tokens.map(({ key, verdict }) => `${key} ${verdict.status} ${verdict.parent} ${verdict.expiresAt}`);
  return { tokens, content: hashOf(lines.sort().join('\n')) };
}

/**
 * The local list of the CSMS, the site's own, then the cache, the last judged first. Where stations let in whom they do not
 * know, those that must stay out come before all others.
 */
function knownTokens(parts: readonly TokensPart[], rules: TokenRules, at: Utc): readonly Listable[] {
  const isOpen = rules.mode === 'free' || rules.unknownOffline === 'accept';
  const tokens = new Map<TokenKey, Listable>();
  const add = (key: TokenKey, sealed: string, verdict: Judgement): void => {
    if (!tokens.has(key)) tokens.set(key, { key, sealed, verdict });
  };
  for (const part of parts) for (const [key, { sealed }] of blockedIn(part)) add(key, sealed, { status: 'Blocked' });
  const { csms, mode } = rules;
  for (const { lists } of csms === undefined ? [] : parts)
    for (const [key, { sealed, verdict }] of lists.get(csms!)?.entries ?? []) add(key, sealed, verdict);
  for (const { site } of parts)
    for (const [key, { sealed, parent }] of site)
      add(key, sealed, { status: 'Accepted', ...(parent !== undefined && { parent }) });
  if (csms !== undefined && mode === 'csms')
    for (const [key, { sealed, verdict }] of cachedIn(parts, csms, at - rules.cacheLifetimeDays * dayMs))
      add(key, sealed, verdict);
  const all = [...tokens.values()];
  const good = all.filter(({ verdict }) => verdict.status === 'Accepted');
  return isOpen ? [...all.filter(({ verdict }) => verdict.status !== 'Accepted'), ...good] : good;
}

const blockedIn = ({ site }: TokensPart) => [...site].filter(([, { blocked }]) => blocked === true);

const cachedIn = (parts: readonly TokensPart[], csms: NonNullable<TokenRules['csms']>, since: number) =>
  parts
    .flatMap(({ cache }) => [...acceptedBy(cache, csms)])
    .filter(([, cached]) => cached.at >= since)
    .sort(([, one], [, other]) => other.at - one.at);
