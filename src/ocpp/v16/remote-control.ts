import type { OrderOf, OrderWords, TriggerMessage } from '../order.ts';
import { oneOf } from '../order.ts';
import type { ProfileType } from './charging-profile.ts';
import { readProfile, sayProfile } from './charging-profile.ts';

interface Status {
  readonly status: string;
}

/** RemoteStartTransaction; a profile in it has no transaction yet. */
export const remoteStart: OrderWords<OrderOf<'remoteStart'>> = {
  action: 'RemoteStartTransaction',
  kind: 'remoteStart',
  read: (payload: { connectorId?: number; idTag: string; chargingProfile?: ProfileType }) => ({
    kind: 'remoteStart',
    token: payload.idTag,
    ...(payload.connectorId !== undefined && { evse: payload.connectorId }),
    ...(payload.chargingProfile !== undefined && { profile: readProfile(payload.chargingProfile) }),
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: ({ evse, token, profile }) => ({
    ...(evse !== undefined && { connectorId: evse }),
    idTag: token,
    ...(profile !== undefined && { chargingProfile: sayProfile(profile) }),
  }),
  readAnswer: ({ status }: Status) => ({ status }),
};

/** RemoteStopTransaction. */
export const remoteStop: OrderWords<OrderOf<'remoteStop'>> = {
  action: 'RemoteStopTransaction',
  kind: 'remoteStop',
  read: (payload: { transactionId: number }) => ({ kind: 'remoteStop', number: payload.transactionId }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: ({ number }) => ({ transactionId: number }),
  readAnswer: ({ status }: Status) => ({ status }),
};

/** UnlockConnector. A station of 2.x may have a transaction that forbids it. */
export const unlockConnector: OrderWords<OrderOf<'unlockConnector'>> = {
  action: 'UnlockConnector',
  kind: 'unlockConnector',
  read: (payload: { connectorId: number }) => ({ kind: 'unlockConnector', evse: payload.connectorId }),
  answer: ({ status }) => ({
    status: oneOf(
      status === 'UnknownConnector' ? 'NotSupported' : status,
      ['Unlocked', 'UnlockFailed', 'NotSupported'],
      'UnlockFailed',
    ),
  }),
  say: ({ evse }) => ({ connectorId: evse }),
  readAnswer: ({ status }: Status) => ({ status }),
};

interface TriggerReq {
  readonly requestedMessage: string;
  readonly connectorId?: number;
}

const readMessage = (message: string): TriggerMessage =>
  message === 'SignChargePointCertificate' ? 'SignChargingStationCertificate' : (message as TriggerMessage);

const sayMessage = (message: TriggerMessage): string =>
  message === 'SignChargingStationCertificate' ? 'SignChargePointCertificate' : message;

const triggerWords = <Kind extends 'trigger' | 'extendedTrigger'>(
  kind: Kind,
  action: string,
): OrderWords<OrderOf<Kind>> =>
  ({
    action,
    kind,
    read: ({ requestedMessage, connectorId }: TriggerReq) => ({
      kind,
      message: readMessage(requestedMessage),
      ...(connectorId !== undefined && { evse: connectorId }),
    }),
    answer: ({ status }) => ({
      status: oneOf(
        status === 'NotSupported' ? 'NotImplemented' : status,
        ['Accepted', 'Rejected', 'NotImplemented'],
        'Rejected',
      ),
    }),
    say: ({ message, evse }) => ({
      requestedMessage: sayMessage(message),
      ...(evse !== undefined && { connectorId: evse }),
    }),
    readAnswer: ({ status }: Status) => ({ status }),
  }) as OrderWords<OrderOf<'trigger'>> as unknown as OrderWords<OrderOf<Kind>>;

/** TriggerMessage. */
export const trigger = triggerWords('trigger', 'TriggerMessage');

/** ExtendedTriggerMessage of the security whitepaper. */
export const extendedTrigger = triggerWords('extendedTrigger', 'ExtendedTriggerMessage');
