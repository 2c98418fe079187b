// What a simulated charge point does when it is told to start, stop, unlock, reset or close (1.6 §5.2, §5.11, §5.12, §5.14,
// §5.18).

import type { Body, Evse } from './body.ts';
import { isOnline } from './body.ts';
import { reset } from './connection.ts';
import { keyIsTrue } from './keys.ts';
import { readProfile } from './profile-commands.ts';
import type { Handler, Handlers } from './reply.ts';
import { incomplete, status } from './reply.ts';
import { mayTake } from './reservations.ts';
import { ask, evseAt, isUsable, stop, welcome } from './sessions.ts';
import { isUpdating } from './transfers.ts';

const remoteStart: Handler = (body, live, { connectorId, idTag, chargingProfile }, now) => {
  if (typeof idTag !== 'string') return incomplete('idTag is missing');
  const profile = readProfile(chargingProfile);
  if (chargingProfile !== undefined && profile?.chargingProfilePurpose !== 'TxProfile') return status('Rejected');
  const evse = connectorId === undefined ? freeEvse(body) : evseAt(body, connectorId);
  if (!isOnline(live) || evse === undefined || !isUsable(body, live, evse)) return status('Rejected');
  if (mayTake(body, evse, idTag) === 'no') return status('Rejected');
  if (keyIsTrue(body.memory.keys, 'AuthorizeRemoteTxRequests')) ask(body, live, evse, idTag, now, profile);
  else welcome(body, live, evse, { token: idTag, ...(profile !== undefined && { profile }) }, now);
  return status('Accepted');
};

/** Where a remote start without a connector goes: to a vehicle that waits, else to a free place. */
function freeEvse({ evses }: Body): Evse | undefined {
  const free = evses.filter(
    ({ transaction, isOperative, fault }) => transaction === undefined && isOperative && fault === undefined,
  );
  return free.find(({ vehicle }) => vehicle !== undefined) ?? free[0];
}

const remoteStop: Handler = (body, live, { transactionId }, now) => {
  const evse = body.evses.find(({ transaction }) => transaction?.id !== undefined && transaction.id === transactionId);
  if (evse === undefined) return status('Rejected');
  stop(body, live, evse, 'Remote', now);
  return status('Accepted');
};

/** A running transaction goes on to its end. */
const changeAvailability: Handler = (body, _live, { connectorId, type }) => {
  if (type !== 'Operative' && type !== 'Inoperative') return incomplete('type is Operative or Inoperative');
  const named = evseAt(body, connectorId);
  if (connectorId !== 0 && named === undefined) return status('Rejected');
  const isOperative = type === 'Operative';
  const some = named === undefined ? body.evses : [named];
  if (named === undefined) body.memory.isOperative = isOperative;
  for (const evse of some) evse.isOperative = isOperative;
  return status(!isOperative && some.some(({ transaction }) => transaction !== undefined) ? 'Scheduled' : 'Accepted');
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
