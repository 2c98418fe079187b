// What a simulated charge point uploads and installs.

import { describe, expect, it } from 'vitest';
import { charging, inMs, online, statusesOf, van } from './talk.ts';

const accepted = { status: 'Accepted' } as const;

describe('diagnostics, logs and firmware (TC_044, TC_045, TC_079 to TC_081)', () => {
  it('uploads diagnostics step by step', () => {
    const talk = online();
    expect(talk.ask('GetDiagnostics', { location: 'http://x/' })).toEqual({ fileName: 'CP-01-diagnostics.zip' });
    talk.run(7000);
    talk.ask('TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' });
    talk.run(60_000);
    talk.ask('TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' });
    expect(statusesOf(talk, 'DiagnosticsStatusNotification')).toEqual(['Uploading', 'Uploading', 'Uploaded', 'Idle']);
  });

  it.each([
    ['diagnostics', 'UploadFailed'],
    ['log', 'UploadFailure'],
  ] as const)('fails at %s where it is made so', (failsAt, expected) => {
    const talk = online({ failsAt });
    talk.ask('GetDiagnostics', { location: 'http://x/' });
    talk.ask('GetLog', { requestId: 1, logType: 'SecurityLog', log: { remoteLocation: 'http://x/' } });
    talk.run(60_000);
    const action = failsAt === 'log' ? 'LogStatusNotification' : 'DiagnosticsStatusNotification';
    expect(statusesOf(talk, action)).toEqual(['Uploading', expected]);
  });

  it('a second GetLog takes the place of the first', () => {
    const talk = online();
    const wanted = (requestId: number) => ({
      requestId,
      logType: 'DiagnosticsLog',
      log: { remoteLocation: 'http://x/' },
    });
    expect(talk.ask('GetLog', wanted(1))).toMatchObject({ status: 'Accepted' });
    expect(talk.ask('GetLog', wanted(2))).toMatchObject({ status: 'AcceptedCanceled' });
    talk.run(60_000);
    expect(talk.of('LogStatusNotification').map(({ payload }) => payload)).toEqual([
      { status: 'Uploading', requestId: 2 },
      { status: 'Uploaded', requestId: 2 },
    ]);
  });

  it('installs firmware when nobody charges, boots with its version and says so', () => {
    const talk = charging({ evses: 2 });
    expect(
      talk.ask('UpdateFirmware', { location: 'http://x/ac22-2.4.1.bin', retrieveDate: inMs(talk, 10_000) }),
    ).toEqual({});
    talk.run(60_000);
    expect(statusesOf(talk, 'FirmwareStatusNotification')).toEqual(['Downloading', 'Downloaded']);
    expect(talk.evse(2).status).toBe('Unavailable');
    talk.event({ kind: 'plug', evse: 2, vehicle: van(), token: 'GOOD' });
    expect(talk.evse(2).charging).toBe(false);
    talk.event({ kind: 'unplug', evse: 1 });
    talk.run(60_000);
    expect(statusesOf(talk, 'FirmwareStatusNotification').slice(2)).toEqual(['Installing', 'Installed']);
    expect(talk.of('BootNotification').at(-1)!.payload).toMatchObject({ firmwareVersion: '2.4.1' });
    expect(talk.evse(1).status).toBe('Available');
  });

  it.each([
    ['download', ['Downloading', 'DownloadFailed']],
    ['installation', ['Downloading', 'Downloaded', 'Installing', 'InstallationFailed']],
  ] as const)('a %s that fails changes nothing', (failsAt, expected) => {
    const talk = online({ failsAt });
    talk.ask('UpdateFirmware', { location: 'http://x/2.0.bin', retrieveDate: inMs(talk, 0) });
    talk.run(120_000);
    expect(statusesOf(talk, 'FirmwareStatusNotification')).toEqual(expected);
    expect(talk.of('BootNotification')).toHaveLength(1);
    expect(talk.evse().status).toBe('Available');
  });

  it('takes signed firmware with a certificate only', () => {
    const talk = online();
    const firmware = { location: 'http://x/3.0.bin', retrieveDateTime: inMs(talk, 0), signature: 'x' };
    const ask = (signingCertificate: string) =>
      talk.ask('SignedUpdateFirmware', { requestId: 4, firmware: { ...firmware, signingCertificate } });
    expect(ask('none')).toEqual({ status: 'InvalidCertificate' });
    expect(ask('-----BEGIN CERTIFICATE-----')).toEqual(accepted);
    talk.run(120_000);
    expect(statusesOf(talk, 'SignedFirmwareStatusNotification')).toEqual([
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'Installing',
      'InstallRebooting',
      'Installed',
    ]);
    expect(talk.of('SignedFirmwareStatusNotification').every(({ payload }) => payload['requestId'] === 4)).toBe(true);
  });

  it('nothing moves without a connection', () => {
    const talk = online();
    talk.ask('GetDiagnostics', { location: 'http://x/' });
    talk.isUp = false;
    talk.drop();
    talk.run(60_000);
    talk.isUp = true;
    talk.run(200_000);
    expect(statusesOf(talk, 'DiagnosticsStatusNotification')).toEqual(['Uploading', 'Uploaded']);
  });
});
