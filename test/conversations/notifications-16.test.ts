// Everything else that a station of 1.6 may say, and peers that talk in their own way.

import { describe, expect, it } from 'vitest';
import { available, field, fieldStation, minute } from './field.ts';
import { createHarness, ordinaryCsms } from './harness.ts';
import { withoutCa } from './no-certificates.ts';

const cp01 = 'CP-01' as never;

describe('all 17 messages of a station', () => {
  it('DataTransfer of a vendor that nobody serves is UnknownVendorId', () => {
    const station = fieldStation();
    expect(station.call('DataTransfer', { vendorId: 'org.example', messageId: 'm', data: '{}' })).toEqual({
      status: 'UnknownVendorId',
    });
    expect(station.call('DataTransfer', { vendorId: 'constructor' })).toEqual({ status: 'UnknownVendorId' });
  });

  it.each([
    ['DiagnosticsStatusNotification', { status: 'Uploading' }, 'diagnostics'],
    ['FirmwareStatusNotification', { status: 'Installed' }, 'firmware'],
    ['LogStatusNotification', { status: 'Uploading', requestId: 7 }, 'log'],
    ['SignedFirmwareStatusNotification', { status: 'SignatureVerified', requestId: 8 }, 'signedFirmware'],
  ] as const)('%s is kept as the last word about its job, over a restart too', (action, payload, job) => {
    const station = fieldStation();
    station.facts('JobReported');
    for (const id of ['a', 'b']) expect(station.call(action, payload, id)).toEqual({});
    expect(station.facts('JobReported')).toHaveLength(1);
    const { ledger } = station.depot.restart().gateway.state;
    expect(ledger.stations.get(cp01)?.jobs.get(job)).toMatchObject({ status: payload.status });
  });

  it('a critical security event is durable before it is answered; it may raise an alarm', () => {
    const station = fieldStation();
    const { depot, link } = station;
    depot.promptDisk = false;
    const event = { type: 'TamperDetectionActivated', timestamp: station.time(), techInfo: 'door' };
    depot.says(link, [2, 'e', 'SecurityEventNotification', event]);
    expect(depot.hears(link)).toEqual([]);
    depot.commit();
    expect(depot.hears(link)).toEqual([[3, 'e', {}]]);
    expect(depot.gateway.state.ledger.stations.get(cp01)?.securityEvents).toMatchObject([
      { type: 'TamperDetectionActivated', info: 'door', critical: true },
    ]);
    expect([...depot.gateway.state.alarms.keys()]).toContain('BB_STATION_SECURITY:CP-01');
  });

  it('events that anybody can provoke are rationed, and push no critical one out', () => {
    const station = fieldStation();
    const say = (type: string, at: number) =>
      station.call('SecurityEventNotification', { type, timestamp: station.time(at) });
    say('MemoryExhaustion', 0);
    for (let flood = 0; flood < 100; flood += 1) expect(say('InvalidMessages', flood)).toEqual({});
    const kept = station.facts('SecurityEventReported');
    expect(kept.length).toBe(11);
    expect(station.depot.gateway.state.ledger.stations.get(cp01)?.securityEvents).toHaveLength(1);
    station.depot.sleep(2 * minute);
    say('InvalidMessages', 0);
    expect(station.facts('SecurityEventReported')).toMatchObject([{ leftOut: 90 }]);
  });

  it('SignCertificate is refused with an alarm that says what to do', () => {
    const station = fieldStation();
    station.call('SignCertificate', { csr: 'x' }, 'sign');
    withoutCa(station.depot);
    expect(station.depot.hears(station.link)).toContainEqual([3, 'sign', { status: 'Rejected' }]);
    expect([...station.depot.gateway.state.alarms.keys()].join()).toContain('CERTIFICATE');
  });

  it('what only a central system says is NotSupported, what nobody says NotImplemented, in the spelling of 1.6', () => {
    const station = fieldStation();
    const code = (action: string, payload: object) => (station.call(action, payload) as unknown[])[2];
    expect([code('ClearCache', {}), code('TransactionEvent', {}), code('constructor', {})]).toEqual([
      'NotSupported',
      'NotImplemented',
      'NotImplemented',
    ]);
    expect(code('MeterValues', { connectorId: 1 })).toBe('OccurenceConstraintViolation');
    expect(code('Heartbeat', [])).toBe('FormationViolation');
  });

  it('an empty payload may be missing or null', () => {
    const { depot, link } = fieldStation();
    for (const text of ['[2,"a","Heartbeat"]', '[2,"b","Heartbeat",null]', ' [ 2 , "c" , "Heartbeat" , { } ] '])
      depot.writes(link, text);
    expect(depot.hears(link).map(([type, id]) => [type, id])).toEqual([
      [3, 'a'],
      [3, 'b'],
      [3, 'c'],
    ]);
  });
});

