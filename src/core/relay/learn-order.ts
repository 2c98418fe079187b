// What a station accepted of its central system counts for what the gateway itself says, too: the list of tokens, and that
// nothing is remembered of any.

import { takeCall } from '../../ocpp/repair.ts';
import type { Call } from '../../ocpp/session.ts';
import type { Asker } from '../hear/asker.ts';
import type { Heard } from '../heard.ts';
import { dialectOfLink } from '../links.ts';
import type { Purpose } from '../links.ts';
import { listed } from '../orders/local-list.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

const heeded: ReadonlySet<string> = new Set(['ClearCache', 'SendLocalList']);

export function learnOrder(
  state: State,
  heard: Pick<Heard, 'facts'>,
  { link: id }: Asker,
  { action, payload }: Call<Purpose>,
  answer: unknown,
  now: Now,
): void {
  if (!heeded.has(action) || (answer as { status?: unknown } | null)?.status !== 'Accepted') return;
  const link = state.links.get(id);
  if (link?.peer.kind !== 'uplink') return;
  const taken = takeCall(link.peer.version, action, JSON.parse(payload));
  if ('violation' in taken) return;
  const from = link.peer.uplink;
  const order = dialectOfLink(link)
    .orders.byAction.get(action)
    ?.read(taken.payload as never);
  if (order?.kind === 'clearCache') heard.facts.push({ kind: 'CacheCleared', from, happenedAt: now.utc });
  if (order?.kind !== 'sendLocalList') return;
  const { version, update, entries } = order;
  const told = entries.map((entry) => listed(state, entry));
  heard.facts.push({ kind: 'LocalListChanged', from, version, update, entries: told, happenedAt: now.utc });
}
