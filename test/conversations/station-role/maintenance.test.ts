// Diagnostics, firmware and certificates of the site.

import { describe, expect, it } from 'vitest';
import type { UploadOutcome } from '../../../src/core/ports.ts';
import { csmsRule, newDepot, startAt } from './depot.ts';
import type { Depot, Rule, Talker } from './depot.ts';

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

  const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: 'c' };

  it.each([
    ['TC_074_CS', 'CertificateSigned', { certificateChain: 'x' }, 'Rejected'],
    [
      'TC_075_1_CS',
      'InstallCertificate',
      { certificateType: 'ManufacturerRootCertificate', certificate: 'x' },
      'Rejected',
    ],
    [
      'TC_075_2_CS',
      'InstallCertificate',
      { certificateType: 'CentralSystemRootCertificate', certificate: 'x' },
      'Rejected',
    ],
    ['TC_076_CS', 'DeleteCertificate', { certificateHashData: hash }, 'NotFound'],
    ['TC_076_CS', 'GetInstalledCertificateIds', { certificateType: 'CentralSystemRootCertificate' }, 'NotFound'],
  ])('%s %s: there are no certificates that are managed over OCPP', (_id, action, payload, status) => {
    expect(newDepot().csms().asks(action, payload)).toEqual({ status });
  });
});
