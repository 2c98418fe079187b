import { evseOf } from '../../model/ids.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, passOn } from './context.ts';

/** A station that is away or silent has not unlocked anything. */
export function serveUnlock(context: OrderContext, order: OrderOf<'unlockConnector'>): void {
  const key = evseMeant(context, order.evse);
  if (key === undefined) return answerNow(context, order, { status: 'UnknownConnector' });
  const { station, evse } = evseOf(key);
  passOn(context, order, [{ station, order: { kind: 'unlockConnector', evse } }]);
}
