// Reservations (1.6 §5.2, §5.13).

import type { Handler, Handlers, Reply } from '../station/reply.ts';
import { incomplete, status } from '../station/reply.ts';
import { cancelReservation, reserve } from '../station/reservations.ts';

const reserveNow: Handler = (body, _live, payload, now): Reply => {
  const { connectorId, idTag, reservationId, expiryDate, parentIdTag } = payload;
  const until = Date.parse(String(expiryDate));
  if (typeof connectorId !== 'number' || typeof reservationId !== 'number' || typeof idTag !== 'string')
    return incomplete('connectorId, idTag and reservationId are needed');
  if (Number.isNaN(until)) return incomplete('expiryDate is no time');
  const parent = typeof parentIdTag === 'string' ? { parentIdTag } : {};
  return status(reserve(body, { connectorId, reservationId, token: idTag, until, ...parent }, now));
};

export const reservationHandlers: Handlers = {
  ReserveNow: ['Reservation', reserveNow],
  CancelReservation: [
    'Reservation',
    (body, _live, { reservationId }) => status(cancelReservation(body, reservationId)),
  ],
};
