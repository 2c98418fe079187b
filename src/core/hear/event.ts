// One TransactionEvent of OCPP 2.x with what has to be known to take it in: where it is, who showed what, whose order it
// follows.

import { stationOf } from '../../model/config/site.ts';
import type { RemoteCommanded } from '../../model/fact/command.ts';
import type { Anomaly, Delivery, Findings, RemoteOrder, UsedReservation } from '../../model/fact/transaction.ts';
import type { EventHeard } from '../../ocpp/heard.ts';
import { reservationUsed } from '../../site/reservations.ts';
import type { Transaction } from '../../site/transaction.ts';
import { byStationId } from '../../site/transaction.ts';
import { siteOf } from '../state.ts';
import type { Shown } from '../tokens/tokens.ts';
import { readToken } from '../tokens/tokens.ts';
import { momentOf } from './clock.ts';
import type { Context } from './context.ts';
import { findingsOf } from './context.ts';
import type { Moment } from './moment.ts';

/** No station has more EVSEs. */
const highestEvse = 64;

export interface Event {
  readonly context: Context;
  readonly said: EventHeard;
  readonly moment: Moment;
  readonly delivery: Delivery;
  /** 0 where nobody knows. */
  readonly evse: number;
  /** Who showed which token, if anybody did. */
  readonly shown: Shown | undefined;
  /** The start that was ordered and that it follows. */
  readonly order: RemoteCommanded | undefined;
  /** The transaction that it is about, if that has begun. */
  readonly known: Transaction | undefined;
}

export function eventOf(context: Context, said: EventHeard): Event {
  const { part } = context;
  const at = momentOf(context, said);
  // What a station kept while it was cut off says nothing of now, however young it is (Q47).
  const moment = said.isOffline ? { ...at, isLive: false, isHistory: true } : at;
  const known = meantBy(said, moment, byStationId(part.transactions, said.transaction));
  const named = namedOrder(context, said);
  const evse = placeOf(context, said, known, named);
  const shown = shownIn(context, said, evse, named);
  const order = named ?? orderAt(context, evse, shown);
  return { context, said, moment, delivery: deliveryIn(context, said), evse, shown, order, known };
}

/**
 * A station that lost its memory may give an id once more: what begins after the end of the transaction that had it is
 * another.
 */
function meantBy({ type, seqNo }: EventHeard, { happenedAt }: Moment, known: Transaction | undefined) {
  if (known?.endedAt === undefined || type !== 'Started') return known;
  return happenedAt > known.endedAt && seqNo <= (known.seqNo ?? 0) ? undefined : known;
}

/**
 * Its place among the others, and what it says. A station marks what it could not deliver as late when it says it once more
 * (E11.FR.07): that makes no other message of it.
 */
function deliveryIn({ state, frame, payload, payloadText }: Context, { transaction, seqNo }: EventHeard): Delivery {
  const isMarked = (payload as { offline?: unknown }).offline !== undefined;
  return {
    messageId: frame.id,
    payloadHash: state.hash(isMarked ? payloadText.replace(offlineMark, '') : payloadText),
    event: { transaction, seqNo },
  };
}

/** With the comma that it needs. */
const offlineMark = /"offline"\s*:\s*(?:true|false)\s*,\s*|,\s*"offline"\s*:\s*(?:true|false)/;

/** Where it says it is, else where its transaction is, else where its order was for; a station with one EVSE need not say. */
function placeOf(
  { state, station }: Context,
  said: EventHeard,
  known: Transaction | undefined,
  order: RemoteCommanded | undefined,
): number {
  if (known !== undefined && known.evse > 0) return known.evse;
  const { evses = [{ id: 1 }] } = stationOf(siteOf(state), station) ?? {};
  const named = said.evse ?? order?.evse ?? (evses.length === 1 ? evses[0]!.id : 0);
  return named >= 0 && named <= highestEvse ? named : 0;
}

function shownIn(
  { state, station }: Context,
  { token }: EventHeard,
  evse: number,
  order: RemoteCommanded | undefined,
): Shown | undefined {
  if (token !== undefined) return readToken(state, station, token, evse);
  if (order?.token === undefined) return undefined;
  // Whom the order let in, where the station only says that it follows it.
  return { token: order.token, shown: order.token, wasOrdered: order.happenedAt };
}

/** The order whose number it names (remoteStartId), at whatever EVSE. */
function namedOrder({ part }: Context, { remoteStart }: EventHeard): RemoteCommanded | undefined {
  if (remoteStart === undefined) return undefined;
  for (const order of part.remoteStarts.values()) if (order.remoteStart === remoteStart) return order;
  return undefined;
}

/** The order at its EVSE for its token, where it names none. */
function orderAt({ part }: Context, evse: number, shown: Shown | undefined): RemoteCommanded | undefined {
  const order = part.remoteStarts.get(evse);
  return order !== undefined && shown !== undefined && shown.token === order.token ? order : undefined;
}

/** Whose order it follows, as the central system knows it. */
export const remoteOf = ({ order, shown }: Event): { readonly remote?: RemoteOrder } =>
  order?.ordered === undefined || shown === undefined ? {} : { remote: order.ordered };

export function reservedFor({ context: { part }, said, evse, shown }: Event): {
  readonly reservation?: UsedReservation;
} {
  const start = {
    evse,
    token: shown?.shown ?? '',
    ...(said.reservation !== undefined && { reservation: said.reservation }),
  };
  const used = reservationUsed(part.reservations, start);
  if (used === undefined) return {};
  const { reservation: number, owner } = used;
  return { reservation: { number, ...(owner !== undefined && { owner }) } };
}

/** What is odd about it: a place that is taken, or one that was left out. Only flagged: it is kept and told as it came. */
export function oddities(
  { context, said, moment, known }: Event,
  before: 'other' | undefined,
  ...others: readonly (Anomaly | undefined)[]
): Findings {
  const isGap = known?.seqNo !== undefined && said.seqNo > known.seqNo + 1;
  return findingsOf(
    context,
    moment,
    before === 'other' ? 'otherEvent' : undefined,
    isGap ? 'seqNoGap' : undefined,
    ...others,
  );
}
