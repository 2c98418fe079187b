import { evseOf } from '../../model/ids.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, passOn, stationsOf } from './context.ts';
import { worst } from './ticket.ts';

/** EVSE 0 upstream is the site: every station of the uplink is told, and any refusal refuses the whole. */
export function serveChangeAvailability(context: OrderContext, order: OrderOf<'changeAvailability'>): void {
  const { operative } = order;
  if (order.evse === 0) {
    const orders = stationsOf(context).map((station) => ({
      station,
      order: { kind: 'changeAvailability', evse: 0, operative } as const,
    }));
    return passOn(context, order, orders, worst);
  }
  const key = evseMeant(context, order.evse);
  if (key === undefined) return answerNow(context, order, { status: 'Rejected' });
  const { station, evse } = evseOf(key);
  passOn(context, order, [{ station, order: { kind: 'changeAvailability', evse, operative } }]);
}
