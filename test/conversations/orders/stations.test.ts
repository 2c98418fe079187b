// What is for the stations themselves: reset, availability, unlock, triggers, and long work whose progress is told.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import { createHarness } from '../harness.ts';
import { beginAt, sceneOf } from './scene.ts';
import type { Payload, Scene } from './scene.ts';

const begin16 = (scene: Scene, place: number): void => {
  scene.say(place, 'StartTransaction', {
    connectorId: 1,
    idTag: '04AABBCC',
    meterStart: 1000,
    timestamp: new Date(scene.depot.utc()).toISOString(),
  });
  scene.news();
};

const end16 = (scene: Scene, place: number): void => {
  const [open] = [...scene.depot.gateway.state.ledger.stations.values()].flatMap(({ transactions }) => [
    ...transactions.known.values(),
  ]);
  scene.say(place, 'StopTransaction', {
    transactionId: open!.number,
    meterStop: 2000,
    timestamp: new Date(scene.depot.utc()).toISOString(),
  });
};

describe('Reset of one EVSE', () => {
  it.each<[Version, string, object]>([
    ['1.6', 'Immediate', { type: 'Hard' }],
    ['1.6', 'OnIdle', { type: 'Soft' }],
    ['2.0.1', 'Immediate', { type: 'Immediate' }],
    ['2.1', 'OnIdle', { type: 'OnIdle' }],
  ])('B11: is that of its station of %s, where it has no other: %s', (south, type, told) => {
    const scene = sceneOf('2.0.1', [south]);
    expect(scene.order('Reset', { type, evseId: 1 })).toEqual({ status: 'Accepted' });
    expect(scene.told).toEqual([[0, 'Reset', told]]);
    expect(scene.order('Reset', { type, evseId: 9 })).toEqual({ status: 'Rejected' });
  });

  it('B12: a station of 1.6 that charges is reset when it is idle', () => {
    const scene = sceneOf('2.0.1', ['1.6']);
    begin16(scene, 0);
    expect(scene.order('Reset', { type: 'OnIdle', evseId: 1 })).toEqual({ status: 'Scheduled' });
    expect(scene.told.filter(([, action]) => action === 'Reset')).toEqual([]);
    end16(scene, 0);
    scene.order('Heartbeats are not for a CSMS', {});
    expect(scene.told.filter(([, action]) => action === 'Reset')).toEqual([[0, 'Reset', { type: 'Soft' }]]);
  });

  it('ImmediateAndResume (2.1) is Immediate for a station of 2.0.1', () => {
    const scene = sceneOf('2.1', ['2.0.1', '2.1']);
    for (const evseId of [1, 2]) {
      scene.order('Reset', { type: 'ImmediateAndResume', evseId });
      expect(scene.told[0]![2]).toEqual({ type: evseId === 1 ? 'Immediate' : 'ImmediateAndResume' });
    }
  });
});

describe('UnlockConnector', () => {
  it('F05: a station of 1.6 that charges is not asked: it would end the transaction', () => {
    const scene = sceneOf('2.0.1', ['1.6']);
    begin16(scene, 0);
    expect(scene.order('UnlockConnector', { evseId: 1, connectorId: 1 })).toEqual({
      status: 'OngoingAuthorizedTransaction',
    });
    expect(scene.told.filter(([, action]) => action === 'UnlockConnector')).toEqual([]);
  });

  it('F05: a plug that is not there is unknown', () => {
    const scene = sceneOf('2.0.1', ['1.6', '2.0.1']);
    expect(scene.order('UnlockConnector', { evseId: 1, connectorId: 2 })).toEqual({ status: 'UnknownConnector' });
    scene.order('UnlockConnector', { evseId: 2, connectorId: 2 });
    expect(scene.told).toEqual([[1, 'UnlockConnector', { evseId: 1, connectorId: 2 }]]);
  });
});

describe('ChangeAvailability', () => {
  const order = (scene: Scene, id: number, connectorId: number) =>
    scene.order('ChangeAvailability', { operationalStatus: 'Inoperative', evse: { id, connectorId } });

  it('G03: of the first plug is that of its EVSE; of another only stations of 2.x know', () => {
    const scene = sceneOf('2.0.1', ['1.6', '2.0.1']);
    expect(order(scene, 1, 1)).toEqual({ status: 'Accepted' });
    expect(scene.told).toEqual([[0, 'ChangeAvailability', { connectorId: 1, type: 'Inoperative' }]]);
    expect(order(scene, 1, 2)).toEqual({ status: 'Rejected' });
    expect(order(scene, 2, 2)).toEqual({ status: 'Accepted' });
    expect(scene.told).toEqual([
      [1, 'ChangeAvailability', { operationalStatus: 'Inoperative', evse: { id: 1, connectorId: 2 } }],
    ]);
  });
});

