import type { RequestStartTransactionRequest } from 'typed-ocpp/dist/ocpp20/types.js';
import type { OrderOf, OrderWords, TriggerMessage } from '../order.ts';
import { oneOf } from '../order.ts';
import { readProfile, sayProfile } from './charging-profile.ts';
import { readToken, sayToken } from './tokens.ts';
import type { Words } from './words.ts';

interface Status {
  readonly status: string;
}

/** RequestStartTransaction; a profile in it has no transaction yet. */
export const remoteStart = (words: Words): OrderWords<OrderOf<'remoteStart'>> => ({
  action: 'RequestStartTransaction',
  kind: 'remoteStart',
  read: (payload: RequestStartTransactionRequest) => ({
    kind: 'remoteStart',
    token: readToken(payload.idToken),
    tokenType: payload.idToken.type,
    remoteStart: payload.remoteStartId,
    ...(payload.evseId !== undefined && { evse: payload.evseId }),
    ...(payload.chargingProfile !== undefined && { profile: readProfile(payload.chargingProfile) }),
  }),
  answer: ({ status, transaction }) => ({
    status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected'),
    ...(transaction !== undefined && { transactionId: transaction }),
  }),
  say: ({ evse, token, tokenType, remoteStart: id, profile }) => ({
    idToken: sayToken(token, words, tokenType),
    remoteStartId: id ?? 1,
    ...(evse !== undefined && { evseId: evse }),
    ...(profile !== undefined && { chargingProfile: sayProfile(profile) }),
  }),
  readAnswer: ({ status, transactionId }: Status & { readonly transactionId?: string }) => ({
    status,
    ...(transactionId !== undefined && { transaction: transactionId }),
  }),
});

/** RequestStopTransaction. */
export const remoteStop: OrderWords<OrderOf<'remoteStop'>> = {
  action: 'RequestStopTransaction',
  kind: 'remoteStop',
  read: ({ transactionId }: { transactionId: string }) => ({
    kind: 'remoteStop',
    number: 0,
    transaction: transactionId,
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: ({ transaction, number }) => ({ transactionId: transaction ?? String(number) }),
  readAnswer: ({ status }: Status) => ({ status }),
};

interface UnlockReq {
  readonly evseId: number;
  readonly connectorId: number;
}

/** UnlockConnector. 1.6 says NotSupported of a connector that has no lock, or is none. */
export const unlockConnector: OrderWords<OrderOf<'unlockConnector'>> = {
  action: 'UnlockConnector',
  kind: 'unlockConnector',
  read: ({ evseId, connectorId }: UnlockReq) => ({ kind: 'unlockConnector', evse: evseId, connector: connectorId }),
  answer: ({ status }) => ({
    status: oneOf(
      status === 'NotSupported' ? 'UnknownConnector' : status,
      ['Unlocked', 'UnlockFailed', 'OngoingAuthorizedTransaction', 'UnknownConnector'],
      'UnlockFailed',
    ),
  }),
  say: ({ evse, connector }) => ({ evseId: evse, connectorId: connector ?? 1 }),
  readAnswer: ({ status }: Status) => ({ status }),
};

interface TriggerReq {
  readonly requestedMessage: string;
  readonly evse?: { readonly id: number; readonly connectorId?: number };
}

/** TriggerMessage; 1.6 has two of it, and words of its own for what is uploaded. */
export const trigger = ({ requestedMessages }: Words): OrderWords<OrderOf<'trigger'>> => ({
  action: 'TriggerMessage',
  kind: 'trigger',
  read: ({ requestedMessage, evse }: TriggerReq) => ({
    kind: 'trigger',
    message: requestedMessage as TriggerMessage,
    ...(evse !== undefined && { evse: evse.id }),
  }),
  answer: ({ status }) => ({
    status: oneOf(
      status === 'NotSupported' ? 'NotImplemented' : status,
      ['Accepted', 'Rejected', 'NotImplemented'],
      'Rejected',
    ),
  }),
  say: ({ message, evse }) => ({
    requestedMessage:
      message === 'DiagnosticsStatusNotification' || !requestedMessages.has(message)
        ? 'LogStatusNotification'
        : message,
    // A status is that of a connector (F06.FR.12).
    ...(evse !== undefined && { evse: { id: evse, ...(message === 'StatusNotification' && { connectorId: 1 }) } }),
  }),
  readAnswer: ({ status }: Status) => ({ status }),
});
