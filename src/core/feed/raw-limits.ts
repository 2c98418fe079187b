// Charging profiles in frames for a station: the gateway keeps them, as those of a central system, and gives the station what is
// left of them under its own limits.

import type { EvseKey, StationId, TransactionId } from '../../model/ids.ts';
import { evseKey, evseOf } from '../../model/ids.ts';
import type { Order, OrderAnswer, OrderOf } from '../../ocpp/order.ts';
import type { StoredProfile } from '../../site/profiles.ts';
import { byStationId, openAt } from '../../site/transaction.ts';
import type { OrderContext } from '../orders/context.ts';
import { storedOf, storeOrFault } from '../orders/store-profile.ts';
import { framedIdOf, idInFrame, isOfCommand } from './limit-ids.ts';
import type { Down } from './down.ts';

/** The answer in the words of the standard. */
export function serveFramedLimit(down: Down, order: Order): OrderAnswer {
  if (order.kind === 'setChargingProfile') return set(down, order);
  if (order.kind === 'clearChargingProfile') return clear(down, order);
  return { status: 'Rejected' };
}

const contextOf = ({ feeding, heard, frame, key }: Down): OrderContext => {
  const { state, id: uplink, link, facts, now } = feeding;
  const asker = { link, idText: frame.idText, told: { uplink, key } };
  return { state, decided: { facts, commands: heard.commands }, from: { kind: 'csms', uplink, asker }, now };
};

/** For one EVSE: what is for the whole station has no place of its own here. */
function set(down: Down, { evse, profile, number, transaction, lacks }: OrderOf<'setChargingProfile'>): OrderAnswer {
  const { feeding, station } = down;
  if (lacks !== undefined) return { status: 'Rejected', reasonCode: lacks };
  if (evse === 0) return { status: 'Rejected', reasonCode: 'UnsupportedRequest' };
  const key = evseKey(station, evse);
  const id = framedIdOf(feeding.state, key, profile.id);
  if (id === undefined) return { status: 'Rejected', reasonCode: 'UnknownEvse' };
  if (profile.purpose !== 'TxProfile') return taken(storeOrFault(contextOf(down), { ...profile, id }, key));
  const of = transactionOf(down, key, number, transaction);
  if (of === undefined) return { status: 'Rejected', reasonCode: 'TxNotFound' };
  return taken(storeOrFault(contextOf(down), { ...profile, id, transaction: of }, key));
}

const taken = (reasonCode: string | undefined): OrderAnswer =>
  reasonCode === undefined ? { status: 'Accepted' } : { status: 'Rejected', reasonCode };

/** The transaction that goes on there, if it is the one that is named: by the number of 1.6 or the id of 2.x at the station. */
function transactionOf(
  { feeding: { state }, station }: Down,
  key: EvseKey,
  number: number | undefined,
  named: string | undefined,
): TransactionId | undefined {
  const part = state.ledger.stations.get(station);
  const open = part === undefined ? undefined : openAt(part.transactions, evseOf(key).evse);
  if (part === undefined || open === undefined) return undefined;
  if (named !== undefined) return byStationId(part.transactions, named) === open ? open.transaction : undefined;
  return number === undefined || number === open.number ? open.transaction : undefined;
}

/** Those that came in frames for this station; an id decides alone, else everything that is named must fit. */
function clear(down: Down, order: OrderOf<'clearChargingProfile'>): OrderAnswer {
  const { feeding, station } = down;
  const { state, id: csms, facts, now } = feeding;
  const ids = [...storedOf(state, csms)]
    .filter(([id, stored]) => isOfFrames(id, stored, station) && fits(order, id, stored))
    .map(([id]) => id);
  if (ids.length === 0) return { status: 'Unknown' };
  facts.push({ kind: 'ProfilesCleared', csms, ids, happenedAt: now.utc });
  return { status: 'Accepted' };
}

const isOfFrames = (id: number, { evse }: StoredProfile, station: StationId): boolean =>
  !isOfCommand(id) && evse !== undefined && evseOf(evse).station === station;

function fits(
  { id: named, evse, purpose, stackLevel }: OrderOf<'clearChargingProfile'>,
  id: number,
  { evse: at, profile }: StoredProfile,
): boolean {
  if (named !== undefined) return idInFrame(id) === named;
  return (
    (evse === undefined || (at !== undefined && evseOf(at).evse === evse)) &&
    (purpose === undefined || profile.purpose === purpose) &&
    (stackLevel === undefined || profile.stackLevel === stackLevel)
  );
}
