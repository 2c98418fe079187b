import type { ReservationFact } from '../model/fact/fact.ts';
import type { EvseReserved, ReservationOwner } from '../model/fact/reservation.ts';
import type { UsedReservation } from '../model/fact/transaction.ts';
import { keepNewest } from './part.ts';
import { sameToken } from '../model/token.ts';

/** The reservations that one station holds, by their numbers towards it. */
export type Reservations = Map<number, EvseReserved>;

/** A station holds one for each of its EVSEs; more than this has none. */
const reservationsKept = 64;

export function foldReservation(reservations: Reservations, fact: ReservationFact): void {
  reservations.delete(fact.reservation);
  if (fact.kind !== 'EvseReserved') return;
  reservations.set(fact.reservation, fact);
  keepNewest(reservations, reservationsKept);
}

/** The transaction that a reservation was made for began. */
export function useReservation(
  reservations: Reservations,
  { reservation }: { readonly reservation?: UsedReservation },
): void {
  if (reservation !== undefined) reservations.delete(reservation.number);
}

/**
 * The reservation that a start uses: the one that the station names, else, because some name none, the one of that token at
 * that EVSE.
 */
export function reservationUsed(
  reservations: Reservations,
  start: { readonly evse: number; readonly token: string; readonly reservation?: number },
): EvseReserved | undefined {
  const named = start.reservation === undefined ? undefined : reservations.get(start.reservation);
  if (named !== undefined) return named;
  for (const one of reservations.values()) if (one.evse === start.evse && sameToken(one.token, start.token)) return one;
  return undefined;
}

/** The reservation that its owner knows by this number. */
export function reservationOf(reservations: Reservations, { uplink, id }: ReservationOwner): EvseReserved | undefined {
  for (const one of reservations.values()) if (one.owner?.uplink === uplink && one.owner.id === id) return one;
  return undefined;
}
