// Events of the device model that a central system of OCPP 2.x is to hear of.

import type { Fact } from '../../model/fact/fact.ts';
import type { EventToSay } from '../../ocpp/heard-device.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import { monitoringLevel, offlineSeverity } from '../../uplink/device-variables.ts';
import { raiseNews } from '../asked/news.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { count } from '../state.ts';
import type { UplinkLive } from './live.ts';

/** A central system that is away for long learns the newest; how things are it is told in any case. */
const eventsKept = 256;
/** So many of them outlive this process: half of what is kept of news of all kinds. */
const durableEvents = 100;

/** Numbers of events go up within a process, and each process begins above what the last ones used. */
const eventsOfEpoch = 2 ** 20;
const mostNumber = 2 ** 31 - 1;

export function numbered({ ledger }: State, uplink: UplinkLive, event: Omit<EventToSay, 'id'>): EventToSay {
  const base = (ledger.gateway.epoch * eventsOfEpoch) % mostNumber;
  return { ...event, id: (base + (uplink.lastEvent += 1)) % mostNumber };
}

/**
 * What is less grave than the CSMS wants to know is not told; what is less grave than is kept for it (OfflineQueuingSeverity)
 * is forgotten while it is away. What is kept meanwhile is a fact, as long as not too much is.
 */
export function addEvent(
  state: State,
  uplink: UplinkLive,
  event: Omit<EventToSay, 'id'>,
  facts: Fact[],
  now: Pick<Now, 'utc'>,
): void {
  const { events } = dialectOf(uplink.config.version).toCsms;
  if (events === undefined) return;
  const { id } = uplink.config;
  const { settings, news = [] } = state.ledger.uplinks.get(id) ?? {};
  const isAway = uplink.link === undefined || !uplink.accepted;
  const most = Math.min(monitoringLevel(settings), isAway ? offlineSeverity(settings) : 9);
  if (event.severity > most) return count(state, 'eventsNotTold');
  if (isAway && news.filter(({ action }) => action === 'NotifyEvent').length < durableEvents)
    return raiseNews(state, facts, id, events([numbered(state, uplink, event)], now.utc), 'site', now);
  uplink.events.push(event);
  if (uplink.events.length > eventsKept) uplink.events.shift();
}