describe('TriggerMessage', () => {
  it.each<[Version, string]>([
    ['1.6', 'MeterValues'],
    ['2.0.1', 'TransactionEvent'],
  ])('F06: TransactionEvent is asked of a station of %s as %s, where it charges', (south, asked) => {
    const scene = sceneOf('2.0.1', [south]);
    const trigger = () => scene.order('TriggerMessage', { requestedMessage: 'TransactionEvent', evse: { id: 1 } });
    expect(trigger()).toEqual({ status: 'Rejected' });
    if (south === '1.6') begin16(scene, 0);
    else beginAt(scene, 0);
    expect(trigger()).toEqual({ status: 'Accepted' });
    expect(scene.told.filter(([, action]) => action === 'TriggerMessage')).toMatchObject([
      [0, 'TriggerMessage', { requestedMessage: asked }],
    ]);
  });

  it.each([
    ['SignChargingStationCertificate', 'Rejected'],
    ['SignV2GCertificate', 'Accepted'],
    ['SignCombinedCertificate', 'NotImplemented'],
  ])('F06: %s is for whoever has one: %s', (one, status) =>
    expect(sceneOf('2.0.1', ['2.0.1']).order('TriggerMessage', { requestedMessage: one })).toEqual({ status }),
  );

  it('F06: what the gateway knows itself it says itself', () => {
    const scene = sceneOf('2.0.1', ['2.0.1']);
    for (const one of ['PublishFirmwareStatusNotification', 'FirmwareStatusNotification', 'LogStatusNotification']) {
      expect(scene.order('TriggerMessage', { requestedMessage: one })).toEqual({ status: 'Accepted' });
      expect(scene.news()).toEqual([[one, { status: 'Idle' }]]);
    }
  });
});

describe('SetNetworkProfile', () => {
  it('B09: is Rejected, with an alarm', () => {
    const scene = sceneOf('2.0.1', ['2.0.1']);
    const connectionData = {
      ocppVersion: 'OCPP20',
      ocppTransport: 'JSON',
      ocppCsmsUrl: 'wss://elsewhere.example',
      messageTimeout: 30,
      securityProfile: 1,
      ocppInterface: 'Wired0',
    };
    expect(scene.order('SetNetworkProfile', { configurationSlot: 1, connectionData })).toEqual({ status: 'Rejected' });
    expect([...scene.depot.gateway.state.alarms.keys()]).toContain('BB_NETWORK_PROFILE:csms');
    expect(scene.told).toEqual([]);
  });
});

/** An order for one station, as a central system of 2.x gives it. */
const forStation = (scene: Scene, messageId: string, request: object, station = 'CP-01') =>
  scene.order('DataTransfer', { vendorId: 'Busbar', messageId, data: { station, request } });

describe('long work of one station', () => {
  const update = {
    requestId: 7,
    firmware: { location: 'http://f.example/fw.bin', retrieveDateTime: '2026-01-15T18:00:00Z' },
  };

  it.each<[Version, string, string, string]>([
    ['2.0.1', 'FirmwareStatusNotification', 'InstallRebooting', 'InstallRebooting'],
    ['1.6', 'FirmwareStatusNotification', 'Installing', 'Installing'],
  ])(
    'L02: a station of %s is told to update, and %s comes up with the number of the order',
    (south, action, said, told) => {
      const scene = sceneOf('2.0.1', [south]);
      expect(forStation(scene, 'UpdateFirmware', update)).toMatchObject({ status: 'Accepted' });
      expect(scene.told.map(([, one]) => one)).toEqual(['UpdateFirmware']);
      scene.say(0, action, { status: said, ...(south !== '1.6' && { requestId: 7 }) });
      expect(scene.news()).toContainEqual(['FirmwareStatusNotification', { status: told, requestId: 7 }]);
    },
  );

  it('L01: signed firmware has a message of its own in 1.6', () => {
    const scene = sceneOf('2.0.1', ['1.6']);
    const firmware = { ...update.firmware, signingCertificate: 'c', signature: 's' };
    forStation(scene, 'UpdateFirmware', { ...update, firmware });
    expect(scene.told[0]!.slice(1)).toMatchObject(['SignedUpdateFirmware', { requestId: 7 }]);
    scene.say(0, 'SignedFirmwareStatusNotification', { status: 'InvalidSignature', requestId: 7 });
    expect(scene.news()).toContainEqual(['FirmwareStatusNotification', { status: 'InvalidSignature', requestId: 7 }]);
  });

  it('L02: a central system of 1.6 hears the words that it has', () => {
    const depot = createHarness(smallDepot(1, 60, [uplink('csms', 'control', { version: '1.6' })]));
    const scene = sceneOf('1.6', ['2.0.1'], depot);
    const request = { location: 'http://f.example/fw.bin', retrieveDate: '2026-01-15T18:00:00Z' };
    const data = JSON.stringify({ station: 'CP-01', request });
    scene.order('DataTransfer', { vendorId: 'Busbar', messageId: 'UpdateFirmware', data });
    const { requestId } = scene.told[0]![2] as { requestId: number };
    for (const status of ['DownloadPaused', 'SignatureVerified', 'InstallVerificationFailed'])
      scene.say(0, 'FirmwareStatusNotification', { status, requestId });
    expect(scene.news().map(([, payload]) => payload)).toEqual([
      { status: 'Downloading' },
      { status: 'Installing' },
      { status: 'InstallationFailed' },
    ]);
  });

  it('N01: a log goes the same way', () => {
    const scene = sceneOf('2.0.1', ['2.0.1']);
    const request = { logType: 'SecurityLog', requestId: 8, log: { remoteLocation: 'http://f.example/logs' } };
    expect(forStation(scene, 'GetLog', request)).toMatchObject({ status: 'Accepted' });
    expect(scene.told).toEqual([[0, 'GetLog', request]]);
    scene.say(0, 'LogStatusNotification', { status: 'PermissionDenied', requestId: 8 });
    expect(scene.news()).toContainEqual(['LogStatusNotification', { status: 'PermissionDenied', requestId: 8 }]);
    scene.say(0, 'LogStatusNotification', { status: 'Uploaded', requestId: 99 });
    expect(scene.news()).toEqual([]);
  });

  it('N01: a log of a data collector (2.1) is no message for a station of 2.0.1', () => {
    const scene = sceneOf('2.1', ['2.0.1']);
    const request = { logType: 'DataCollectorLog', requestId: 8, log: { remoteLocation: 'http://f.example/logs' } };
    expect(forStation(scene, 'GetLog', request)).toMatchObject({ status: 'Rejected' });
    expect(scene.told).toEqual([]);
  });
});

