// What OCPP 2.1 orders of smart charging beside profiles: one limit of a Dynamic profile (K28), and who goes before others (K21).

import { noLimit } from '../../model/charging-profile.ts';
import type { Uplink } from '../../model/config/site.ts';
import type { ProfileStored } from '../../model/fact/charging-profile.ts';
import type { EvseKey, StationId, UplinkId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import type { Transaction } from '../../site/transaction.ts';
import { setNeeds } from '../plan/serve-needs.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { OrderContext } from './context.ts';
import { answerNow, uplinkOf } from './context.ts';
import { storedOf } from './store-profile.ts';
import { serves } from '../uplink/live.ts';

export function serveUpdateDynamic(context: OrderContext, order: OrderOf<'updateDynamicSchedule'>): void {
  const { state, decided, from, now } = context;
  const fact = from.kind === 'csms' ? dynamicPlaced(state, from.uplink, order.profile, order.limits, now) : undefined;
  if (fact === undefined) return answerNow(context, order, { status: 'Rejected', reasonCode: 'InvalidProfile' });
  decided.facts.push(fact);
  answerNow(context, order, { status: 'Accepted' });
}

/** The next limit of a Dynamic profile; undefined where there is none such, or no limit is said. */
export function dynamicPlaced(
  state: State,
  csms: UplinkId,
  id: number,
  limits: OrderOf<'updateDynamicSchedule'>['limits'],
  now: Now,
): ProfileStored | undefined {
  const stored = storedOf(state, csms).get(id);
  if (stored === undefined || stored.profile.kind !== 'Dynamic') return undefined;
  const { schedule } = stored.profile;
  const limit = limits[schedule.unit];
  if (limit >= noLimit) return undefined;
  return {
    kind: 'ProfileStored',
    csms,
    ...(stored.evse !== undefined && { evse: stored.evse }),
    ...(stored.awaits !== undefined && { awaits: stored.awaits.token }),
    profile: { ...stored.profile, schedule: { ...schedule, periods: [{ ...schedule.periods[0]!, limit }] } },
    besides: true,
    happenedAt: now.utc,
  };
}

/** More than anybody is given otherwise (K21: it goes before what charges without). */
export const firstPriority = 9;

/** Its session goes before others in what the site has to give; the profiles that limit it count as ever. */
export function serveUsePriority(context: OrderContext, order: OrderOf<'usePriorityCharging'>): void {
  const { state, decided, from, now } = context;
  const uplink = uplinkOf(context);
  const found = uplink === undefined ? undefined : sessionNamed(state, uplink.config, order.transaction);
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
  { mode, speaksFor }: Uplink,
  id: string,
): { station: StationId; evse: EvseKey; session: Transaction } | undefined {
  const isOwn = mode === 'relay';
  for (const [station, { transactions }] of state.ledger.stations)
    for (const session of isOwn && station !== speaksFor ? [] : transactions.known.values())
      if ((isOwn ? session.stationTransaction : session.transaction) === id && session.endedAt === undefined)
        return { station, evse: evseKey(station, session.evse), session };
  return undefined;
}
