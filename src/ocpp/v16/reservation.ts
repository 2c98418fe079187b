import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import { loseNothing } from '../loss.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { parseTime } from '../time.ts';

interface ReserveNowReq {
  readonly connectorId: number;
  readonly expiryDate: string;
  readonly idTag: string;
  readonly parentIdTag?: string;
  readonly reservationId: number;
}

/** ReserveNow. */
export const reserveNow: OrderWords<OrderOf<'reserveNow'>> = {
  action: 'ReserveNow',
  kind: 'reserveNow',
  read: ({ connectorId, expiryDate, idTag, parentIdTag, reservationId }: ReserveNowReq) => ({
    kind: 'reserveNow',
    reservation: reservationId,
    evse: connectorId,
    token: idTag,
    ...(parentIdTag !== undefined && { parent: parentIdTag }),
    expiresAt: (parseTime(expiryDate) ?? 0) as Utc,
  }),
  answer: ({ status }) => ({
    status: oneOf(status, ['Accepted', 'Faulted', 'Occupied', 'Rejected', 'Unavailable'], 'Rejected'),
  }),
  say: ({ evse, expiresAt, token, parent, reservation, connectorType }, lose = loseNothing) => {
    if (connectorType !== undefined) lose('connectorType', 'noSuchField');
    return {
      connectorId: evse,
      expiryDate: isoOf(expiresAt),
      idTag: token,
      ...(parent !== undefined && { parentIdTag: parent }),
      reservationId: reservation,
    };
  },
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** CancelReservation. */
export const cancelReservation: OrderWords<OrderOf<'cancelReservation'>> = {
  action: 'CancelReservation',
  kind: 'cancelReservation',
  read: ({ reservationId }: { reservationId: number }) => ({ kind: 'cancelReservation', reservation: reservationId }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: ({ reservation }) => ({ reservationId: reservation }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};
