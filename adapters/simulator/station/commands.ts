// How a simulated charge point answers the CALLs of its central system.

import type { Payload } from '../frame-v16.ts';
import { canonical, errorText, resultText } from '../frame-v16.ts';
import type { Body, Evse, Live } from './body.ts';
import { complain } from './body.ts';
import { reset, sayBoot, sayStatus } from './connection.ts';
import { changeConfiguration, getConfiguration, keyIsTrue, keyNumber } from './keys.ts';
import { say } from './outbox.ts';
import { clearProfiles, compositeSchedule, readProfile, setProfile } from './profile-commands.ts';
import { ask, evseAt, isOnline, restartSampling, sample, stop, welcome } from './sessions.ts';
import type { At } from './types.ts';

/** A CALLERROR instead of an answer. */
interface Refusal {
  readonly code: string;
  readonly why: string;
}

type Answer = { readonly payload: Payload } | Refusal;

const done = (payload: Payload): Answer => ({ payload });
const status = (text: string): Answer => done({ status: text });
const incomplete = (why: string): Refusal => ({ code: 'FormationViolation', why });

export function hearCall(body: Body, live: Live, id: string, action: string, payload: Payload, now: At): void {
  remember(body, live, id, `${action} ${canonical(payload)}`);
  const answer =
    live.boot === 'Rejected' ? { code: 'SecurityError', why: 'not accepted' } : obey(body, live, action, payload, now);
  const text = 'payload' in answer ? resultText(id, answer.payload) : errorText(id, answer.code, answer.why);
  body.out.push({ kind: 'send', text });
}

function remember(body: Body, live: Live, id: string, content: string): void {
  const before = live.heard.get(id);
  if (before !== undefined && before !== content)
    complain(body, `the id ${id} was used for two CALLs: ${before}, ${content}`);
  if (id.length > 36) complain(body, `the id ${id} is longer than 36 characters`);
  live.heard.set(id, content);
  if (live.heard.size > 1000) live.heard.delete(live.heard.keys().next().value!);
}

function obey(body: Body, live: Live, action: string, payload: Payload, now: At): Answer {
  switch (action) {
    case 'RemoteStartTransaction':
      return remoteStart(body, live, payload, now);
    case 'RemoteStopTransaction':
      return remoteStop(body, live, payload['transactionId'], now);
    case 'SetChargingProfile': {
      const profile = readProfile(payload['csChargingProfiles']);
      if (profile === undefined) return incomplete('csChargingProfiles is not whole');
      return status(setProfile(body, payload['connectorId'], profile));
    }
    case 'ClearChargingProfile':
      return status(clearProfiles(body, payload));
    case 'GetCompositeSchedule':
      return done(compositeSchedule(body, payload, now));
    case 'TriggerMessage':
      return status(trigger(body, live, payload, now));
    case 'GetConfiguration':
      return done(getConfiguration(body.memory.keys, payload['key']));
    case 'ChangeConfiguration':
      return configure(body, live, payload, now);
    case 'ChangeAvailability':
      return availability(body, payload);
    case 'UnlockConnector':
      return unlock(body, live, payload['connectorId'], now);
    case 'Reset': {
      const type = payload['type'];
      if (type !== 'Soft' && type !== 'Hard') return incomplete('type is Soft or Hard');
      reset(body, live, `${type}Reset`, now);
      return status('Accepted');
    }
    case 'DataTransfer':
      return status('UnknownVendorId');
    default:
      return { code: 'NotImplemented', why: `${action} is not known here` };
  }
}

function remoteStart(body: Body, live: Live, payload: Payload, now: At): Answer {
  const { connectorId, idTag, chargingProfile } = payload;
  if (typeof idTag !== 'string') return incomplete('idTag is missing');
  const profile = readProfile(chargingProfile);
  if (chargingProfile !== undefined && profile?.chargingProfilePurpose !== 'TxProfile') return status('Rejected');
  const evse = connectorId === undefined ? freeEvse(body) : evseAt(body, connectorId);
  if (!isOnline(live) || evse === undefined || !evse.isOperative || evse.transaction !== undefined)
    return status('Rejected');
  if (keyIsTrue(body.memory.keys, 'AuthorizeRemoteTxRequests')) ask(body, live, evse, idTag, now);
  else welcome(body, live, evse, idTag, now, profile);
  return status('Accepted');
}

/** Where a remote start without a connector goes: to a vehicle that waits, else to a free place. */
function freeEvse({ evses }: Body): Evse | undefined {
  const free = evses.filter(({ transaction, isOperative }) => transaction === undefined && isOperative);
  return free.find(({ vehicle }) => vehicle !== undefined) ?? free[0];
}

function remoteStop(body: Body, live: Live, transactionId: unknown, now: At): Answer {
  const evse = body.evses.find(({ transaction }) => transaction?.id !== undefined && transaction.id === transactionId);
  if (evse === undefined) return status('Rejected');
  stop(body, live, evse, 'Remote', now);
  return status('Accepted');
}

/** TriggerMessage (1.6 §5.17): the answer first, then the message. */
function trigger(body: Body, live: Live, { requestedMessage, connectorId }: Payload, now: At): string {
  const named = evseAt(body, connectorId);
  if (connectorId !== undefined && connectorId !== 0 && named === undefined) return 'Rejected';
  const some = named === undefined ? body.evses : [named];
  switch (requestedMessage) {
    case 'BootNotification':
      if (live.boot !== 'asking') sayBoot(body, live);
      return 'Accepted';
    case 'Heartbeat':
      say(body, live, 'Heartbeat', {}, { isEarly: true });
      return 'Accepted';
    case 'StatusNotification':
      if (named === undefined) sayStatus(body, live, 0, now, true);
      if (connectorId !== 0) for (const { evse } of some) sayStatus(body, live, evse, now, true);
      return 'Accepted';
    case 'MeterValues':
      // Readings of a transaction keep their place in the queue.
      for (const evse of some) sample(body, live, evse, now, 'Trigger');
      return 'Accepted';
    default:
      return 'NotImplemented';
  }
}

function configure(body: Body, live: Live, { key, value }: Payload, now: At): Answer {
  if (typeof key !== 'string' || typeof value !== 'string') return incomplete('key and value are texts');
  const { keys } = body.memory;
  const said = changeConfiguration(keys, key, value);
  if (said === 'Accepted' && key === 'HeartbeatInterval' && Number(value) > 0) {
    live.heartbeatMs = keyNumber(keys, key) * 1000;
    live.heartbeatAt = now.mono + live.heartbeatMs;
  }
  if (said === 'Accepted' && key === 'MeterValueSampleInterval') restartSampling(body, now);
  return status(said);
}

/** ChangeAvailability (1.6 §5.2): a running transaction goes on to its end. */
function availability(body: Body, { connectorId, type }: Payload): Answer {
  if (type !== 'Operative' && type !== 'Inoperative') return incomplete('type is Operative or Inoperative');
  const named = evseAt(body, connectorId);
  if (connectorId !== 0 && named === undefined) return status('Rejected');
  const some = named === undefined ? body.evses : [named];
  for (const evse of some) evse.isOperative = type === 'Operative';
  const isScheduled = type === 'Inoperative' && some.some(({ transaction }) => transaction !== undefined);
  return status(isScheduled ? 'Scheduled' : 'Accepted');
}

function unlock(body: Body, live: Live, connectorId: unknown, now: At): Answer {
  const evse = evseAt(body, connectorId);
  if (evse === undefined) return status('NotSupported');
  stop(body, live, evse, 'UnlockCommand', now);
  return status('Unlocked');
}
