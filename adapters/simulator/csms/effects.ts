// What a CALL does to a simulated central system, and what it answers.

import { isoOf, utc as asUtc } from '../../../src/model/time.ts';
import type { Payload } from '../frame.ts';
import type { Books, BookedReading, BookedTransaction, ReceivedCall } from './books.ts';

export interface Verdict {
  readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
  readonly parentIdTag?: string;
  readonly expiryDate?: string;
}

export interface Registration {
  readonly status: 'Accepted' | 'Pending' | 'Rejected';
  /** Seconds. */
  readonly interval: number;
}

/** What the effects of CALLs read and write. */
export interface Desk {
  readonly books: Books;
  readonly tokens: ReadonlyMap<string, Verdict>;
  registration: Registration;
  /** The last transaction id. */
  lastId: number;
  /** Peers that were accepted. */
  readonly booted: Set<string>;
}

/** The effect and its CALLRESULT. Start and stop are always answered, whatever they say (1.6 §4.8, §4.10). */
export function effect(desk: Desk, call: ReceivedCall): Payload {
  const { action, payload, identity } = call;
  switch (action) {
    case 'BootNotification': {
      const { status, interval } = desk.registration;
      if (status === 'Accepted') desk.booted.add(identity);
      else desk.booted.delete(identity);
      return { status, currentTime: isoOf(asUtc(call.at)), interval };
    }
    case 'Heartbeat':
      return { currentTime: isoOf(asUtc(call.at)) };
    case 'Authorize':
      return { idTagInfo: verdict(desk, payload['idTag']) };
    case 'StatusNotification':
      desk.books.statuses.set(`${identity}/${String(payload['connectorId'])}`, payload);
      return {};
    case 'StartTransaction':
      return start(desk, call);
    case 'MeterValues':
      readings(desk, call);
      return {};
    case 'StopTransaction':
      return stop(desk, call);
    case 'SignCertificate':
      return { status: 'Rejected' };
    case 'DataTransfer':
      return { status: 'UnknownVendorId' };
    default:
      return {};
  }
}

const verdict = ({ tokens }: Desk, token: unknown): Payload => ({
  ...(tokens.get(String(token)) ?? { status: 'Invalid' }),
});

function start(desk: Desk, call: ReceivedCall): Payload {
  const id = (desk.lastId += 1);
  desk.books.transactions.set(id, newTransaction(id, call));
  return { transactionId: id, idTagInfo: verdict(desk, call.payload['idTag']) };
}

export const newTransaction = (id: BookedTransaction['id'], start: ReceivedCall): BookedTransaction => ({
  id,
  identity: start.identity,
  start,
  readings: [],
  updates: [],
  nextSeqNo: 1,
  stop: undefined,
});

function readings({ books }: Desk, call: ReceivedCall): void {
  const number = call.payload['transactionId'];
  if (number === undefined) return;
  const known = transactionOf(books, call, number);
  if (known === undefined) return;
  if (known.stop !== undefined) books.violations.push(`${call.identity}: readings of ${known.id} came after its stop`);
  if (call.payload['connectorId'] !== known.start.payload['connectorId'])
    books.violations.push(`${call.identity}: readings of ${known.id} came from another connector`);
  const list = Array.isArray(call.payload['meterValue']) ? (call.payload['meterValue'] as Payload[]) : [];
  known.readings.push(...list.map((meterValue): BookedReading => ({ order: call.order, meterValue })));
}

function stop({ books, tokens }: Desk, call: ReceivedCall): Payload {
  const known = transactionOf(books, call, call.payload['transactionId']);
  const token = call.payload['idTag'];
  const info = typeof token === 'string' ? { idTagInfo: { ...(tokens.get(token) ?? { status: 'Invalid' }) } } : {};
  if (known === undefined) return info;
  if (known.stop !== undefined) books.violations.push(`${call.identity}: ${known.id} was stopped twice`);
  else known.stop = call;
  return info;
}

/** -1 stands for a start that was given up, and is no mistake (1.6 errata 3.18); every other unknown number is one. */
function transactionOf(books: Books, call: ReceivedCall, number: unknown) {
  const known = books.transactions.get(number as number);
  if (known?.identity === call.identity) return known;
  books.orphans.push(call);
  if (number !== -1)
    books.violations.push(`${call.identity}: ${call.action} names the unknown transaction ${String(number)}`);
  return undefined;
}
