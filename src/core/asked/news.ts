// Messages for a central system that must not get lost and are no transactions: facts, told one at a time until they are taken.

import type { Fact } from '../../model/fact/fact.ts';
import type { UplinkId } from '../../model/ids.ts';
import type { Version } from '../../model/protocol.ts';
import type { Wording } from '../../ocpp/heard.ts';
import { checkOutbound } from '../../ocpp/schema.ts';
import { lose } from '../losses.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { count, makeId } from '../state.ts';
import type { Teller } from '../tell/telling.ts';
import { tell } from '../tell/telling.ts';

export function raiseNews(
  state: State,
  facts: Fact[],
  uplink: UplinkId,
  wording: Wording | undefined,
  from: Version | 'site',
  now: Pick<Now, 'utc'>,
): void {
  const { kind, version } = state.uplinks.get(uplink)?.config ?? {};
  // A message of OCPP, which nobody hears over MQTT.
  if (kind === 'mqtt') return;
  if (wording === undefined || version === undefined) return;
  const { action, payload } = wording;
  if (checkOutbound(version, action, payload) !== undefined) return count(state, 'unsendableNews');
  lose(state, from, version, wording.losses);
  facts.push({
    kind: 'NewsRaised',
    uplink,
    messageId: makeId(state),
    action,
    payload: JSON.stringify(payload),
    happenedAt: now.utc,
  });
}

/** The oldest. One that this version does not know any more is given up: the uplink was made another meanwhile. */
export const tellNews: Teller = (telling) => {
  const { state, id, facts } = telling;
  const [first] = state.ledger.uplinks.get(id)?.news ?? [];
  if (first === undefined || state.live.disk === 'absent') return false;
  const { action, messageId } = first;
  const payload = JSON.parse(first.payload) as object;
  if (checkOutbound(telling.link.peer.version, action, payload) === undefined)
    return tell(telling, { action, payload }, { kind: 'news', uplink: id }, 1, messageId);
  facts.push({ kind: 'NewsTold', uplink: id, messageId, refusal: 'BB_UPLINK_UNSENDABLE' });
  return false;
};