describe('message ids', () => {
  it('F073 the same id and payload: the identical answer, and no second effect', () => {
    const station = fieldStation();
    const { depot, link } = station;
    const status = (id: string, status: string) =>
      station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status }, id);
    status('s1', 'Preparing');
    status('s2', 'Charging');
    expect(status('s1', 'Preparing')).toEqual({});
    expect(depot.gateway.state.ledger.stations.get(cp01)?.statuses.get(1)?.native).toBe('Charging');
    const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: station.time() };
    expect(station.call('StartTransaction', start, 't')).toEqual(station.call('StartTransaction', start, 't'));
    expect(station.facts('TransactionStarted')).toHaveLength(1);
    expect(depot.hears(link)).toEqual([]);
  });

  it('F073 while it is being handled, a repeat is answered once', () => {
    const station = fieldStation();
    const { depot, link } = station;
    const csms = depot.connectCsms();
    depot.answers(csms, (action) => (action === 'Authorize' ? undefined : ordinaryCsms()(action, {})));
    for (let time = 0; time < 3; time += 1) depot.says(link, [2, 'a', 'Authorize', { idTag: 'X' }]);
    const asked = depot.hears(csms).filter(([, , action]) => action === 'Authorize');
    expect(asked).toHaveLength(1);
    depot.says(csms, [3, asked[0]![1], { idTagInfo: { status: 'Accepted' } }]);
    expect(depot.hears(link)).toEqual([[3, 'a', { idTagInfo: { status: 'Accepted' } }]]);
  });

  it('F074 the same id with another payload while the first is handled: refused and noted, the first stays', () => {
    const site = field();
    const uplinks = site.uplinks.map((one) => ({ ...one, securityEvents: true }));
    const station = fieldStation({ site: { ...site, uplinks } });
    const { depot, link } = station;
    const csms = depot.connectCsms();
    depot.answers(csms, (action) => (action === 'Authorize' ? undefined : ordinaryCsms()(action, {})));
    depot.says(link, [2, 'a', 'Authorize', { idTag: 'X' }]);
    const [asked] = depot.hears(csms).filter(([, , action]) => action === 'Authorize');
    depot.says(link, [2, 'a', 'Authorize', { idTag: 'Y' }]);
    depot.says(link, [2, 'a', 'Authorize', { idTag: 'Z' }]);
    expect(depot.hears(link).map(([type, id, code]) => [type, id, code])).toEqual([
      [4, 'a', 'ProtocolError'],
      [4, 'a', 'ProtocolError'],
    ]);
    expect(station.facts('SecurityEventRaised').filter(({ type }) => type === 'AttemptedReplayAttacks')).toMatchObject([
      { critical: false, techInfo: 'CP-01: a message id was used for two messages' },
      { critical: false },
    ]);
    depot.says(csms, [3, asked![1], { idTagInfo: { status: 'Accepted' } }]);
    expect(depot.hears(link)).toEqual([[3, 'a', { idTagInfo: { status: 'Accepted' } }]]);
  });

  it('a station that counts from 1 in each connection, or uses one id for everything, is understood', () => {
    const station = fieldStation();
    const { depot } = station;
    const one = (action: string, payload: object) => station.call(action, payload, '1');
    const meter = (wh: number) => ({
      connectorId: 1,
      meterValue: [{ timestamp: station.time(), sampledValue: [{ value: String(wh) }] }],
    });
    const { transactionId } = one('StartTransaction', {
      connectorId: 1,
      idTag: 'A',
      meterStart: 0,
      timestamp: station.time(),
    }) as { transactionId: number };
    for (const wh of [10, 20, 30]) expect(one('MeterValues', { ...meter(wh), transactionId })).toEqual({});
    expect(one('StatusNotification', { connectorId: 1, ...available })).toEqual({});
    const first = one('Heartbeat', {}) as { currentTime: string };
    depot.sleep(5000);
    expect(one('Heartbeat', {})).not.toEqual(first);
    expect(station.facts('TransactionSampled')).toHaveLength(3);
    const again = fieldStation({ depot, boots: false });
    for (const wh of [40, 50]) again.call('MeterValues', { ...meter(wh), transactionId }, '1');
    expect(again.facts('TransactionSampled')).toHaveLength(2);
    expect(depot.failures).toEqual([]);
  });

  it('numbers, long ones and odd ones are echoed as they came', () => {
    const { depot, link } = fieldStation();
    depot.writes(link, '[2,17,"Heartbeat",{}]');
    depot.writes(link, `[2,"${'x'.repeat(200)}","Heartbeat",{}]`);
    depot.writes(link, '[2,"a\\"b\\u0000","Heartbeat",{}]');
    expect(depot.hears(link).map(([type, id]) => [type, id])).toEqual([
      [3, 17],
      [3, 'x'.repeat(200)],
      [3, 'a"b\u0000'],
    ]);
  });
});

