// The open sessions that charge on surplus, who came first the first.

import type { EvseKey, TransactionId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import type { Transaction } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { needOf } from './need-of.ts';
import type { SolarSession } from './solar.ts';

/** Somebody said so of them: the site's own list knows no such wish. */
export function solarSessions(state: State, open: ReadonlyMap<EvseKey, Transaction>, now: Now): SolarSession[] {
  const sessions: (SolarSession & { readonly beganAt: number })[] = [];
  for (const [station, { needs }] of state.ledger.stations) {
    if (needs.size === 0) continue;
    for (const load of state.loadsOfStation.get(station) ?? [])
      for (const { id } of load.evses) {
        const key = evseKey(station, id);
        const session = needs.has(id) ? open.get(key) : undefined;
        if (session === undefined) continue;
        const { solar: mode } = needOf(state, key, session, now);
        if (mode === undefined) continue;
        const beganAt = session.heardAt ?? session.startedAt;
        sessions.push({ transaction: session.transaction, load, mode, beganAt });
      }
  }
  return sessions.sort((a, b) => a.beganAt - b.beganAt || order(a.transaction, b.transaction));
}

const order = (a: TransactionId, b: TransactionId): number => (a < b ? -1 : 1);
