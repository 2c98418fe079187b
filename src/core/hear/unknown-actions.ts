// Actions that a station does not know. Some stations crash on them, so none is said twice.

import type { StationLearned } from '../../model/fact/provisioning.ts';
import type { StationId } from '../../model/ids.ts';
import type { Order } from '../../ocpp/order.ts';
import type { StationLive } from '../../site/live.ts';
import type { State } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';

/** Its version has no such message, or it has shown that it does not know it. */
export function isUnknown(state: State, station: StationId, order: Order): boolean {
  const action = actionOf(state, station, order);
  if (action === undefined) return true;
  return state.ledger.stations.get(station)?.capabilities.unknownActions?.includes(action) === true;
}

/** What is to be remembered when a station answered that it has no such message; nothing when that is known. */
export function unknownTo(state: State, station: StationId, order: Order): StationLearned[] {
  const { unknownActions = [] } = state.ledger.stations.get(station)?.capabilities ?? {};
  const action = actionOf(state, station, order);
  if (action === undefined || unknownActions.includes(action)) return [];
  return [{ kind: 'StationLearned', station, about: { unknownActions: [...unknownActions, action] } }];
}

/** What a station has to know: `Core` always, another feature profile where it says so. The rest is of the security whitepaper. */
const profiles: Readonly<Partial<Record<Order['kind'], string>>> = {
  cancelReservation: 'Reservation',
  changeAvailability: 'Core',
  changeSetting: 'Core',
  clearCache: 'Core',
  clearChargingProfile: 'SmartCharging',
  dataTransfer: 'Core',
  getCompositeSchedule: 'SmartCharging',
  getDiagnostics: 'FirmwareManagement',
  getLocalListVersion: 'LocalAuthListManagement',
  getSettings: 'Core',
  remoteStart: 'Core',
  remoteStop: 'Core',
  reserveNow: 'Reservation',
  reset: 'Core',
  sendLocalList: 'LocalAuthListManagement',
  setChargingProfile: 'SmartCharging',
  trigger: 'RemoteTrigger',
  unlockConnector: 'Core',
  updateFirmware: 'FirmwareManagement',
};

/** A station may crash on this order, because it never said that it knows such. */
export function mayCrashOn(state: State, station: StationId, order: Order): boolean {
  const profile = profiles[order.kind];
  const known = state.ledger.stations.get(station)?.capabilities.featureProfiles ?? [];
  return profile !== 'Core' && (profile === undefined || !known.includes(profile));
}

/**
 * Profiles that are not cleared may count above ours, unseen: one connection that broke on it by chance must not end that.
 * A station that crashes on it does so every time.
 */
const breaksThatTeach = 3;

/** Whether a connection that broke on an order says that the station crashes on it. */
export function noteBreak(live: StationLive, order: Order): boolean {
  if (order.kind !== 'clearChargingProfile') return true;
  live.breaksOnClear += 1;
  return live.breaksOnClear >= breaksThatTeach;
}

const actionOf = (state: State, station: StationId, order: Order): string | undefined =>
  dialectOfStation(state, station).orders.byKind.get(order.kind)?.action;