describe('peers that talk in their own way', () => {
  it('several CALLs at once are answered in order', () => {
    const station = fieldStation();
    const { depot, link } = station;
    depot.promptDisk = false;
    const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: station.time() };
    depot.says(link, [2, '1', 'StartTransaction', start]);
    depot.says(link, [2, '2', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' }]);
    depot.says(link, [2, '3', 'Heartbeat', {}]);
    depot.says(link, [2, '4', 'MeterValues', { connectorId: 1, meterValue: [] }]);
    expect(depot.hears(link)).toEqual([]);
    depot.promptDisk = true;
    depot.commit();
    expect(depot.hears(link).map(([type, id]) => [type, id])).toEqual(['1', '2', '3', '4'].map((id) => [3, id]));
  });

  it('F077 what a station has under way is bounded: the 17th waits at the door, and comes when there is room', () => {
    const station = fieldStation();
    const { depot, link } = station;
    depot.answers(depot.connectCsms(), (action) => (action === 'Authorize' ? undefined : ordinaryCsms()(action, {})));
    for (let at = 0; at < 40; at += 1) depot.says(link, [2, `a${at}`, 'Authorize', { idTag: `TAG-${at}` }]);
    expect(depot.gateway.state.links.get(link)?.session.handling.size).toBe(16);
    expect(depot.hears(link)).toEqual([]);
    depot.sleep(10_000);
    const answered = depot.hears(link).filter(([type]) => type === 3);
    expect(answered.map(([, id]) => id)).toEqual(Array.from({ length: 40 }, (_, at) => `a${at}`));
  });

  it.each([1000, 1999])('a peer that gives up after 2 s has its answer before (CSMS silent for %d ms)', (wait) => {
    const station = fieldStation();
    const { depot, link } = station;
    depot.answers(depot.connectCsms(), (action) => (action === 'Authorize' ? undefined : ordinaryCsms()(action, {})));
    depot.says(link, [2, 'a', 'Authorize', { idTag: 'X' }]);
    depot.says(link, [
      2,
      's',
      'StartTransaction',
      { connectorId: 1, idTag: 'Y', meterStart: 0, timestamp: station.time() },
    ]);
    depot.sleep(wait);
    const ids = depot.hears(link).map(([, id]) => id);
    expect(ids).toEqual(wait > 1500 ? ['a', 's'] : []);
  });

  it('an Authorize is always answered, also where the disk is full or there is no central system', () => {
    const depot = createHarness(field());
    const station = fieldStation({ depot });
    depot.driver.onDisk('full', 'no room');
    expect(station.call('Authorize', { idTag: 'X' })).toEqual({ idTagInfo: { status: 'Accepted' } });
  });
});
