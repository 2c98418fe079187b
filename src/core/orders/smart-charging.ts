// Charging profiles of central systems: stored here and never passed on (G7). What stations are told is worked out from
// them and from the site.

import type { ChargingProfile } from '../../model/charging-profile.ts';
import type { EvseKey, TransactionId, UplinkId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { ClearChargingProfile, OrderOf } from '../../ocpp/order.ts';
import type { StoredProfile } from '../../site/profiles.ts';
import { openAt } from '../../site/transaction.ts';
import type { State } from '../state.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, uplinkOf } from './context.ts';
import { meantBy } from './remote.ts';
import { storedOf, storeOrFault } from './store-profile.ts';

export function serveSetProfile(context: OrderContext, order: OrderOf<'setChargingProfile'>): void {
  const reasonCode = order.lacks ?? takeProfile(context, order);
  answerNow(context, order, reasonCode === undefined ? { status: 'Accepted' } : { status: 'Rejected', reasonCode });
}

/** Why it is not taken, as a reason code of OCPP 2.x. */
function takeProfile(context: OrderContext, order: OrderOf<'setChargingProfile'>): string | undefined {
  const evse = order.evse === 0 ? undefined : evseMeant(context, order.evse);
  if (order.evse !== 0 && evse === undefined) return 'UnknownEvse';
  // K01.FR.03: in 2.x it names its transaction.
  const isNamed = order.number !== undefined || order.transaction !== undefined;
  if (order.profile.purpose === 'TxProfile' && !isNamed && uplinkOf(context)?.config.version !== '1.6')
    return 'MissingParam';
  const profile = bound(context, order, evse);
  return profile === undefined ? 'TxNotFound' : storeOrFault(context, profile, evse);
}

/** The profile; a TxProfile with the transaction that goes on at its EVSE, and undefined without it. */
function bound(
  { state, from }: OrderContext,
  { profile, number, transaction }: OrderOf<'setChargingProfile'>,
  evse: EvseKey | undefined,
): ChargingProfile | undefined {
  if (profile.purpose !== 'TxProfile') return profile;
  const open = evse === undefined ? undefined : runningAt(state, evse);
  if (open === undefined || from.kind !== 'csms') return undefined;
  const isNamed = number !== undefined || transaction !== undefined;
  const named = { ...(number !== undefined && { number }), ...(transaction !== undefined && { transaction }) };
  const isAnother = isNamed && meantBy(state, from.uplink, named) !== open;
  return isAnother ? undefined : { ...profile, transaction: open };
}

function runningAt(state: State, key: EvseKey): TransactionId | undefined {
  const { station, evse } = evseOf(key);
  const part = state.ledger.stations.get(station);
  return part === undefined ? undefined : openAt(part.transactions, evse)?.transaction;
}

/** Unknown where nothing fits (1.6 §5.5). */
export function serveClearProfile(context: OrderContext, order: ClearChargingProfile): void {
  const { decided, from, now } = context;
  if (from.kind !== 'csms') return answerNow(context, order, { status: 'NotSupported' });
  const ids = meantProfiles(context, from.uplink, order);
  if (ids.length === 0) return answerNow(context, order, { status: 'Unknown' });
  decided.facts.push({ kind: 'ProfilesCleared', csms: from.uplink, ids, happenedAt: now.utc });
  answerNow(context, order, { status: 'Accepted' });
}

/** Ids of the profiles of a central system that it names. */
export function meantProfiles(context: OrderContext, csms: UplinkId, order: ClearChargingProfile): number[] {
  const place = order.evse === undefined ? undefined : evseMeant(context, order.evse);
  return [...storedOf(context.state, csms)].filter(([, one]) => fits(order, place, one)).map(([id]) => id);
}

/** An id decides alone; else everything that is named must fit. */
function fits(
  { id, evse, purpose, stackLevel }: ClearChargingProfile,
  place: EvseKey | undefined,
  { profile, evse: at }: StoredProfile,
): boolean {
  if (id !== undefined) return profile.id === id;
  const isThere = evse === undefined || (evse === 0 ? at === undefined : place !== undefined && at === place);
  const isOfPurpose = purpose === undefined || profile.purpose === purpose;
  return isThere && isOfPurpose && (stackLevel === undefined || profile.stackLevel === stackLevel);
}
