// A station of the tests in the words of OCPP 2.x. It numbers the events of its transactions, and what it said once it says
// again word for word.

import type { Version } from '../../src/model/protocol.ts';
import type { Payload, Tongue } from './tongue.ts';
import { plainTongue, purpose16, read, registerAt, tokenOf, values2, write } from './tongue.ts';

interface Transaction {
  readonly id: string;
  /** What the station takes for the number that it was given. */
  readonly number: number;
  events: number;
}

interface Said {
  readonly payload: Payload;
  readonly event: string;
}

/** Numbers of one station are told from those of others. */
const numbersOfOne = 1_000_000;

/** `place` tells the stations of one depot apart. */
export function stationTongue(version: Version, id: string, place: number): Tongue {
  if (version === '1.6') return plainTongue;
  // Kept through power cuts, as the transactions are.
  const transactions = new Map<string, Transaction>();
  const said = new Map<string, Said>();
  const ids = new Map<string, Said>();
  const orders = new Map<number, { readonly token: unknown; readonly remoteStartId: unknown }>();
  let bootedAt = 0;
  /** Message id → the action of 1.6 that it was, or of the order that waits for its answer. */
  const calls = new Map<string, { readonly action: string; readonly content: string }>();

  const byNumber = (number: unknown): Transaction | undefined =>
    [...transactions.values()].find((one) => one.number === number);

  function transactionOf(action: string, payload: Payload): Transaction {
    if (action !== 'StartTransaction') return byNumber(payload['transactionId'])!;
    const key = JSON.stringify(payload);
    const count = transactions.size + 1;
    const known = transactions.get(key) ?? { id: `${id}-tx-${count}`, number: place * numbersOfOne + count, events: 0 };
    transactions.set(key, known);
    return known;
  }

  /** The event that a message is; the same one for the same message. */
  function eventOf(action: string, payload: Payload): Said {
    const content = `${action} ${JSON.stringify(payload)}`;
    const before = said.get(content);
    if (before !== undefined) return before;
    const transaction = transactionOf(action, payload);
    const seqNo = transaction.events;
    transaction.events += 1;
    const values = (payload['meterValue'] ?? []) as { timestamp: string }[];
    const timestamp = (payload['timestamp'] ?? values[0]?.timestamp) as string;
    const isOffline = Date.parse(timestamp) < bootedAt;
    const body = bodyOf(action, payload, timestamp, transaction.id);
    const own: Said = {
      payload: { ...body, timestamp, seqNo, ...(isOffline && { offline: true }) },
      event: `${transaction.id}|${seqNo}`,
    };
    said.set(content, own);
    return own;
  }

  function bodyOf(action: string, payload: Payload, timestamp: string, transactionId: string): Payload {
    if (action === 'MeterValues')
      return {
        eventType: 'Updated',
        triggerReason: 'MeterValuePeriodic',
        transactionInfo: { transactionId, chargingState: 'Charging' },
        meterValue: values2(payload['meterValue']),
      };
    if (action === 'StopTransaction')
      return {
        eventType: 'Ended',
        triggerReason: 'EVCommunicationLost',
        transactionInfo: { transactionId, stoppedReason: payload['reason'] },
        ...(payload['idTag'] !== undefined && { idToken: tokenOf(payload['idTag']) }),
        meterValue: [registerAt(timestamp, payload['meterStop'], 'Transaction.End')],
      };
    const evse = payload['connectorId'] as number;
    const order = orders.get(evse);
    orders.delete(evse);
    const isOrdered = order !== undefined && order.token === payload['idTag'];
    return {
      eventType: 'Started',
      triggerReason: isOrdered ? 'RemoteStart' : 'Authorized',
      transactionInfo: {
        transactionId,
        chargingState: 'Charging',
        ...(isOrdered && { remoteStartId: order.remoteStartId }),
      },
      evse: { id: evse, connectorId: 1 },
      idToken: tokenOf(payload['idTag']),
      meterValue: [registerAt(timestamp, payload['meterStart'], 'Transaction.Begin')],
    };
  }

  function sayCall(messageId: string, action: string, payload: Payload): string {
    calls.set(messageId, { action, content: JSON.stringify(payload) });
    switch (action) {
      case 'BootNotification':
        return write(2, messageId, action, {
          reason: 'PowerUp',
          chargingStation: {
            vendorName: payload['chargePointVendor'],
            model: payload['chargePointModel'],
            firmwareVersion: payload['firmwareVersion'],
          },
        });
      case 'Authorize':
        return write(2, messageId, action, { idToken: tokenOf(payload['idTag']) });
      case 'StatusNotification':
        return write(2, messageId, action, {
          timestamp: payload['timestamp'],
          connectorStatus: payload['status'] === 'Available' ? 'Available' : 'Occupied',
          evseId: payload['connectorId'],
          connectorId: 1,
        });
      case 'StartTransaction':
      case 'MeterValues':
      case 'StopTransaction': {
        const own = eventOf(action, payload);
        ids.set(messageId, own);
        return write(2, messageId, 'TransactionEvent', own.payload);
      }
      default:
        return write(2, messageId, action, payload);
    }
  }

  function hearAnswer(messageId: string, payload: Payload): string {
    const { action, content } = calls.get(messageId) ?? {};
    const idTagInfo = payload['idTokenInfo'];
    if (action === 'BootNotification' && payload['status'] === 'Accepted')
      bootedAt = Date.parse(payload['currentTime'] as string);
    if (action === 'Authorize') return write(3, messageId, { idTagInfo });
    if (action !== 'StartTransaction') return write(3, messageId, payload);
    const { number } = transactions.get(content!)!;
    return write(3, messageId, { transactionId: number, idTagInfo: idTagInfo ?? { status: 'Accepted' } });
  }

  function hearCall(messageId: string, action: string, payload: Payload): string {
    const evseId = payload['evseId'];
    switch (action) {
      case 'SetChargingProfile':
        return write(2, messageId, action, { connectorId: evseId, csChargingProfiles: profile16(payload) });
      case 'ClearChargingProfile': {
        const criteria = (payload['chargingProfileCriteria'] ?? {}) as Payload;
        const { evseId: connectorId, chargingProfilePurpose, stackLevel } = criteria;
        return write(2, messageId, action, {
          ...(connectorId !== undefined && { connectorId }),
          ...(chargingProfilePurpose !== undefined && { chargingProfilePurpose: purpose16(chargingProfilePurpose) }),
          ...(stackLevel !== undefined && { stackLevel }),
        });
      }
      case 'RequestStartTransaction': {
        const { idToken: token } = payload['idToken'] as { idToken: string };
        orders.set((evseId ?? 1) as number, { token, remoteStartId: payload['remoteStartId'] });
        return write(2, messageId, 'RemoteStartTransaction', { connectorId: evseId, idTag: token });
      }
      case 'RequestStopTransaction': {
        const meant = [...transactions.values()].find((one) => one.id === payload['transactionId']);
        return write(2, messageId, 'RemoteStopTransaction', { transactionId: meant?.number ?? 0 });
      }
      default:
        return write(2, messageId, action, payload);
    }
  }

  function profile16({ chargingProfile }: Payload): Payload {
    const profile = chargingProfile as Payload;
    const named = profile['transactionId'];
    const meant = [...transactions.values()].find((one) => one.id === named);
    return {
      ...profile,
      chargingProfilePurpose: purpose16(profile['chargingProfilePurpose']),
      chargingSchedule: (profile['chargingSchedule'] as object[])[0],
      ...(named !== undefined && { transactionId: meant?.number ?? 0 }),
    };
  }

  return {
    version,
    toWire(text) {
      const frame = read(text);
      return frame[0] === 2 ? sayCall(frame[1], frame[2] as string, frame[3] as Payload) : text;
    },
    fromWire(text) {
      const frame = read(text);
      if (frame[0] === 3) return hearAnswer(frame[1], frame[2] as Payload);
      return frame[0] === 2 ? hearCall(frame[1], frame[2] as string, frame[3] as Payload) : text;
    },
    eventOf: (messageId) => ids.get(messageId)?.event,
  };
}
