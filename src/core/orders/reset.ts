import { stationOf } from '../../model/config/site.ts';
import { evseOf } from '../../model/ids.ts';
import { after, never } from '../../model/time.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { siteOf, wakeBy } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';
import { raiseSecurityEvent } from '../security-event.ts';
import { resetStations } from './reset-station.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, passOn, stationsOf, uplinkOf } from './context.ts';

/** The answer is on its way when the link is closed. */
const closeMs = 500;

/**
 * A Reset of the whole. The connectors belong to many stations, so that nothing of them is restarted unless the site file
 * says so: our session is closed and boots anew, and transactions go on.
 */
export function serveReset(context: OrderContext, order: OrderOf<'reset'>): void {
  const { state, decided, now } = context;
  const uplink = uplinkOf(context);
  if (order.evse !== undefined) return resetEvse(context, order, order.evse);
  switch (uplink?.config.resetScope ?? 'uplink') {
    case 'reject':
      return answerNow(context, order, { status: 'Rejected' });
    case 'fanout':
      return resetStations(context, order, stationsOf(context));
    case 'uplink':
      if (uplink?.link === undefined) return answerNow(context, order, { status: 'Rejected' });
      answerNow(context, order, { status: 'Accepted' });
      raiseSecurityEvent(state, decided.facts, { type: 'ResetOrReboot', techInfo: `${order.type} by the CSMS` }, now);
      uplink.accepted = false;
      uplink.bootReason = 'RemoteReset';
      uplink.pending = false;
      uplink.failures = 0;
      // Until the link is down nothing more is said on it; the next one begins with a boot.
      uplink.bootAt = never;
      uplink.resetAt = after(now.mono, closeMs);
      wakeBy(state, uplink.resetAt);
  }
}

/**
 * Of one EVSE (2.x): of its station, where it has no other, else by the station itself, where it can. One that speaks 1.6
 * knows only the whole.
 */
function resetEvse(context: OrderContext, order: OrderOf<'reset'>, number: number): void {
  const { state } = context;
  const key = evseMeant(context, number);
  if (key === undefined || uplinkOf(context)?.config.resetScope === 'reject')
    return answerNow(context, order, { status: 'Rejected' });
  const { station, evse } = evseOf(key);
  const { evse: _, ...whole } = order;
  if (stationOf(siteOf(state), station)?.evses.length === 1) return resetStations(context, whole, [station]);
  if (dialectOfStation(state, station).version === '1.6') return answerNow(context, order, { status: 'Rejected' });
  passOn(context, order, [{ station, order: { ...order, evse } }]);
}
