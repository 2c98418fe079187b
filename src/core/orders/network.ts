import type { OrderOf } from '../../ocpp/order.ts';
import type { OrderContext } from './context.ts';
import { answerNow, uplinkOf } from './context.ts';

/** Where the gateway is connected is for its site file to say: a central system that could move it could also lose it (G15). */
export function serveSetNetworkProfile(context: OrderContext, order: OrderOf<'setNetworkProfile'>): void {
  const uplink = uplinkOf(context);
  if (uplink !== undefined)
    context.state.alarms.set(
      `BB_NETWORK_PROFILE:${uplink.config.id}`,
      `${uplink.config.id} wants to set network profile ${order.slot} of this gateway and was refused. Where the gateway connects stands in the site file; change its "uplinks" there.`,
    );
  answerNow(context, order, { status: 'Rejected' });
}
