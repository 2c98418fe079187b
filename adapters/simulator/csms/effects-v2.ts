// What a CALL of a peer of 2.x does to a simulated central system, and what it answers. Transactions are known by the id that
// the station gives; the numbers of their events must have no gap.

import { isoOf, utc as asUtc } from '../../../src/model/time.ts';
import type { Payload } from '../frame.ts';
import { toldIn } from '../told.ts';
import type { BookedTransaction, Books, ReceivedCall } from './books.ts';
import type { Desk } from './effects.ts';
import { newTransaction } from './effects.ts';

/** The effect and its CALLRESULT. */
export function effect2(desk: Desk, call: ReceivedCall): Payload {
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
      return { idTokenInfo: verdict(desk, payload['idToken']) };
    case 'StatusNotification':
      desk.books.statuses.set(`${identity}/${String(payload['evseId'])}`, payload);
      return {};
    case 'TransactionEvent':
      takeEvent(desk.books, call);
      return payload['idToken'] === undefined ? {} : { idTokenInfo: verdict(desk, payload['idToken']) };
    case 'NotifyReport':
    case 'NotifyMonitoringReport':
    case 'NotifyCustomerInformation':
      takePage(desk.books, call);
      return {};
    case 'ReportChargingProfiles':
      takeProfiles(desk.books, call);
      return {};
    case 'SignCertificate':
      return { status: 'Rejected' };
    case 'DataTransfer':
      return { status: 'UnknownVendorId' };
    case 'GetCertificateStatus':
      return { status: 'Failed' };
    case 'Get15118EVCertificate':
      return { status: 'Failed', exiResponse: '' };
    case 'NotifyEVChargingNeeds':
      return { status: 'Rejected' };
    case 'NotifyEVChargingSchedule':
      return { status: 'Accepted' };
    default:
      return {};
  }
}

function verdict({ tokens }: Desk, idToken: unknown): Payload {
  const { idToken: token, type } = idToken as { idToken: string; type: string };
  // Who needs no authorization has no token to know.
  if (type === 'NoAuthorization') return { status: 'Accepted' };
  const { status, parentIdTag, expiryDate } = tokens.get(token) ?? { status: 'Invalid' };
  return {
    status,
    ...(parentIdTag !== undefined && { groupIdToken: { idToken: parentIdTag, type: 'Central' } }),
    ...(expiryDate !== undefined && { cacheExpiryDateTime: expiryDate }),
  };
}

function takeEvent(books: Books, call: ReceivedCall): void {
  const told = toldIn(call.action, call.payload)!;
  const { identity } = call;
  const violate = (text: string): void => void books.violations.push(`${identity}: ${text}`);
  const id = String(told.transaction);
  const known = books.transactions.get(id);
  if (known !== undefined && known.identity !== identity)
    return violate(`the transaction ${id} is of ${known.identity}`);
  if (told.part === 'start') {
    if (known !== undefined) return violate(`the transaction ${id} was started twice`);
    if (told.seqNo !== 0) violate(`the start of ${id} has the number ${told.seqNo}, not 0`);
    if (told.evse === undefined) violate(`the start of ${id} names no EVSE`);
    books.transactions.set(id, newTransaction(id, call));
    return;
  }
  if (known === undefined) {
    books.orphans.push(call);
    return violate(`${String(call.payload['eventType'])} names the unknown transaction ${id}`);
  }
  follow(known, call, told.seqNo ?? NaN, violate);
  if (told.evse !== undefined && told.evse !== toldIn(known.start.action, known.start.payload)!.evse)
    violate(`an event of ${id} came from another EVSE`);
  if (told.part === 'stop') known.stop ??= call;
  else known.updates.push(call);
  if (told.part !== 'readings') return;
  const values = (call.payload['meterValue'] ?? []) as Payload[];
  for (const meterValue of values) known.readings.push({ order: call.order, meterValue });
}

function follow(known: BookedTransaction, call: ReceivedCall, seqNo: number, violate: (text: string) => void): void {
  const what = String(call.payload['eventType']);
  if (known.stop !== undefined) violate(`${what} of ${known.id} came after its end`);
  if (seqNo !== known.nextSeqNo) violate(`${what} of ${known.id} has the number ${seqNo}, not ${known.nextSeqNo}`);
  known.nextSeqNo = seqNo + 1;
}

/** Pages come in order and without a gap. */
function takePage({ reports, violations }: Books, { identity, action, payload }: ReceivedCall): void {
  const key = `${identity}/${String(payload['requestId'])}`;
  const report = reports.get(key) ?? { rows: [], nextSeqNo: 0, isWhole: false };
  reports.set(key, report);
  const seqNo = Number(payload['seqNo'] ?? 0);
  if (report.isWhole) violations.push(`${identity}: ${action} of ${key} goes on after its end`);
  if (seqNo !== report.nextSeqNo)
    violations.push(`${identity}: ${action} of ${key} has the number ${seqNo}, not ${report.nextSeqNo}`);
  report.nextSeqNo = seqNo + 1;
  report.isWhole = payload['tbc'] !== true;
  const rows = payload['reportData'] ?? payload['monitor'] ?? [];
  report.rows.push(...(rows as Payload[]));
}

function takeProfiles({ reports }: Books, { identity, payload }: ReceivedCall): void {
  const key = `${identity}/${String(payload['requestId'])}`;
  const report = reports.get(key) ?? { rows: [], nextSeqNo: 0, isWhole: false };
  reports.set(key, report);
  report.isWhole = payload['tbc'] !== true;
  report.rows.push(payload);
}
