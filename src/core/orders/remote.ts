import type { EvseKey, TransactionId, UplinkId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { toReader } from '../../model/token.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { stationPart } from '../../site/ledger.ts';
import type { StationPart } from '../../site/station-part.ts';
import { byStationId, isClaimed, openAt } from '../../site/transaction.ts';
import { unbound } from '../../site/uplink-part.ts';
import type { State } from '../state.ts';
import { warnOfRemoteToken } from '../tokens/token-format.ts';
import { isBlocked, rulesAt } from '../tokens/tokens.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, passOn } from './context.ts';
import { stopOf } from './stop-order.ts';
import type { Fold } from './ticket.ts';
import { only } from './ticket.ts';
import { storeProfile } from './store-profile.ts';

/**
 * Without a connector nobody knows which of many vehicles is meant: refused. A profile in it is no order to the station: it
 * is stored for the session, for whoever shares out what there is.
 */
export function serveRemoteStart(context: OrderContext, order: OrderOf<'remoteStart'>): void {
  const { state, from } = context;
  const { token } = order;
  const key = order.evse === 0 ? undefined : evseMeant(context, order.evse);
  if (key === undefined) return answerNow(context, order, { status: 'Rejected' });
  const { station, evse } = evseOf(key);
  const part = context.state.ledger.stations.get(station);
  if (part !== undefined && !canStart(part, evse)) return answerNow(context, order, { status: 'Rejected' });
  if (isBlocked(context.state, token)) return answerNow(context, order, { status: 'Rejected' });
  if (!takesProfile(context, order, key)) return answerNow(context, order, { status: 'Rejected' });
  warnOfRemoteToken(context.state, station, token);
  const { format } = rulesAt(state, station);
  const given = {
    kind: 'remoteStart',
    evse,
    token: toReader(token, format),
    remoteStart: state.ledger.gateway.nextNumber,
    ...(order.tokenType !== undefined && { tokenType: order.tokenType }),
  } as const;
  const ordered =
    from.kind === 'csms' && order.remoteStart !== undefined
      ? { uplink: from.uplink, id: order.remoteStart }
      : undefined;
  passOn(
    context,
    order,
    [{ station, token, order: given, ...(ordered !== undefined && { ordered }) }],
    begunAt(context, key),
  );
}

/** F01.FR.13: where a transaction is under way already, the answer names it as the central system knows it. */
const begunAt =
  ({ state }: OrderContext, key: EvseKey): Fold =>
  (answers) => {
    const { transaction: named, ...answer } = only(answers);
    if (answer.status !== 'Accepted') return answer;
    const { station, evse } = evseOf(key);
    const { transactions } = stationPart(state.ledger, station);
    const known = named === undefined ? openAt(transactions, evse) : byStationId(transactions, named);
    return known === undefined || known.endedAt !== undefined ? answer : { ...answer, transaction: known.transaction };
  };

function canStart(part: StationPart, evse: number): boolean {
  const { transactions, statuses, availability, outOfService } = part;
  const open = openAt(transactions, evse);
  // A cable that was plugged in first waits for somebody to be let in (F01).
  if (open !== undefined && isClaimed(open)) return false;
  if ((availability.get(evse) ?? availability.get(0)) === false || outOfService.has(evse)) return false;
  return [evse, 0].every((id) => !['Faulted', 'Unavailable'].includes(statuses.get(id)?.status ?? 'Available'));
}

/** A profile that comes with a start is for the session that it starts, and refuses it where it is for anything else (5.11). */
const takesProfile = (context: OrderContext, { profile, token }: OrderOf<'remoteStart'>, evse: EvseKey): boolean =>
  profile === undefined || (profile.purpose === 'TxProfile' && storeProfile(context, profile, evse, token));

/** The same for an EVSE by its name. */
export function serveStartAt(context: OrderContext, key: EvseKey, token: string): void {
  const evse = context.state.ledger.gateway.numbering.get(key);
  if (evse === undefined) return answerNow(context, { kind: 'remoteStart', token }, { status: 'UnknownEvse' });
  serveRemoteStart(context, { kind: 'remoteStart', evse, token });
}

/** Ends what goes on at an EVSE. */
export function serveStopAt(context: OrderContext, key: EvseKey): void {
  const { station, evse } = evseOf(key);
  const part = context.state.ledger.stations.get(station);
  const known = part === undefined ? undefined : openAt(part.transactions, evse);
  const order = stopOf(known ?? { number: 0 });
  if (known === undefined) return answerNow(context, order, { status: 'Rejected' });
  passOn(context, order, [{ station, transaction: known.transaction, order }]);
}

export function serveRemoteStop(context: OrderContext, order: OrderOf<'remoteStop'>): void {
  const { state, from } = context;
  const transaction = from.kind === 'csms' ? meantBy(state, from.uplink, order) : undefined;
  for (const [station, part] of state.ledger.stations) {
    const known = transaction === undefined ? undefined : part.transactions.known.get(transaction);
    if (known === undefined || known.endedAt !== undefined) continue;
    return passOn(context, order, [{ station, transaction: known.transaction, order: stopOf(known) }]);
  }
  answerNow(context, order, { status: 'Rejected' });
}

/**
 * The transaction that a central system names: by our own id (2.x), where it speaks with the station itself by that of the
 * station, or by its number (1.6).
 */
export const meantBy = (
  state: State,
  uplink: UplinkId,
  { transaction, number }: { readonly transaction?: string; readonly number?: number },
): TransactionId | undefined =>
  transaction === undefined ? boundTo(state, uplink, number ?? unbound) : ownId(state, uplink, transaction);

function ownId(state: State, uplink: UplinkId, transaction: string): TransactionId | undefined {
  const { mode, speaksFor } = state.uplinks.get(uplink)?.config ?? {};
  if (mode !== 'relay' || speaksFor === undefined) return transaction as TransactionId;
  return byStationId(stationPart(state.ledger, speaksFor).transactions, transaction)?.transaction;
}

/** The transaction that this uplink knows by its own id. */
export function boundTo(state: State, uplink: UplinkId, upstreamId: number): TransactionId | undefined {
  if (upstreamId === unbound) return undefined;
  for (const [transaction, bound] of state.ledger.uplinks.get(uplink)?.bindings ?? [])
    if (bound === upstreamId) return transaction;
  return undefined;
}
