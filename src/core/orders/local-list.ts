// The local list and the cache, as the charging station that the site is for its central system (D01, D02; 1.6 §5.4, §5.10,
// §5.15). The list is ours: it counts at every station of this central system, and stations with a list of their own get
// what fits.

import type { ListedToken } from '../../model/fact/authorization.ts';
import type { UplinkId } from '../../model/ids.ts';
import type { LocalListEntry, OrderOf, SendLocalList } from '../../ocpp/order.ts';
import { knownToken } from '../../site/known-token.ts';
import { listSizeOf, listVersionOf, localListMaxLength, sendLocalListMaxLength } from '../../site/tokens-part.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { keyOf } from '../tokens/tokens.ts';
import type { OrderContext } from './context.ts';
import { answerNow, isCallable, passOn, stationsOf } from './context.ts';

export function serveGetLocalListVersion(context: OrderContext, order: OrderOf<'getLocalListVersion'>): void {
  const { state, from } = context;
  if (from.kind !== 'csms') return answerNow(context, order, { status: 'NotSupported' });
  answerNow(context, order, { status: 'Accepted', listVersion: listVersionOf(state.ledger.tokens, from.uplink) });
}

export function serveSendLocalList(context: OrderContext, order: SendLocalList): void {
  const { state, decided, from, now } = context;
  if (from.kind !== 'csms') return answerNow(context, order, { status: 'NotSupported' });
  const status = judgeList(state, from.uplink, order);
  if (status === 'Accepted')
    decided.facts.push({
      kind: 'LocalListChanged',
      from: from.uplink,
      version: order.version,
      update: order.update,
      entries: order.entries.map((entry) => listed(state, entry)),
      happenedAt: now.utc,
    });
  answerNow(context, order, { status });
}

function judgeList(state: State, from: UplinkId, { version, update, entries }: SendLocalList): string {
  const { tokens } = state.ledger;
  // 0 and below say something else than a version.
  if (version <= 0 || entries.length > sendLocalListMaxLength) return 'Failed';
  if (update === 'Full') return entries.every(({ verdict }) => verdict !== undefined) ? 'Accepted' : 'Failed';
  if (version <= listVersionOf(tokens, from)) return 'VersionMismatch';
  const size = listSizeOf(tokens, from);
  if (size + entries.length <= localListMaxLength) return 'Accepted';
  const added = entries.filter(
    ({ token, verdict }) => verdict !== undefined && knownToken(tokens, keyOf(state, token), from).listed === undefined,
  );
  return size + added.length > localListMaxLength ? 'Failed' : 'Accepted';
}

/** An entry as it is remembered. */
export function listed(state: State, { token, verdict }: LocalListEntry): ListedToken {
  const about = { key: keyOf(state, token), sealed: state.seal.seal(token) };
  if (verdict === undefined) return about;
  const { by: _, ...judgement } = verdict;
  return { ...about, verdict: judgement };
}

/**
 * Ours is the cache that counts; stations are told too, whatever they answer. The CSMS clears its own verdicts; people clear
 * all.
 */
export function serveClearCache(context: OrderContext, order: OrderOf<'clearCache'>): void {
  const { state, decided, from, now } = context;
  if (siteOf(state).authorization.cacheSize === 0) return answerNow(context, order, { status: 'Rejected' });
  decided.facts.push({
    kind: 'CacheCleared',
    ...(from.kind === 'csms' && { from: from.uplink }),
    happenedAt: now.utc,
  });
  const own = { ...context, from: { kind: 'gateway', purpose: 'clear caches' } } as const;
  const stations = stationsOf(context).filter((station) => isCallable(state, station, now));
  if (stations.length > 0)
    passOn(
      own,
      order,
      stations.map((station) => ({ station, order })),
    );
  answerNow(context, order, { status: 'Accepted' });
}
