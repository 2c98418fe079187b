import { evseOf } from '../../model/ids.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { openAt } from '../../site/transaction.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, passOn, uplinkOf } from './context.ts';

/** A station that is away or silent has not unlocked anything. */
export function serveUnlock(context: OrderContext, order: OrderOf<'unlockConnector'>): void {
  const key = evseMeant(context, order.evse);
  if (key === undefined) return answerNow(context, order, { status: 'UnknownConnector' });
  const { station, evse } = evseOf(key);
  const is16 = dialectOfStation(context.state, station).version === '1.6';
  const { connector = 1 } = order;
  if (is16 && connector !== 1) return answerNow(context, order, { status: 'UnknownConnector' });
  const known = context.state.ledger.stations.get(station);
  const isCharging = known !== undefined && openAt(known.transactions, evse)?.verdict?.status === 'Accepted';
  // A station of 1.6 would end the transaction; a central system of 2.x does not mean that (F05.FR.02).
  if (is16 && isCharging && uplinkOf(context)?.config.version !== '1.6')
    return answerNow(context, order, { status: 'OngoingAuthorizedTransaction' });
  passOn(context, order, [{ station, order: { kind: 'unlockConnector', evse, connector } }]);
}
