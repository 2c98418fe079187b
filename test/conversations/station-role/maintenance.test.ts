// Diagnostics, firmware, certificates and data of vendors of the site.

import { describe, expect, it } from 'vitest';
import type { UploadOutcome } from '../../../src/core/ports.ts';
import { csmsRule, newDepot, siteOf, startAt, willing } from './depot.ts';
import type { Depot, Payload, Rule, Talker } from './depot.ts';

const uploaded = (depot: Depot, outcome: UploadOutcome): void => {
  const { upload } = depot.harness.uploads.at(-1)!;
  depot.harness.offers({ kind: 'uploaded', upload, outcome });
  depot.settle();
};

const statuses = (csms: Talker, action: string): unknown[] =>
  csms.calls(action).map(([, { status, requestId }]) => (requestId === undefined ? status : [requestId, status]));

describe('diagnostics', () => {
  const location = 'https://user:secret@csms.example/logs/';

  it('TC_045_1_CS are uploaded where the CSMS wants them, and it is told how that goes', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    startAt(station, 1, 'SECRET-TOKEN-1');
    const csms = depot.csms();
    const { fileName } = csms.asks('GetDiagnostics', { location }) as { fileName: string };
    expect(fileName).toMatch(/^busbar-depot-.*\.json\.gz$/);
    expect(depot.harness.uploads).toMatchObject([{ location, fileName }]);
    const report = JSON.stringify(depot.harness.uploads[0]!.report);
    expect(report).toContain('"ledger"');
    expect(report).not.toContain('SECRET-TOKEN-1');
    csms.asks('TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' });
    uploaded(depot, { ok: true });
    csms.asks('TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' });
    expect(statuses(csms, 'DiagnosticsStatusNotification')).toEqual(['Uploading', 'Uploading', 'Uploaded', 'Idle']);
  });

  it('TC_045_2_CS that cannot be uploaded are tried again as often as is wanted, then UploadFailed', () => {
    const depot = newDepot();
    const csms = depot.csms();
    csms.asks('GetDiagnostics', { location, retries: 2, retryInterval: 10 });
    for (const tries of [1, 2, 3]) {
      expect(depot.harness.uploads).toHaveLength(tries);
      uploaded(depot, { ok: false, reason: 'the server answered 507' });
      depot.passes(11_000);
    }
    expect(depot.harness.uploads).toHaveLength(3);
    expect(statuses(csms, 'DiagnosticsStatusNotification')).toEqual(['Uploading', 'UploadFailed']);
    expect([...depot.harness.gateway.state.alarms]).toContainEqual([
      'BB_UPLOAD_FAILED:csms',
      expect.stringContaining('507'),
    ]);
  });

  it('TC_045_2_CS a place for something else than HTTP is refused: no file, and UploadFailed', () => {
    const depot = newDepot();
    const csms = depot.csms();
    expect(csms.asks('GetDiagnostics', { location: 'ftp://csms.example/logs' })).toEqual({});
    expect(depot.harness.uploads).toEqual([]);
    expect(statuses(csms, 'DiagnosticsStatusNotification')).toEqual(['UploadFailed']);
  });

  const log = (requestId: number, more: object = {}) => ({
    logType: 'SecurityLog',
    requestId,
    log: { remoteLocation: location },
    ...more,
  });

  it('TC_079_CS the security log, with the number of the request', () => {
    const depot = newDepot();
    const csms = depot.csms();
    expect(csms.asks('GetLog', log(7))).toMatchObject({ status: 'Accepted' });
    expect(depot.harness.uploads[0]?.report).toMatchObject({ type: 'SecurityLog', security: [] });
    uploaded(depot, { ok: true });
    expect(statuses(csms, 'LogStatusNotification')).toEqual([
      [7, 'Uploading'],
      [7, 'Uploaded'],
    ]);
    expect(csms.asks('GetLog', log(8, { log: { remoteLocation: 'sftp://x/y' } }))).toEqual({ status: 'Rejected' });
  });

  it('a second log takes the place of the first, which says nothing more', () => {
    const depot = newDepot();
    const csms = depot.csms();
    csms.asks('GetLog', log(7));
    const first = depot.harness.uploads[0]!.upload;
    expect(csms.asks('GetLog', log(8))).toMatchObject({ status: 'AcceptedCanceled' });
    depot.harness.offers({ kind: 'uploaded', upload: first, outcome: { ok: true } });
    uploaded(depot, { ok: false, reason: 'x' });
    depot.passes(61_000);
    uploaded(depot, { ok: false, reason: 'x' });
    expect(statuses(csms, 'LogStatusNotification')).toEqual([
      [7, 'Uploading'],
      [8, 'Uploading'],
      [8, 'UploadFailure'],
    ]);
  });

  it('what became of an upload is told after the link was lost on it', () => {
    const depot = newDepot();
    const ordinary = csmsRule();
    const deaf: Rule = (action, payload) =>
      action === 'DiagnosticsStatusNotification' ? undefined : ordinary(action, payload);
    const csms = depot.csms(deaf);
    csms.asks('GetDiagnostics', { location });
    uploaded(depot, { ok: true });
    depot.drop(csms);
    expect(statuses(depot.csms(), 'DiagnosticsStatusNotification')).toEqual(['Uploading', 'Uploaded']);
  });
});

