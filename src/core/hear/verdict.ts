// What a central system says of a token: it answers whoever waits, it is remembered, and it may come too late.

import type { TransactionId, UplinkId } from '../../model/ids.ts';
import type { StationId } from '../../model/ids.ts';
import type { Verdict } from '../../model/status.ts';
import { after, mono } from '../../model/time.ts';
import { knownToken } from '../../site/known-token.ts';
import { stationPart } from '../../site/ledger.ts';
import { keepNewest } from '../../site/part.ts';
import type { Heard } from '../heard.ts';
import type { Purpose } from '../links.ts';
import { noteTokensChanged } from '../tokens/listed-tokens.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { placedVerdict } from '../tokens/placed-verdict.ts';
import { keyOf, rulesAt } from '../tokens/tokens.ts';
import { judgeLate } from '../tokens/unauthorized.ts';

/** A verdict so young needs no second question. */
const freshMs = 60_000;
/** More tokens than a depot shows in a minute. */
const mostFresh = 1024;

/** The answer to our Authorize. */
export function hearAuthorized(
  state: State,
  heard: Pick<Heard, 'facts'>,
  from: UplinkId,
  purpose: Extract<Purpose, { kind: 'authorize' }>,
  { verdict, certificate }: { readonly verdict: Verdict; readonly certificate: string | undefined },
  now: Now,
): void {
  judge(state, heard, from, purpose.token, verdict, now);
  const waiting = state.pending.get(purpose.pending);
  if (waiting !== undefined)
    state.pending.set(purpose.pending, {
      ...waiting,
      said: verdict,
      ...(certificate !== undefined && { certificate }),
    });
  else if (purpose.transaction !== undefined)
    judgeLate(state, heard, { from, station: purpose.station, transaction: purpose.transaction, verdict }, now);
  endWaiting(state, purpose.pending);
}

/** What the answer to a start says of its token: the station was answered long before. */
export function hearStartJudged(
  state: State,
  heard: Pick<Heard, 'facts'>,
  from: UplinkId,
  about: { readonly station: StationId; readonly transaction: TransactionId; readonly token: string },
  verdict: Verdict,
  now: Now,
): void {
  judge(state, heard, from, about.token, verdict, now);
  if (rulesAt(state, about.station).csms !== from) return;
  for (const [id, waiting] of state.pending) {
    if (waiting.started?.transaction !== about.transaction) continue;
    state.pending.set(id, { ...waiting, said: verdict });
    return endWaiting(state, id);
  }
  const evse = stationPart(state.ledger, about.station).transactions.known.get(about.transaction)?.evse;
  const placed = placedVerdict(state, about.station, verdict, evse);
  judgeLate(state, heard, { from, station: about.station, transaction: about.transaction, verdict: placed }, now);
}

/** Remembers what a central system said. An observer has no say. */
export function judge(
  state: State,
  heard: Pick<Heard, 'facts'>,
  from: UplinkId,
  token: string,
  verdict: Verdict,
  now: Now,
): void {
  if (state.uplinks.get(from)?.config.role !== 'control') return;
  const key = keyOf(state, token);
  const known = knownToken(state.ledger.tokens, key, from);
  // What is on its list is not cached.
  if (known.listed === undefined)
    heard.facts.push({
      kind: 'TokenJudged',
      key,
      sealed: state.seal.seal(token),
      from,
      verdict: lasting(verdict),
      happenedAt: now.utc,
    });
  const before = known.listed ?? known.cached?.verdict;
  if (before?.status !== verdict.status || before.expiresAt !== verdict.expiresAt || before.parent !== verdict.parent)
    noteTokensChanged(state, 'later', now.mono);
  if (verdict.status === 'ConcurrentTx') return;
  const place = `${key}@${from}`;
  state.fresh.delete(place);
  state.fresh.set(place, { verdict, until: after(now.mono, freshMs) });
  keepNewest(state.fresh, mostFresh);
}

/** What is said to a driver now is not said again tomorrow. */
function lasting(verdict: Verdict): Verdict {
  if (verdict.more?.personalMessage === undefined) return verdict;
  const { personalMessage: _, ...more } = verdict.more;
  return { ...verdict, more };
}

/** From now on the question is answered by what is known: what the CSMS said, or the local verdict. */
export function endWaiting(state: State, pending: string): void {
  const waiting = state.pending.get(pending);
  if (waiting === undefined) return;
  state.pending.set(pending, { ...waiting, deadline: mono(0) });
  state.pendingDueAt = mono(0);
}
