// What a simulated station of 2.x does when it is told to start, stop, unlock, reset or close, and what it says when it is
// asked to (B11, B12, E14, F01 to F06, G03, G04).

import type { Body, Evse, Live } from '../station/body.ts';
import { reset, sayBoot, sayStatus } from '../station/connection.ts';
import { readingOf } from '../station/electric.ts';
import { freeEvse, orderStart, setOperative } from '../station/orders.ts';
import { say } from '../station/outbox.ts';
import type { Handler, Handlers } from '../station/reply.ts';
import { done, incomplete, status } from '../station/reply.ts';
import { resetEvse } from '../station/resets.ts';
import { evseAt, sample, stop } from '../station/sessions.ts';
import { isUpdating, sayJob } from '../station/transfers.ts';
import type { At } from '../station/types.ts';
import { profileOfStart } from './profiles.ts';

interface Place {
  readonly id: number;
  readonly connectorId?: number;
}

const requestStart: Handler = (body, live, { idToken, remoteStartId, evseId, chargingProfile }, now) => {
  const { idToken: token, type } = (idToken ?? {}) as { idToken?: string; type?: string };
  if (typeof token !== 'string' || typeof type !== 'string' || typeof remoteStartId !== 'number')
    return incomplete('idToken and remoteStartId are needed');
  const profile = profileOfStart(chargingProfile);
  if (profile === 'Rejected') return status('Rejected');
  const evse = evseId === undefined ? freeEvse(body) : evseAt(body, evseId);
  const order = { token, tokenType: type, remoteStartId, ...(profile !== undefined && { profile }) };
  return status(orderStart(body, live, evse, order, now) ? 'Accepted' : 'Rejected');
};

const requestStop: Handler = (body, live, { transactionId }, now) => {
  const evse = body.evses.find(({ transaction }) => transaction?.id === transactionId);
  if (evse === undefined) return status('Rejected');
  stop(body, live, evse, 'Remote', now);
  return status('Accepted');
};

/** Of one transaction, or whether anything at all waits to be told. */
const getTransactionStatus: Handler = ({ memory, evses }, _live, { transactionId }) => {
  const waiting = memory.queue.filter(
    ({ transaction }) => transactionId === undefined || transaction.id === transactionId,
  );
  const messagesInQueue = waiting.length > 0;
  if (transactionId === undefined) return done({ messagesInQueue });
  return done({
    ongoingIndicator: evses.some(({ transaction }) => transaction?.id === transactionId),
    messagesInQueue,
  });
};

const changeAvailability: Handler = (body, _live, { operationalStatus, evse }) => {
  if (operationalStatus !== 'Operative' && operationalStatus !== 'Inoperative')
    return incomplete('operationalStatus is Operative or Inoperative');
  const { id, connectorId = 1 } = (evse ?? { id: 0 }) as Place;
  const named = evseAt(body, id);
  if (evse !== undefined && id !== 0 && (named === undefined || connectorId !== 1)) return status('Rejected');
  return status(setOperative(body, named, operationalStatus === 'Operative'));
};

const unlock: Handler = (body, _live, { evseId, connectorId }) => {
  const evse = evseAt(body, evseId);
  if (evse === undefined || connectorId !== 1) return status('UnknownConnector');
  return status(evse.transaction === undefined ? 'Unlocked' : 'OngoingAuthorizedTransaction');
};

/** Firmware that is being written is not interrupted. Transactions go on after an OnIdle until they end by themselves. */
const resetIt: Handler = (body, live, { type, evseId = 0 }, now) => {
  const evse = evseAt(body, evseId);
  if ((type !== 'Immediate' && type !== 'OnIdle') || (evseId !== 0 && evse === undefined) || isUpdating(live))
    return status('Rejected');
  const some = evse === undefined ? body.evses : [evse];
  if (type === 'OnIdle' && some.some(({ transaction }) => transaction !== undefined)) {
    live.idleResets.add(Number(evseId));
    return status('Scheduled');
  }
  if (evse !== undefined) resetEvse(body, live, evse, now);
  else reset(body, live, 'ImmediateReset', now);
  return status('Accepted');
};

const trigger: Handler = (body, live, { requestedMessage, evse }, now) => {
  const place = evse as Place | undefined;
  const named = place === undefined ? undefined : evseAt(body, place.id);
  if (place !== undefined && named === undefined) return status('Rejected');
  const sayIt = Object.hasOwn(messages, String(requestedMessage)) ? messages[String(requestedMessage)]! : undefined;
  if (sayIt === undefined) return status('NotImplemented');
  return status(sayIt(body, live, now, named, place) ? 'Accepted' : 'Rejected');
};

/** False where it is not to be said now. */
type Say = (body: Body, live: Live, now: At, evse: Evse | undefined, place: Place | undefined) => boolean;

const some = (body: Body, evse: Evse | undefined): readonly Evse[] => (evse === undefined ? body.evses : [evse]);

const messages: Readonly<Record<string, Say>> = {
  // F06.FR.17: who was accepted does not boot again.
  BootNotification(body, live) {
    if (live.boot === 'Accepted' || live.boot === 'asking') return false;
    sayBoot(body, live, true);
    return true;
  },
  Heartbeat(body, live) {
    say(body, live, 'Heartbeat', {}, { isEarly: true });
    return true;
  },
  // F06.FR.12: it is the status of a connector.
  StatusNotification(body, live, now, evse, place) {
    if (evse === undefined || place?.connectorId !== 1) return false;
    sayStatus(body, live, evse.evse, now, true);
    return true;
  },
  MeterValues(body, live, now, named) {
    for (const evse of some(body, named)) {
      const reading = readingOf(body, evse, now.utc, 'Trigger', 'MeterValuesAlignedData');
      if (reading !== undefined)
        say(body, live, 'MeterValues', body.words.readings(evse.evse, reading), { isEarly: true });
    }
    return true;
  },
  TransactionEvent(body, live, now, named) {
    const charging = some(body, named).filter(({ transaction }) => transaction !== undefined);
    for (const evse of charging) sample(body, live, evse, now, 'Trigger');
    return charging.length > 0;
  },
  LogStatusNotification(body, live) {
    sayJob(body, live, 'log');
    return true;
  },
  FirmwareStatusNotification(body, live) {
    sayJob(body, live, 'signedFirmware');
    return true;
  },
};

export const controlHandlers: Handlers = {
  ChangeAvailability: ['Core', changeAvailability],
  GetTransactionStatus: ['Core', getTransactionStatus],
  RequestStartTransaction: ['Core', requestStart],
  RequestStopTransaction: ['Core', requestStop],
  Reset: ['Core', resetIt],
  TriggerMessage: ['RemoteTrigger', trigger],
  UnlockConnector: ['Core', unlock],
};