describe('firmware and certificates', () => {
  it('TC_044_CS firmware does not come over OCPP: DownloadFailed', () => {
    const csms = newDepot().csms();
    csms.calls();
    expect(csms.asks('UpdateFirmware', { location: 'https://x/y', retrieveDate: '2026-01-15T18:00:00Z' })).toEqual({});
    expect(csms.calls()).toEqual([['FirmwareStatusNotification', { status: 'DownloadFailed' }]]);
  });

  it('TC_080_CS signed firmware neither', () => {
    const firmware = {
      location: 'https://x/y',
      retrieveDateTime: '2026-01-15T18:00:00Z',
      signingCertificate: 'x',
      signature: 'y',
    };
    expect(newDepot().csms().asks('SignedUpdateFirmware', { requestId: 1, firmware })).toEqual({ status: 'Rejected' });
  });

  it('TC_075_2_CS without TLS no root of the central system is installed', () => {
    const root = { certificateType: 'CentralSystemRootCertificate', certificate: 'x' };
    expect(newDepot().csms().asks('InstallCertificate', root)).toEqual({ status: 'Rejected' });
  });
});

describe('data of vendors', () => {
  const transfer = (csms: Talker, messageId: string, data?: object): Payload =>
    csms.asks('DataTransfer', {
      vendorId: 'Busbar',
      messageId,
      ...(data !== undefined && { data: JSON.stringify(data) }),
    }) as Payload;

  it('TC_062_CS of a vendor or with a message that nobody knows', () => {
    const csms = newDepot().csms();
    expect(csms.asks('DataTransfer', { vendorId: 'Acme' })).toEqual({ status: 'UnknownVendorId' });
    expect(transfer(csms, 'Explode')).toEqual({ status: 'UnknownMessageId' });
    expect(transfer(csms, 'constructor')).toEqual({ status: 'UnknownMessageId' });
    expect(csms.asks('DataTransfer', { vendorId: 'busbar' })).toEqual({ status: 'UnknownMessageId' });
  });

  it('ResetStation resets one station', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    const reset = transfer(csms, 'ResetStation', { station: 'CP-01', type: 'Hard' });
    expect(reset).toEqual({ status: 'Accepted', data: '{"station":"CP-01","status":"Accepted"}' });
    expect(station.calls('Reset')).toEqual([['Reset', { type: 'Hard' }]]);
    transfer(csms, 'ResetStation', { station: 'CP-01' });
    expect(station.calls('Reset')).toEqual([['Reset', { type: 'Soft' }]]);
    for (const data of [undefined, {}, { station: 'CP-09' }, { station: 'CP-01', type: 'Gentle' }])
      expect(transfer(csms, 'ResetStation', data)).toMatchObject({ status: 'Rejected' });
    expect(transfer(csms, 'ResetStation', { station: 'CP-02' })).toMatchObject({
      status: 'Rejected',
      data: '{"station":"CP-02","status":"Offline"}',
    });
  });

  it('DescribeStation says which connectors of the CSMS a station has', () => {
    const depot = newDepot();
    depot.station('CP-01');
    const { status, data } = transfer(depot.csms(), 'DescribeStation', { station: 'CP-01' });
    expect(status).toBe('Accepted');
    expect(JSON.parse(data as string)).toEqual({
      station: 'CP-01',
      connected: true,
      vendor: 'Acme',
      model: 'One',
      connectors: [{ connectorId: 1, evse: 1, status: 'Available' }],
    });
  });

  it('TransferToStation passes data of another vendor to one station', () => {
    const depot = newDepot();
    const station = depot.station('CP-01', (action, payload) =>
      action === 'DataTransfer' ? { status: 'Accepted', data: 'pong' } : willing(action, payload),
    );
    const csms = depot.csms();
    expect(
      transfer(csms, 'TransferToStation', { station: 'CP-01', vendorId: 'Acme', messageId: 'ping', data: 'x' }),
    ).toEqual({ status: 'Accepted', data: '{"station":"CP-01","status":"Accepted","data":"pong"}' });
    expect(station.calls('DataTransfer')).toEqual([
      ['DataTransfer', { vendorId: 'Acme', messageId: 'ping', data: 'x' }],
    ]);
    expect(transfer(csms, 'TransferToStation', { station: 'CP-01' })).toMatchObject({ status: 'Rejected' });
  });

  it('GetDiagnostics and its like go to one station as they are written, if they are what OCPP 1.6 says', () => {
    const depot = newDepot();
    const station = depot.station('CP-01', (action, payload) =>
      action === 'GetDiagnostics' ? { fileName: 'log.gz' } : willing(action, payload),
    );
    const csms = depot.csms();
    const request = { location: 'https://files.example', retries: 2 };
    expect(transfer(csms, 'GetDiagnostics', { station: 'CP-01', request })).toEqual({
      status: 'Accepted',
      data: '{"station":"CP-01","status":"Accepted","fileName":"log.gz"}',
    });
    expect(station.calls('GetDiagnostics')).toEqual([['GetDiagnostics', request]]);
    for (const wrong of [undefined, {}, 'now', { location: 7 }])
      expect(transfer(csms, 'GetDiagnostics', { station: 'CP-01', request: wrong })).toMatchObject({
        status: 'Rejected',
        data: expect.stringContaining('is no GetDiagnostics of OCPP 1.6') as string,
      });
    expect(transfer(csms, 'SetChargingProfile', { station: 'CP-01' })).toEqual({ status: 'UnknownMessageId' });
  });
});