describe('DataTransfer', () => {
  const site = smallDepot(1, 60, [uplink('csms', 'control', { version: '2.0.1', forwardDataTransfer: ['Acme'] })]);
  const accept = (data: unknown) => (action: string) =>
    action === 'DataTransfer' ? { status: 'Accepted', data } : undefined;

  it('P02: data that are JSON go up and come back as JSON, and as a text for a station of 1.6', () => {
    const scene = sceneOf('2.0.1', ['2.0.1'], createHarness(site));
    const said = { vendorId: 'Acme', data: { list: [1, { two: true }] } };
    expect(scene.say(0, 'DataTransfer', said, accept([3]))).toEqual({ status: 'Accepted', data: [3] });
    expect(scene.news()).toContainEqual([
      'DataTransfer',
      { vendorId: 'Acme', data: { station: 'CP-01', data: said.data } },
    ]);
    const old = sceneOf('2.0.1', ['1.6'], createHarness(site));
    expect(old.say(0, 'DataTransfer', { vendorId: 'Acme', data: '{"a":1}' }, accept({ b: 2 }))).toEqual({
      status: 'Accepted',
      data: '{"b":2}',
    });
    expect(old.news()).toContainEqual([
      'DataTransfer',
      { vendorId: 'Acme', data: { station: 'CP-01', data: '{"a":1}' } },
    ]);
  });

  it('TC_P_01_CS: a vendor that nobody knows', () =>
    expect(sceneOf('2.0.1', ['2.0.1']).order('DataTransfer', { vendorId: 'Acme' })).toEqual({
      status: 'UnknownVendorId',
    }));
});

describe('the local list', () => {
  const entry = (idToken: string, status = 'Accepted') => ({
    idToken: { idToken, type: 'ISO14443' },
    idTokenInfo: { status },
  });
  const send = (scene: Scene, versionNumber: number, updateType: string, list?: readonly Payload[]) =>
    scene.order('SendLocalList', {
      versionNumber,
      updateType,
      ...(list !== undefined && { localAuthorizationList: list }),
    });

  it.each<Version>(['2.0.1', '2.1'])('D01, D02: TC_D_01_CS to TC_D_08_CS of a central system of %s', (north) => {
    const scene = sceneOf(north, ['2.0.1']);
    const version = () => scene.order('GetLocalListVersion', {});
    expect(version()).toEqual({ versionNumber: 0 });
    expect(send(scene, 3, 'Full', [entry('AA'), entry('BB', 'Blocked')])).toEqual({ status: 'Accepted' });
    expect(version()).toEqual({ versionNumber: 3 });
    expect(send(scene, 3, 'Differential', [entry('CC')])).toEqual({ status: 'VersionMismatch' });
    expect(send(scene, 4, 'Differential', [entry('CC'), { idToken: entry('AA').idToken }])).toEqual({
      status: 'Accepted',
    });
    expect(version()).toEqual({ versionNumber: 4 });
    expect(send(scene, 5, 'Full')).toEqual({ status: 'Accepted' });
  });

  it('C11: ClearCache', () => {
    const scene = sceneOf('2.0.1', ['2.0.1', '1.6']);
    expect(scene.order('ClearCache', {})).toEqual({ status: 'Accepted' });
    expect(scene.told.map(([place, action]) => [place, action])).toEqual([
      [0, 'ClearCache'],
      [1, 'ClearCache'],
    ]);
  });
});
