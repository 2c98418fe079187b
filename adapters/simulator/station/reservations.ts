// Reservations of a simulated charge point (1.6 §5.13, §5.2, §3.7; 2.x H01 to H04). Connector 0 keeps any one connector free.

import type { Body, Evse, Live, Reservation } from './body.ts';
import { note } from './body.ts';
import { keyIsTrue } from './keys.ts';
import { say } from './outbox.ts';
import { sameToken } from './tokens.ts';
import type { At } from './types.ts';

/** The status of the answer to ReserveNow. */
export function reserve(body: Body, wanted: Reservation, now: At): string {
  const { memory, evses } = body;
  // The same id again changes the reservation that there is.
  const others = memory.reservations.filter(({ reservationId }) => reservationId !== wanted.reservationId);
  const evse = evses[wanted.connectorId - 1];
  if (wanted.until <= now.utc) return 'Rejected';
  if (wanted.connectorId === 0 && !keyIsTrue(memory.keys, 'ReserveConnectorZeroSupported')) return 'Rejected';
  if (wanted.connectorId !== 0 && evse === undefined) return 'Rejected';
  const places = evse === undefined ? evses : [evse];
  if (places.every(({ fault }) => fault !== undefined)) return 'Faulted';
  if (places.every(({ isOperative }) => !isOperative)) return 'Unavailable';
  const free = places.filter((one) => isFree(one) && !others.some(({ connectorId }) => connectorId === one.evse));
  const claimed = evse === undefined ? others.filter(({ connectorId }) => connectorId === 0).length : 0;
  if (free.length <= claimed) return 'Occupied';
  memory.reservations = [...others, wanted];
  note(body, evse, `reserved for ${wanted.token}`);
  return 'Accepted';
}

const isFree = ({ vehicle, transaction, welcome, isOperative, fault }: Evse): boolean =>
  vehicle === undefined && transaction === undefined && welcome === undefined && isOperative && fault === undefined;

/** The status of the answer to CancelReservation. */
export function cancelReservation({ memory }: Body, id: unknown): string {
  const rest = memory.reservations.filter(({ reservationId }) => reservationId !== id);
  if (rest.length === memory.reservations.length) return 'Rejected';
  memory.reservations = rest;
  return 'Accepted';
}

/** The reservation that keeps an EVSE for somebody: its own, or the last free place of one for the whole station. */
export function keptFor({ memory, evses }: Body, evse: Evse): readonly Reservation[] {
  const own = memory.reservations.filter(({ connectorId }) => connectorId === evse.evse);
  if (own.length > 0) return own;
  const anywhere = memory.reservations.filter(({ connectorId }) => connectorId === 0);
  const reserved = new Set(memory.reservations.map(({ connectorId }) => connectorId));
  const others = evses.filter((one) => one !== evse && isFree(one) && !reserved.has(one.evse));
  return others.length >= anywhere.length ? [] : anywhere;
}

/** What a token is to the reservations of an EVSE; `parent` is its group, where that is known. */
export function mayTake(body: Body, evse: Evse, token: string, parent?: string): 'yes' | 'no' | 'ask for its group' {
  const kept = keptFor(body, evse);
  const isTheirs = (one: Reservation): boolean =>
    sameToken(one.token, token) || (parent !== undefined && sameToken(one.parentIdTag ?? '', parent));
  if (kept.length === 0 || kept.some(isTheirs) || mine(body, evse, token, parent) !== undefined) return 'yes';
  return parent === undefined && kept.some(({ parentIdTag }) => parentIdTag !== undefined) ? 'ask for its group' : 'no';
}

function mine({ memory }: Body, evse: Evse, token: string, parent: string | undefined): Reservation | undefined {
  return memory.reservations.find(
    (one) =>
      (one.connectorId === evse.evse || one.connectorId === 0) &&
      (sameToken(one.token, token) || (parent !== undefined && sameToken(one.parentIdTag ?? '', parent))),
  );
}

/** A transaction begins: the reservation that it was made for is used up. Its id, if there is one. */
export function useReservation(body: Body, evse: Evse, token: string, parent?: string): number | undefined {
  const used = mine(body, evse, token, parent);
  if (used !== undefined) body.memory.reservations = body.memory.reservations.filter((one) => one !== used);
  return used?.reservationId;
}

/** Forgets what expired, and says when the next one does. */
export function expireReservations(body: Body, live: Live, now: At): void {
  const { memory, words } = body;
  live.reservationAt = Infinity;
  if (memory.reservations.length === 0) return;
  for (const { until, reservationId } of memory.reservations) {
    const ended = until > now.utc ? undefined : words.reservationEnded(reservationId);
    if (ended !== undefined) say(body, live, ended.action, ended.payload);
  }
  memory.reservations = memory.reservations.filter(({ until }) => until > now.utc);
  for (const { until } of memory.reservations)
    live.reservationAt = Math.min(live.reservationAt, now.mono + until - now.utc);
}
