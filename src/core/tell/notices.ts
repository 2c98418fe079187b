// What jobs have to say, and readings outside of transactions: told when there is time, and forgotten when there is not.

import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { fitting } from '../../ocpp/fitting.ts';
import { checkOutbound } from '../../ocpp/schema.ts';
import { dialectOfLink } from '../links.ts';
import { openAt } from '../../site/transaction.ts';
import { unbound } from '../../site/uplink-part.ts';
import { lose } from '../losses.ts';
import { numbersFor } from '../uplink/numbers.ts';
import type { Teller, Telling } from './telling.ts';
import { tell } from './telling.ts';

export const tellNotice: Teller = (telling) => {
  const { notices, profileReports } = telling.uplink;
  const wording = notices.shift() ?? profileReports.shift();
  return wording !== undefined && tell(telling, wording, { kind: 'notice', wording });
};

export const tellReadings: Teller = (telling) => {
  const { state, uplink, now } = telling;
  const { toCsms } = dialectOfLink(telling.link);
  for (const [key, values] of uplink.readings) {
    uplink.readings.delete(key);
    const number = numbersFor(state, uplink).get(key);
    const transactionId = transactionAt(telling, key);
    if (number === undefined || evseOf(key).evse === 0 || transactionId === 'unknown') continue;
    const { version } = telling.link.peer;
    const plain = toCsms.readings({ number }, transactionId, values, { happenedAt: now.utc, offsetMs: 0 });
    const wording = fitting(version, plain);
    const from = state.stationLinks.get(evseOf(key).station)?.peer.version ?? 'site';
    if (checkOutbound(version, wording.action, wording.payload) === undefined) {
      lose(state, from, version, wording.losses);
      return tell(telling, wording, { kind: 'status' });
    }
    lose(state, from, version, [{ field: 'meterValue', reason: 'invalid' }]);
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
