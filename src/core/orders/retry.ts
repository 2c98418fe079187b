import type { StationId } from '../../model/ids.ts';
import type { Order, OrderAnswer } from '../../ocpp/order.ts';
import { stationOf } from '../../model/config/site.ts';
import type { Heard } from '../heard.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { TicketId } from './ticket.ts';

/**
 * Some stations refuse ChangeAvailability for connector 0 and take it for each one (Q23). True when the order goes on so:
 * its ticket then waits for them.
 */
export function retryByConnector(
  state: State,
  heard: Pick<Heard, 'commands'>,
  id: TicketId,
  station: StationId,
  order: Order,
  { status }: OrderAnswer,
): boolean {
  const ticket = state.tickets.get(id);
  if (ticket === undefined || order.kind !== 'changeAvailability' || order.evse !== 0) return false;
  if (status !== 'Rejected' && status !== 'NotSupported') return false;
  const evses = stationOf(siteOf(state), station)?.evses ?? [];
  for (const { id: evse } of evses)
    heard.commands.push({
      kind: 'giveOrder',
      station,
      order: { kind: 'changeAvailability', evse, operative: order.operative },
      ticket: id,
    });
  ticket.waiting += Math.max(0, evses.length - 1);
  return evses.length > 0;
}
