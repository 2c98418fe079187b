// Actions that a station does not know. Some stations crash on them, so none is said twice.

import type { StationLearned } from '../model/fact/provisioning.ts';
import type { StationId } from '../model/ids.ts';
import type { Order } from '../ocpp/order.ts';
import { orders16 } from '../ocpp/v16/orders.ts';
import type { State } from './state.ts';

export const isUnknown = (state: State, station: StationId, order: Order): boolean =>
  state.ledger.stations.get(station)?.capabilities.unknownActions?.includes(actionOf(order)) === true;

/** What is to be remembered when a station answered that it has no such message; nothing when that is known. */
export function unknownTo(state: State, station: StationId, order: Order): StationLearned[] {
  const { unknownActions = [] } = state.ledger.stations.get(station)?.capabilities ?? {};
  const action = actionOf(order);
  if (unknownActions.includes(action)) return [];
  return [{ kind: 'StationLearned', station, about: { unknownActions: [...unknownActions, action] } }];
}

/** Every station of 1.6 knows these: whoever goes silent on them has another reason. */
const core = new Set<Order['kind']>([
  'changeAvailability',
  'changeSetting',
  'clearCache',
  'getSettings',
  'remoteStart',
  'remoteStop',
  'reset',
  'unlockConnector',
]);

/** A station may crash on this order, because it need not know it. The limits that keep it within its circuit are tried again. */
export const mayCrashOn = (order: Order): boolean => !core.has(order.kind) && order.kind !== 'setChargingProfile';

const actionOf = (order: Order): string => orders16.byKind.get(order.kind)!.action;
