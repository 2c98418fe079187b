// What a simulated charge point does when it is told to start, stop, unlock, reset or close (1.6 §5.2, §5.11, §5.12, §5.14,
// §5.18).

import { reset } from '../station/connection.ts';
import { freeEvse, orderStart, setOperative } from '../station/orders.ts';
import type { Handler, Handlers } from '../station/reply.ts';
import { incomplete, status } from '../station/reply.ts';
import { evseAt, stop } from '../station/sessions.ts';
import { isUpdating } from '../station/transfers.ts';
import { readProfile } from './profile-commands.ts';

const remoteStart: Handler = (body, live, { connectorId, idTag, chargingProfile }, now) => {
  if (typeof idTag !== 'string') return incomplete('idTag is missing');
  const profile = readProfile(chargingProfile);
  if (chargingProfile !== undefined && profile?.chargingProfilePurpose !== 'TxProfile') return status('Rejected');
  const evse = connectorId === undefined ? freeEvse(body) : evseAt(body, connectorId);
  const order = { token: idTag, ...(profile !== undefined && { profile }) };
  return status(orderStart(body, live, evse, order, now) ? 'Accepted' : 'Rejected');
};

const remoteStop: Handler = (body, live, { transactionId }, now) => {
  const evse = body.evses.find(({ transaction }) => transaction?.id !== undefined && transaction.id === transactionId);
  if (evse === undefined) return status('Rejected');
  stop(body, live, evse, 'Remote', now);
  return status('Accepted');
};

const changeAvailability: Handler = (body, _live, { connectorId, type }) => {
  if (type !== 'Operative' && type !== 'Inoperative') return incomplete('type is Operative or Inoperative');
  const named = evseAt(body, connectorId);
  if (connectorId !== 0 && named === undefined) return status('Rejected');
  return status(setOperative(body, named, type === 'Operative'));
};

const unlock: Handler = (body, live, { connectorId }, now) => {
  const evse = evseAt(body, connectorId);
  if (evse === undefined) return status('NotSupported');
  stop(body, live, evse, 'UnlockCommand', now);
  return status('Unlocked');
};

/** Firmware that is being written is not interrupted. */
const resetIt: Handler = (body, live, { type }, now) => {
  if (type !== 'Soft' && type !== 'Hard') return incomplete('type is Soft or Hard');
  if (isUpdating(live)) return status('Rejected');
  reset(body, live, `${type}Reset`, now);
  return status('Accepted');
};

export const remoteHandlers: Handlers = {
  RemoteStartTransaction: ['Core', remoteStart],
  RemoteStopTransaction: ['Core', remoteStop],
  ChangeAvailability: ['Core', changeAvailability],
  UnlockConnector: ['Core', unlock],
  Reset: ['Core', resetIt],
};