describe('data from stations', () => {
  const site = siteOf(2, { forwardDataTransfer: ['Acme'] });
  const data = { vendorId: 'acme', messageId: 'hello', data: 'x' };

  it('TC_064_CS of a vendor that the site file names go to the CSMS with the station in them, and its answer comes back', () => {
    const depot = newDepot(site);
    const station = depot.station('CP-02');
    const ordinary = csmsRule();
    const csms = depot.csms((action, payload) =>
      action === 'DataTransfer' ? { status: 'Accepted', data: 'y' } : ordinary(action, payload),
    );
    expect(station.asks('DataTransfer', data)).toEqual({ status: 'Accepted', data: 'y' });
    expect(csms.calls('DataTransfer')).toEqual([
      ['DataTransfer', { vendorId: 'acme', messageId: 'hello', data: '{"station":"CP-02","data":"x"}' }],
    ]);
  });

  it('of any other vendor are unknown, and nobody hears of them', () => {
    const depot = newDepot(site);
    const station = depot.station('CP-01');
    const csms = depot.csms();
    expect(station.asks('DataTransfer', { vendorId: 'Other' })).toEqual({ status: 'UnknownVendorId' });
    expect(csms.calls('DataTransfer')).toEqual([]);
  });

  it('are Rejected while the CSMS is away, refuses, or goes away over them', () => {
    const depot = newDepot(site);
    const station = depot.station('CP-01');
    expect(station.asks('DataTransfer', data)).toEqual({ status: 'Rejected' });
    const ordinary = csmsRule();
    const csms = depot.csms((action, payload) => (action === 'DataTransfer' ? undefined : ordinary(action, payload)));
    expect(station.asks('DataTransfer', data, 'slow')).toBeUndefined();
    depot.drop(csms);
    expect(station.answerTo('slow')).toEqual({ status: 'Rejected' });
    depot.csms((action, payload) => (action === 'DataTransfer' ? 'NotImplemented' : ordinary(action, payload)));
    expect(station.asks('DataTransfer', { ...data, data: 'z' })).toEqual({ status: 'Rejected' });
  });
});
