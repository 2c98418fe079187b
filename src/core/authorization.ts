// DECIDE: who may charge. A question goes to the CSMS when it can be asked; after a while the local verdict counts.

import { authorize, authorizeAlone } from '../control/authorize.ts';
import type { Uplink } from '../model/config/site.ts';
import type { StationId } from '../model/ids.ts';
import type { Verdict } from '../model/status.ts';
import { after } from '../model/time.ts';
import type { Decided, Wish } from './heard.ts';
import type { PendingAuthorization } from './pending.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { makeId, siteOf, wakeBy } from './state.ts';

export function admitToken(state: State, wish: Extract<Wish, { kind: 'authorize' }>, decided: Decided, now: Now): void {
  const rules = siteOf(state).authorization;
  const csms = controlLink(state, wish.station);
  const verdict = authorize(wish.token, state.ledger.tokens, rules, csms === undefined ? 'away' : 'reachable', now.utc);
  const waiting: PendingAuthorization = {
    station: wish.station,
    asker: wish.asker,
    token: wish.token,
    ...(wish.started !== undefined && { started: wish.started }),
    deadline: after(now.mono, rules.waitMs),
  };
  if (verdict !== 'askCsms' || csms === undefined) {
    const known = verdict === 'askCsms' ? authorizeAlone(wish.token, state.ledger.tokens, rules, now.utc) : verdict;
    return conclude(waiting, known, decided);
  }
  const id = makeId(state);
  state.pending.set(id, waiting);
  wakeBy(state, waiting.deadline);
  decided.commands.push({ kind: 'askToken', link: csms, pending: id, token: wish.token });
}

/** The link of the uplink that has the say over this station, when its CSMS can be asked now. */
function controlLink(state: State, station: StationId) {
  for (const uplink of state.uplinks.values()) {
    if (uplink.config.role !== 'control' || !serves(uplink.config, station)) continue;
    if (uplink.link !== undefined && uplink.accepted) return uplink.link;
  }
  return undefined;
}

const serves = (uplink: Uplink, station: StationId): boolean =>
  uplink.stations === undefined || uplink.stations.includes(station);

/** Questions that the CSMS has answered, or that have waited long enough. */
export function concludeDue(state: State, decided: Decided, now: Now): void {
  const rules = siteOf(state).authorization;
  for (const [id, waiting] of state.pending) {
    if (now.mono < waiting.deadline) continue;
    state.pending.delete(id);
    conclude(waiting, authorizeAlone(waiting.token, state.ledger.tokens, rules, now.utc), decided);
  }
}

function conclude(waiting: PendingAuthorization, verdict: Verdict, decided: Decided): void {
  const { asker, station, started } = waiting;
  if (started === undefined)
    return void decided.commands.push({ kind: 'answer', asker, reply: { kind: 'verdict', verdict } });
  decided.facts.push({ kind: 'TransactionJudged', station, transaction: started.transaction, verdict });
  decided.commands.push({ kind: 'answer', asker, reply: { kind: 'started', number: started.number, verdict } });
}
