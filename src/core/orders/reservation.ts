// Reservations. A station knows each by a number of ours, its CSMS by its own; both are kept until it is over.

import type { EvseReserved } from '../../model/fact/reservation.ts';
import type { StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import { toReader } from '../../model/token.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { reservationOf } from '../../site/reservations.ts';
import { raiseNews } from '../asked/news.ts';
import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { rulesAt } from '../tokens/tokens.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, passOn, uplinkOf } from './context.ts';
import type { StationAnswer } from './ticket.ts';

/** Connector 0 would reserve any of many stations for one vehicle: refused (ReserveConnectorZeroSupported is false). */
export function serveReserveNow(context: OrderContext, order: OrderOf<'reserveNow'>): void {
  const { state, now } = context;
  const key = order.evse === 0 ? undefined : evseMeant(context, order.evse);
  if (key === undefined || order.expiresAt <= now.utc) return answerNow(context, order, { status: 'Rejected' });
  const { station, evse } = evseOf(key);
  const uplink = uplinkOf(context);
  const owner = uplink === undefined ? undefined : { uplink: uplink.config.id, id: order.reservation };
  const before = owner === undefined ? undefined : find(state, owner);
  const reservation = before?.station === station ? before.reservation : freshNumber(state, station);
  const { token, parent, expiresAt } = order;
  const reserved = {
    kind: 'EvseReserved',
    station,
    evse,
    reservation,
    ...(owner !== undefined && { owner }),
    token,
    ...(parent !== undefined && { parent }),
    expiresAt,
  } as const;
  const { format } = rulesAt(state, station);
  passOn(context, order, [{ station, order: { ...order, evse, reservation, token: toReader(token, format) } }], {
    fold: ([first]) => first!.answer,
    note: ([first], at) => [
      ...(isAccepted(first!) ? [{ ...reserved, happenedAt: at }] : []),
      ...(isAccepted(first!) && before !== undefined && before.station !== station
        ? [{ ...ended(before), why: 'cancelled' as const, happenedAt: at }]
        : []),
    ],
    // The same number for another station takes the place of the old reservation (1.6 §5.13).
    further: ([first]) =>
      isAccepted(first!) && before !== undefined && before.station !== station ? [cancelOf(before)] : [],
  });
}

export function serveCancelReservation(context: OrderContext, order: OrderOf<'cancelReservation'>): void {
  const uplink = uplinkOf(context);
  const known =
    uplink === undefined ? undefined : find(context.state, { uplink: uplink.config.id, id: order.reservation });
  if (known === undefined) return answerNow(context, order, { status: 'Rejected' });
  passOn(context, order, [cancelOf(known)], {
    fold: ([first]) => first!.answer,
    note: ([first], at) => {
      const { status } = first!.answer;
      if (status === 'Offline' || status === 'Unanswered') return [];
      return [{ ...ended(known), why: status === 'Accepted' ? 'cancelled' : 'lost', happenedAt: at }];
    },
  });
}

/** Reservations end when their time is over: the station says by itself what it is free for. */
export function expireReservations(state: State, heard: Pick<Heard, 'facts'>, now: Now): void {
  for (const { reservations } of state.ledger.stations.values())
    for (const one of reservations.values())
      if (one.expiresAt <= now.utc) expire(state, heard, one, now);
      else wakeBy(state, after(now.mono, one.expiresAt - now.utc));
}

/** Stations of 1.6 say nothing of it: the central system that made it hears it from us (H04). */
function expire(state: State, heard: Pick<Heard, 'facts'>, one: EvseReserved, now: Now): void {
  heard.facts.push({ ...ended(one), why: 'expired', happenedAt: now.utc });
  const { owner } = one;
  const uplink = owner === undefined ? undefined : state.uplinks.get(owner.uplink);
  if (owner === undefined || uplink === undefined) return;
  const wording = dialectOf(uplink.config.version).toCsms.reservationUpdate(owner.id, 'Expired');
  raiseNews(state, heard.facts, owner.uplink, wording, 'site', now);
}

const isAccepted = ({ answer }: StationAnswer): boolean => answer.status === 'Accepted';

const ended = ({ station, reservation }: EvseReserved) => ({ kind: 'ReservationEnded', station, reservation }) as const;

const cancelOf = ({ station, reservation }: EvseReserved) =>
  ({ station, order: { kind: 'cancelReservation', reservation } }) as const;

function find(state: State, owner: NonNullable<EvseReserved['owner']>): EvseReserved | undefined {
  for (const { reservations } of state.ledger.stations.values()) {
    const found = reservationOf(reservations, owner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Random, so that a journal that was moved aside gives out none that a station still holds. */
function freshNumber(state: State, station: StationId): number {
  const taken = state.ledger.stations.get(station)?.reservations;
  let number = 1 + Math.floor(state.random.fraction() * 0x3fffffff);
  while (taken?.has(number) === true) number += 1;
  return number;
}
