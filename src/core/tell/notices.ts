// What jobs have to say, and readings outside of transactions: told when there is time, and forgotten when there is not.

import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { checkOutbound } from '../../ocpp/schema.ts';
import type { MeterValuesReq } from '../../ocpp/v16/meter-values.ts';
import { sayMeterValues } from '../../ocpp/v16/meter-values.ts';
import { openAt } from '../../site/transaction.ts';
import { unbound } from '../../site/uplink-part.ts';
import { count } from '../state.ts';
import type { Teller, Telling } from './telling.ts';
import { tell } from './telling.ts';

export const tellNotice: Teller = (telling) => {
  const wording = telling.uplink.notices.shift();
  return wording !== undefined && tell(telling, wording, { kind: 'notice', wording });
};

export const tellReadings: Teller = (telling) => {
  const { state, uplink, now } = telling;
  for (const [key, json] of uplink.readings) {
    uplink.readings.delete(key);
    const number = state.ledger.gateway.numbering.get(key);
    const transactionId = transactionAt(telling, key);
    if (number === undefined || evseOf(key).evse === 0 || transactionId === 'unknown') continue;
    const wording = sayMeterValues(number, transactionId, [
      { payload: JSON.parse(json) as MeterValuesReq, times: { happenedAt: now.utc, offsetMs: 0 } },
    ]);
    if (checkOutbound('1.6', wording.action, wording.payload) === undefined)
      return tell(telling, wording, { kind: 'status' });
    count(state, 'unsendableReadings');
  }
  return false;
};

/**
 * The transaction under way at an EVSE, by the number that the CSMS gave it; undefined where nobody charges. While it is still
 * to be told something of transactions, nothing overtakes that.
 */
function transactionAt({ state, id, uplink }: Telling, key: EvseKey): number | 'unknown' | undefined {
  const { station, evse } = evseOf(key);
  const part = state.ledger.stations.get(station);
  const open = part === undefined ? undefined : openAt(part.transactions, evse);
  if (open === undefined) return undefined;
  const bound = state.ledger.uplinks.get(id)?.bindings.get(open.transaction);
  return bound === undefined || bound === unbound || uplink.outbox.entries.length > 0 ? 'unknown' : bound;
}
