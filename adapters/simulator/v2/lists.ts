// Tokens and reservations of a simulated station of 2.x (C11, D01, D02, H01 to H04).

import { keyIsTrue } from '../station/keys.ts';
import { isListOn, takeList } from '../station/local-list.ts';
import type { Handler, Handlers } from '../station/reply.ts';
import { done, incomplete, status } from '../station/reply.ts';
import { cancelReservation, reserve } from '../station/reservations.ts';
import { readInfo } from './words.ts';

interface Item {
  readonly idToken: { readonly idToken: string };
  readonly idTokenInfo?: unknown;
}

const getListVersion: Handler = (body) => done({ versionNumber: isListOn(body) ? body.memory.listVersion : 0 });

const sendList: Handler = (body, _live, { versionNumber, updateType, localAuthorizationList: list }) => {
  if (!Number.isInteger(versionNumber)) return incomplete('versionNumber is a whole number');
  if (updateType !== 'Full' && updateType !== 'Differential') return incomplete('updateType is Full or Differential');
  // D01.FR.18: 0 says that there is no list.
  if (!isListOn(body) || Number(versionNumber) <= 0) return status('Failed');
  const items = ((list ?? []) as Item[]).map(({ idToken, idTokenInfo }) => {
    const info = readInfo(idTokenInfo);
    return { token: idToken.idToken, ...(info !== undefined && { info }) };
  });
  return status(takeList(body, Number(versionNumber), updateType, items));
};

const clearCache: Handler = ({ memory }) => {
  if (!keyIsTrue(memory.keys, 'AuthorizationCacheEnabled')) return status('Rejected');
  memory.cache.clear();
  return status('Accepted');
};

const reserveNow: Handler = (body, _live, { id, expiryDateTime, idToken, evseId = 0, groupIdToken }, now) => {
  const until = Date.parse(String(expiryDateTime));
  const token = (idToken as { idToken?: string } | undefined)?.idToken;
  if (typeof id !== 'number' || typeof token !== 'string' || typeof evseId !== 'number' || Number.isNaN(until))
    return incomplete('id, expiryDateTime and idToken are needed');
  const parent = (groupIdToken as { idToken?: string } | undefined)?.idToken;
  const wish = { connectorId: evseId, reservationId: id, token, until };
  return status(reserve(body, { ...wish, ...(parent !== undefined && { parentIdTag: parent }) }, now));
};

export const listHandlers: Handlers = {
  CancelReservation: [
    'Reservation',
    (body, _live, { reservationId }) => status(cancelReservation(body, reservationId)),
  ],
  ClearCache: ['Core', clearCache],
  GetLocalListVersion: ['LocalAuthListManagement', getListVersion],
  ReserveNow: ['Reservation', reserveNow],
  SendLocalList: ['LocalAuthListManagement', sendList],
};
