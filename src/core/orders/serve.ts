// DECIDE: what is done with an order. One handler a kind; what has none is refused as not supported.

import type { Order, OrderOf } from '../../ocpp/order.ts';
import { serveChangeAvailability } from './availability.ts';
import { serveGetComposite } from './composite.ts';
import type { OrderContext } from './context.ts';
import { answerNow } from './context.ts';
import { serveClearCache, serveGetLocalListVersion, serveSendLocalList } from './local-list.ts';
import { serveRemoteStart, serveRemoteStop } from './remote.ts';
import { serveClearProfile, serveSetProfile } from './smart-charging.ts';
import { serveUnlock } from './unlock.ts';

type Handler<Kind extends Order['kind']> = (context: OrderContext, order: OrderOf<Kind>) => void;

const handlers: { readonly [Kind in Order['kind']]?: Handler<Kind> } = {
  changeAvailability: serveChangeAvailability,
  clearCache: serveClearCache,
  clearChargingProfile: serveClearProfile,
  getCompositeSchedule: serveGetComposite,
  getLocalListVersion: serveGetLocalListVersion,
  remoteStart: serveRemoteStart,
  remoteStop: serveRemoteStop,
  sendLocalList: serveSendLocalList,
  setChargingProfile: serveSetProfile,
  unlockConnector: serveUnlock,
};

export function serveOrder(context: OrderContext, order: Order): void {
  const handler = handlers[order.kind] as ((context: OrderContext, order: Order) => void) | undefined;
  if (handler === undefined) return answerNow(context, order, { status: 'NotSupported' });
  handler(context, order);
}
