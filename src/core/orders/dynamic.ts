// What OCPP 2.1 orders of smart charging beside profiles: one limit of a Dynamic profile (K28), and who goes before others (K21).

import { noLimit } from '../../model/charging-profile.ts';
import type { EvseKey, StationId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import type { Transaction } from '../../site/transaction.ts';
import { setNeeds } from '../plan/serve-needs.ts';
import type { State } from '../state.ts';
import type { OrderContext } from './context.ts';
import { answerNow, uplinkOf } from './context.ts';
import { storedOf } from './store-profile.ts';
import { serves } from '../uplink/live.ts';

export function serveUpdateDynamic(context: OrderContext, order: OrderOf<'updateDynamicSchedule'>): void {
  const { state, decided, from, now } = context;
  const stored = from.kind === 'csms' ? storedOf(state, from.uplink).get(order.profile) : undefined;
  const { schedule, kind } = stored?.profile ?? {};
  const limit = schedule === undefined ? noLimit : order.limits[schedule.unit];
  if (from.kind !== 'csms' || stored === undefined || schedule === undefined || kind !== 'Dynamic' || limit >= noLimit)
    return answerNow(context, order, { status: 'Rejected', reasonCode: 'InvalidProfile' });
  const profile = { ...stored.profile, schedule: { ...schedule, periods: [{ ...schedule.periods[0]!, limit }] } };
  decided.facts.push({
    kind: 'ProfileStored',
    csms: from.uplink,
    ...(stored.evse !== undefined && { evse: stored.evse }),
    ...(stored.awaits !== undefined && { awaits: stored.awaits.token }),
    profile,
    besides: true,
    happenedAt: now.utc,
  });
  answerNow(context, order, { status: 'Accepted' });
}

/** More than anybody is given otherwise (K21: it goes before what charges without). */
export const firstPriority = 9;

/** Its session goes before others in what the site has to give; the profiles that limit it count as ever. */
export function serveUsePriority(context: OrderContext, order: OrderOf<'usePriorityCharging'>): void {
  const { state, decided, from, now } = context;
  const uplink = uplinkOf(context);
  const found = sessionNamed(state, order.transaction);
  if (found === undefined || uplink === undefined || from.kind !== 'csms' || !serves(uplink, found.station))
    return answerNow(context, order, { status: 'Rejected', reasonCode: 'TxNotFound' });
  const { station, evse, session } = found;
  const said = state.ledger.stations.get(station)?.needs.get(session.evse)?.uplink;
  const { priority: _, ...needs } = said?.transaction === session.transaction ? said.needs : {};
  const wanted = { ...needs, ...(order.activate && { priority: firstPriority }) };
  setNeeds(state, evse, { by: 'uplink', csms: from.uplink }, wanted, decided.facts, now);
  answerNow(context, order, { status: 'Accepted' });
}

function sessionNamed(
  state: State,
  id: string,
): { station: StationId; evse: EvseKey; session: Transaction } | undefined {
  for (const [station, { transactions }] of state.ledger.stations)
    for (const session of transactions.known.values())
      if (session.transaction === id && session.endedAt === undefined)
        return { station, evse: evseKey(station, session.evse), session };
  return undefined;
}
