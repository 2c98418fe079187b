// What stations of OCPP 2.x said and central systems ordered outlives the process of the gateway.

import { describe, expect, it } from 'vitest';
import { fieldOf2 } from './field-2x.ts';
import type { Field2 } from './field-2x.ts';

const toldOf = (field: Field2, action: string) =>
  field.told.filter(([name]) => name === action).map(([, payload]) => payload);

describe('limits that somebody else sets (K12)', () => {
  const limit = {
    chargingLimit: { chargingLimitSource: 'EMS' },
    evseId: 1,
    chargingSchedule: [
      {
        id: 1,
        startSchedule: '2026-01-15T17:00:00Z',
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 9 }],
      },
    ],
  };
  const idToken = { idToken: '04AABBCC', type: 'ISO14443' };

  /** What the last limit of the EVSE was. */
  const amps = (field: Field2) => field.depot.gateway.state.allocations.get('CP-01/1' as never)?.amps;

  it.each(['2.0.1', '2.1'] as const)('of %s still lower after a restart, until the station says otherwise', (south) => {
    const field = fieldOf2({ south });
    field.event('Started', 0, { triggerReason: 'Authorized', evse: { id: 1, connectorId: 1 }, idToken });
    field.passes(30);
    expect(amps(field)).toBeGreaterThan(9);
    field.says('NotifyChargingLimit', limit);
    field.says('NotifyChargingLimit', limit);
    expect(field.facts('ExternalLimitReported')).toHaveLength(1);
    field.passes(5);
    expect(amps(field)).toBe(9);
    field.restarts();
    field.passes(30);
    expect(amps(field)).toBe(9);
    field.says('ClearedChargingLimit', { chargingLimitSource: 'EMS', evseId: 1 });
    field.passes(60);
    expect(amps(field)).toBeGreaterThan(9);
  });

  it('a station that starts anew says it once more', () => {
    const field = fieldOf2();
    field.says('NotifyChargingLimit', limit);
    field.connects();
    expect(field.facts('ExternalLimitCleared')).toMatchObject([{ evse: 0 }]);
  });
});

it('N01 L01 how far a log is, that a central system wanted of one station, is told after a restart, and also when it was away', () => {
  const field = fieldOf2();
  field.passes(10);
  field.obeys = (action) => (action === 'GetLog' ? { status: 'Accepted', filename: 'log.gz' } : undefined);
  const request = { requestId: 77, logType: 'DiagnosticsLog', log: { remoteLocation: 'https://logs.example/up' } };
  const data = JSON.stringify({ station: 'CP-01', request });
  const answer = field.orders('DataTransfer', { vendorId: 'Busbar', messageId: 'GetLog', data });
  expect(answer?.[2]).toMatchObject({ status: 'Accepted' });
  const [, given] = field.ordered.find(([action]) => action === 'GetLog')!;
  field.restarts();
  field.dropsCsms();
  field.says('LogStatusNotification', { status: 'Uploaded', requestId: given['requestId'] });
  field.restarts();
  field.connectsCsms();
  field.passes(10);
  expect(toldOf(field, 'LogStatusNotification')).toContainEqual({ status: 'Uploaded', requestId: 77 });
});

describe('firmware that is fetched for stations (L03)', () => {
  const checksum = '0123456789abcdef0123456789abcdef';
  const order = { location: 'https://user:secret@fw.example/v2.bin', checksum, requestId: 5, retries: 2 };
  const files = (field: Field2, held: string[] = []) =>
    field.depot.offers({ kind: 'files', addresses: ['http://10.0.0.1:8081'], held });

  it('is fetched by the next process too, and its end is told; no password is in the open', () => {
    const field = fieldOf2();
    files(field);
    expect(field.orders('PublishFirmware', order)?.[2]).toEqual({ status: 'Accepted' });
    const opened = field.depot.lines.map(({ json }) => json.replace(/"sealed":"[^"]*"/g, '')).join();
    expect(opened).not.toContain('secret');
    field.restarts();
    files(field);
    const [fetch] = field.depot.files;
    expect(fetch).toMatchObject({ kind: 'fetchFile', location: order.location, checksum });
    const job = (fetch as { job: string }).job;
    field.depot.offers({ kind: 'fetched', job, outcome: { ok: true, bytes: 9 } });
    field.passes(5);
    const statuses = toldOf(field, 'PublishFirmwareStatusNotification').map(({ status }) => status);
    expect(statuses.slice(-3)).toEqual(['Downloaded', 'ChecksumVerified', 'Published']);
    expect(field.depot.gateway.state.ledger.gateway.wanted.size).toBe(0);
    field.restarts();
    files(field, [checksum]);
    expect(field.depot.files).toEqual([]);
  });

  it('is given up when it cannot be had', () => {
    const field = fieldOf2();
    files(field);
    field.orders('PublishFirmware', { ...order, retries: 0 });
    const [fetch] = field.depot.files;
    const job = (fetch as { job: string }).job;
    field.depot.offers({ kind: 'fetched', job, outcome: { ok: false, reason: 'gone', isWrong: false } });
    field.restarts();
    files(field);
    expect(field.depot.files).toEqual([]);
    field.passes(5);
    expect(toldOf(field, 'PublishFirmwareStatusNotification').at(-1)).toMatchObject({ status: 'DownloadFailed' });
  });
});

it('N07 events of a station that a central system missed are told to it after a restart, the same once', () => {
  const field = fieldOf2({ south: '2.1', north: '2.1' });
  field.passes(10);
  field.dropsCsms();
  const event = {
    eventId: 1,
    timestamp: new Date(field.depot.utc()).toISOString(),
    trigger: 'Alerting',
    actualValue: '91',
    eventNotificationType: 'HardWiredNotification',
    component: { name: 'Controller' },
    variable: { name: 'Temperature' },
    severity: 3,
  };
  field.says('NotifyEvent', { generatedAt: event.timestamp, seqNo: 0, eventData: [event] });
  field.restarts();
  field.connectsCsms();
  field.passes(10);
  const said = toldOf(field, 'NotifyEvent').flatMap(({ eventData }) => eventData as { actualValue: string }[]);
  expect(said.filter(({ actualValue }) => actualValue === '91')).toHaveLength(1);
});
