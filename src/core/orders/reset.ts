import { after, never } from '../../model/time.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { wakeBy } from '../state.ts';
import { raiseSecurityEvent } from '../security-event.ts';
import type { OrderContext } from './context.ts';
import { answerNow, passOn, stationsOf, uplinkOf } from './context.ts';
import { worst } from './ticket.ts';

/** The answer is on its way when the link is closed. */
const closeMs = 500;

/**
 * A Reset of the whole. The connectors belong to many stations, so that nothing of them is restarted unless the site file
 * says so: our session is closed and boots anew, and transactions go on.
 */
export function serveReset(context: OrderContext, order: OrderOf<'reset'>): void {
  const { state, decided, now } = context;
  const uplink = uplinkOf(context);
  switch (uplink?.config.resetScope ?? 'uplink') {
    case 'reject':
      return answerNow(context, order, { status: 'Rejected' });
    case 'fanout':
      return passOn(
        context,
        order,
        stationsOf(context).map((station) => ({ station, order })),
        worst,
      );
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
