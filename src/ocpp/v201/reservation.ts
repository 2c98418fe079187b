import type { IdTokenType } from 'typed-ocpp/dist/ocpp20/types.js';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { FromStation, ReservationUpdate, Wording } from '../heard.ts';
import type { Lose } from '../loss.ts';
import { loseNothing } from '../loss.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { parseTime } from '../time.ts';
import { readToken, sayToken } from './tokens.ts';
import type { Words } from './words.ts';

interface ReserveNowReq {
  readonly id: number;
  readonly expiryDateTime: string;
  readonly connectorType?: string;
  readonly idToken: IdTokenType;
  readonly evseId?: number;
  readonly groupIdToken?: IdTokenType;
}

/** ReserveNow; without an EVSE it is any of the station (H01). */
export const reserveNow = (words: Words): OrderWords<OrderOf<'reserveNow'>> => ({
  action: 'ReserveNow',
  kind: 'reserveNow',
  read: ({ id, expiryDateTime, connectorType, idToken, evseId, groupIdToken }: ReserveNowReq) => ({
    kind: 'reserveNow',
    reservation: id,
    evse: evseId ?? 0,
    token: readToken(idToken),
    tokenType: idToken.type,
    ...(groupIdToken !== undefined && { parent: readToken(groupIdToken) }),
    ...(connectorType !== undefined && { connectorType }),
    expiresAt: (parseTime(expiryDateTime) ?? 0) as Utc,
  }),
  answer: ({ status }) => ({
    status: oneOf(status, ['Accepted', 'Faulted', 'Occupied', 'Rejected', 'Unavailable'], 'Rejected'),
  }),
  say: ({ reservation, evse, token, tokenType, parent, expiresAt, connectorType }, lose = loseNothing) => ({
    id: reservation,
    expiryDateTime: isoOf(expiresAt),
    idToken: sayToken(token, words, tokenType, lose),
    ...(evse !== 0 && { evseId: evse }),
    ...(parent !== undefined && { groupIdToken: sayToken(parent, words) }),
    ...(connectorType !== undefined && { connectorType: sayConnectorType(connectorType, words, lose) }),
  }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
});

/** 2.1 takes any text; what 2.0.1 has no word for is unknown there. */
function sayConnectorType(type: string, { connectorTypes }: Words, lose: Lose): string {
  if (connectorTypes === undefined || connectorTypes.has(type)) return type;
  lose('connectorType', 'noSuchWord');
  return 'Unknown';
}

/** CancelReservation. */
export const cancelReservation: OrderWords<OrderOf<'cancelReservation'>> = {
  action: 'CancelReservation',
  kind: 'cancelReservation',
  read: ({ reservationId }: { reservationId: number }) => ({ kind: 'cancelReservation', reservation: reservationId }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: ({ reservation }) => ({ reservationId: reservation }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** ReservationStatusUpdate. */
export const readReservationUpdate = (payload: {
  reservationId: number;
  reservationUpdateStatus: ReservationUpdate;
}): FromStation => ({
  kind: 'reservationUpdate',
  reservation: payload.reservationId,
  status: payload.reservationUpdateStatus,
});

/** ReservationStatusUpdate. That nobody came although it was used (NoTransaction) is a word of 2.1. */
export const sayReservationUpdate =
  ({ version }: Words) =>
  (reservation: number, status: ReservationUpdate): Wording => ({
    action: 'ReservationStatusUpdate',
    payload: {
      reservationId: reservation,
      reservationUpdateStatus: status === 'NoTransaction' && version !== '2.1' ? 'Removed' : status,
    },
  });
