// What jobs have to say, and readings outside of transactions: told when there is time, and forgotten when there is not.

import { evseOf } from '../../model/ids.ts';
import { checkOutbound } from '../../ocpp/schema.ts';
import type { MeterValuesReq } from '../../ocpp/v16/meter-values.ts';
import { sayMeterValues } from '../../ocpp/v16/meter-values.ts';
import { count } from '../state.ts';
import type { Teller } from './telling.ts';
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
    if (number === undefined || evseOf(key).evse === 0) continue;
    const wording = sayMeterValues(number, undefined, [
      { payload: JSON.parse(json) as MeterValuesReq, times: { happenedAt: now.utc, offsetMs: 0 } },
    ]);
    if (checkOutbound('1.6', wording.action, wording.payload) === undefined)
      return tell(telling, wording, { kind: 'status' });
    count(state, 'unsendableReadings');
  }
  return false;
};
