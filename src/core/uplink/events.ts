// Events of the device model that a central system of OCPP 2.x is to hear of.

import type { EventToSay } from '../../ocpp/heard-device.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import { monitoringLevel, offlineSeverity } from '../../uplink/device-variables.ts';
import type { State } from '../state.ts';
import { count } from '../state.ts';
import type { UplinkLive } from './live.ts';

/** A central system that is away for long learns the newest; how things are it is told in any case. */
const eventsKept = 256;

/**
 * What is less grave than the CSMS wants to know is not told; what is less grave than is kept for it (OfflineQueuingSeverity)
 * is forgotten while it is away.
 */
export function addEvent(state: State, uplink: UplinkLive, event: Omit<EventToSay, 'id'>): void {
  if (dialectOf(uplink.config.version).toCsms.events === undefined) return;
  const { settings } = state.ledger.uplinks.get(uplink.config.id) ?? {};
  const isAway = uplink.link === undefined || !uplink.accepted;
  const most = Math.min(monitoringLevel(settings), isAway ? offlineSeverity(settings) : 9);
  if (event.severity > most) return count(state, 'eventsNotTold');
  uplink.events.push(event);
  if (uplink.events.length > eventsKept) uplink.events.shift();
}
