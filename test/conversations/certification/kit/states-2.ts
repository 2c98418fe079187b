// States of OCPP 2.x that many cases begin from, reached as a station reaches them.

import type { Depot } from './depot-2.ts';
import { idToken, reports } from './depot-2.ts';
import type { Payload, Said } from './party.ts';

export const accepted = { status: 'Accepted' };

export interface About {
  readonly state?: string;
  readonly reason?: string;
  readonly token?: object;
  /** Energy register in Wh. */
  readonly wh?: number;
  readonly context?: string;
  /** Anything else that stands in the message. */
  readonly more?: Payload;
  readonly info?: Payload;
}

export interface Session {
  /** What the station calls it. */
  readonly id: string;
  readonly evse: number;
  /** Says an event; its number counts on from 0. */
  says(eventType: string, triggerReason: string, about?: About): Said;
  /** Says an event; the answer has at least these fields. */
  event(eventType: string, triggerReason: string, about?: About, wanted?: object): Payload;
}

let sessions = 0;

export function newSession({ station, time }: Depot, evse = 1, id = `TX-${(sessions += 1)}`): Session {
  let seqNo = 0;
  const session: Session = {
    id,
    evse,
    says(eventType, triggerReason, { state, reason, token, wh, context, more = {}, info = {} } = {}) {
      return station.says('TransactionEvent', {
        eventType,
        timestamp: time(),
        triggerReason,
        seqNo: seqNo++,
        transactionInfo: {
          transactionId: id,
          ...(state !== undefined && { chargingState: state }),
          ...(reason !== undefined && { stoppedReason: reason }),
          ...info,
        },
        evse: { id: evse, connectorId: 1 },
        ...(token !== undefined && { idToken: token }),
        ...(wh !== undefined && { meterValue: [register(time(), wh, context)] }),
        ...more,
      });
    },
    event: (eventType, triggerReason, about, wanted = {}) =>
      session.says(eventType, triggerReason, about).answered(wanted),
  };
  return session;
}

/** One value of the energy register. */
export const register = (timestamp: string, value: number, context = 'Sample.Periodic', more: object = {}) => ({
  timestamp,
  sampledValue: [{ value, context, measurand: 'Energy.Active.Import.Register', ...more }],
});

/** The driver shows a token. */
export function authorizes({ station }: Depot, token: object = idToken, status = 'Accepted'): Payload {
  return station.asks('Authorize', { idToken: token }, { idTokenInfo: { status } });
}

/** The vehicle takes energy with the driver's token: begun by the token, as TxStartPoint Authorized has it. */
export function charging(depot: Depot, evse = 1, token: object = idToken): Session {
  authorizes(depot, token);
  const session = newSession(depot, evse);
  session.event('Started', 'Authorized', { token }, { idTokenInfo: accepted });
  plugsIn(depot, session);
  session.event('Updated', 'ChargingStateChanged', { state: 'Charging', wh: 1000, context: 'Transaction.Begin' });
  for (const party of [depot.station, depot.csms]) party.forgets();
  return session;
}

export function plugsIn(depot: Depot, session: Session, eventType = 'Updated'): void {
  reports(depot, session.evse, 'Occupied');
  session.event(eventType, 'CablePluggedIn', { state: 'EVConnected' });
}

/** The cable is pulled out, which ends what goes on. */
export function leaves(depot: Depot, session: Session, reason = 'EVDisconnected', about: About = {}): void {
  reports(depot, session.evse, 'Available');
  session.event('Ended', 'EVCommunicationLost', {
    state: 'Idle',
    reason,
    wh: 2000,
    context: 'Transaction.End',
    ...about,
  });
}

/** The central system was told this event, of EVSE 2 unless another is named; what it calls the transaction. */
export function told(
  { csms }: Depot,
  eventType: string,
  triggerReason: string,
  info: Payload = {},
  more: Payload = {},
): string {
  const wanted = { eventType, triggerReason, transactionInfo: info, ...more };
  const { transactionInfo } = csms.hears('TransactionEvent', wanted);
  return (transactionInfo as { transactionId: string }).transactionId;
}
