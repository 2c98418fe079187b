// A central system of the tests in the words of OCPP 2.x. It knows transactions by the ids that it is told, and looks for gaps
// in the numbers of their events.

import type { Version } from '../../src/model/protocol.ts';
import type { Payload, Tongue } from './tongue.ts';
import { plainTongue, read, registerOf, tokenOf, values16, write } from './tongue.ts';

/** The numbers of the events of one transaction. */
interface Numbers {
  readonly seen: Map<number, string>;
  next: number;
}

/** `find` is told what is wrong with the numbers of events. */
export function csmsTongue(version: Version, find: (what: string) => void): Tongue {
  if (version === '1.6') return plainTongue;
  /** Transaction → the number that the central system gave it. */
  const given = new Map<string, number>();
  const numbers = new Map<string, Numbers>();
  const calls = new Map<string, { readonly action: string; readonly transaction: string }>();
  const ids = new Map<string, string>();
  let orders = 0;

  function count(messageId: string, payload: Payload): void {
    const { transactionId } = payload['transactionInfo'] as { transactionId: string };
    const seqNo = payload['seqNo'] as number;
    const known = numbers.get(transactionId) ?? { seen: new Map<number, string>(), next: 0 };
    numbers.set(transactionId, known);
    ids.set(messageId, `${transactionId}|${seqNo}`);
    const content = JSON.stringify(payload);
    const before = known.seen.get(seqNo);
    if (before !== undefined && before !== content)
      find(`the event ${seqNo} of ${transactionId} is said to be another: ${content.slice(0, 200)}`);
    if (before !== undefined) return;
    if (seqNo !== known.next) find(`the event ${seqNo} of ${transactionId} came where ${known.next} is due`);
    known.seen.set(seqNo, content);
    known.next = seqNo + 1;
  }

  function hearEvent(messageId: string, payload: Payload): string {
    count(messageId, payload);
    const info = payload['transactionInfo'] as { transactionId: string; stoppedReason?: string };
    const { timestamp, eventType, meterValue } = payload;
    const evse = payload['evse'] as { id: number } | undefined;
    const token = payload['idToken'] as { idToken: string } | undefined;
    const transaction = info.transactionId;
    const connectorId = evse?.id;
    if (eventType === 'Started') {
      calls.set(messageId, { action: 'StartTransaction', transaction });
      const meterStart = registerOf(meterValue, 'first');
      return write(2, messageId, 'StartTransaction', { connectorId, idTag: token?.idToken, meterStart, timestamp });
    }
    const transactionId = given.get(transaction) ?? -1;
    const action = eventType === 'Ended' ? 'StopTransaction' : 'MeterValues';
    calls.set(messageId, { action, transaction });
    if (action === 'MeterValues')
      return write(2, messageId, action, { connectorId, transactionId, meterValue: values16(meterValue) });
    return write(2, messageId, action, {
      transactionId,
      ...(token !== undefined && { idTag: token.idToken }),
      meterStop: registerOf(meterValue, 'last'),
      timestamp,
      reason: info.stoppedReason ?? 'Local',
    });
  }

  function hearCall(messageId: string, action: string, payload: Payload): string {
    calls.set(messageId, { action, transaction: '' });
    const { idToken } = (payload['idToken'] ?? {}) as { idToken?: string };
    switch (action) {
      case 'TransactionEvent':
        return hearEvent(messageId, payload);
      case 'Authorize':
        return write(2, messageId, action, { idTag: idToken });
      case 'StatusNotification':
        return write(2, messageId, action, { connectorId: payload['evseId'], status: payload['connectorStatus'] });
      case 'MeterValues':
        return write(2, messageId, action, {
          connectorId: payload['evseId'],
          meterValue: values16(payload['meterValue']),
        });
      default:
        return write(2, messageId, action, payload);
    }
  }

  function sayAnswer(messageId: string, payload: Payload): string {
    const { action, transaction } = calls.get(messageId) ?? { action: '', transaction: '' };
    if (action === 'StartTransaction') given.set(transaction, payload['transactionId'] as number);
    const info = payload['idTagInfo'];
    if (action === 'StartTransaction' || action === 'Authorize') return write(3, messageId, { idTokenInfo: info });
    return write(3, messageId, payload);
  }

  const order = (action: string, payload: Payload): readonly [string, object] => {
    const { connectorId } = payload;
    const evse = connectorId === undefined || connectorId === 0 ? {} : { evse: { id: connectorId } };
    switch (action) {
      case 'RemoteStartTransaction': {
        const place = connectorId === undefined ? {} : { evseId: connectorId };
        return [
          'RequestStartTransaction',
          { ...place, idToken: tokenOf(payload['idTag']), remoteStartId: (orders += 1) },
        ];
      }
      case 'RemoteStopTransaction': {
        const [transactionId = 'none'] = [...given].find(([, number]) => number === payload['transactionId']) ?? [];
        return ['RequestStopTransaction', { transactionId }];
      }
      case 'ChangeAvailability':
        return [action, { operationalStatus: payload['type'], ...evse }];
      case 'TriggerMessage':
        return [action, { requestedMessage: payload['requestedMessage'], ...evse }];
      case 'UnlockConnector':
        return [action, { evseId: connectorId, connectorId: 1 }];
      case 'Reset':
        return [action, { type: payload['type'] === 'Soft' ? 'OnIdle' : 'Immediate' }];
      case 'GetConfiguration':
        return payload['key'] === undefined
          ? ['GetBaseReport', { requestId: (orders += 1), reportBase: 'FullInventory' }]
          : ['GetVariables', { getVariableData: [{ ...heartbeat }] }];
      case 'ChangeConfiguration':
        return ['SetVariables', { setVariableData: [{ ...heartbeat, attributeValue: String(payload['value']) }] }];
      case 'ReserveNow':
        return [
          action,
          {
            id: payload['reservationId'],
            expiryDateTime: payload['expiryDate'],
            idToken: tokenOf(payload['idTag']),
            evseId: connectorId,
          },
        ];
      case 'GetDiagnostics':
        return [
          'GetLog',
          { requestId: (orders += 1), logType: 'DiagnosticsLog', log: { remoteLocation: payload['location'] } },
        ];
      default:
        return [action, payload];
    }
  };

  return {
    version,
    fromWire(text) {
      const frame = read(text);
      return frame[0] === 2 ? hearCall(frame[1], frame[2] as string, frame[3] as Payload) : text;
    },
    toWire(text) {
      const frame = read(text);
      if (frame[0] === 3) return sayAnswer(frame[1], frame[2] as Payload);
      return frame[0] === 2 ? write(2, frame[1], ...order(frame[2] as string, frame[3] as Payload)) : text;
    },
    eventOf: (messageId) => ids.get(messageId),
  };
}

const heartbeat = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } };
