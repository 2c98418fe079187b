// The gateway as one charge point: it boots, is reset, has configuration keys, and a log of what concerned security.

import { describe, expect, it } from 'vitest';
import type { Site } from '../../../src/model/config/site.ts';
import { boots, newDepot, reports } from './kit/depot.ts';
import type { Depot } from './kit/depot.ts';
import { charging, stops } from './kit/states.ts';

const accepted = { status: 'Accepted' };
const connectors = [0, 1, 2, 3];

describe('boot', () => {
  const about = { chargePointVendor: 'Busbar' };

  /** The charge points behind the gateway come up as well. */
  function comesUp({ station, neighbour }: Depot): void {
    for (const [party, last] of [
      [station, 2],
      [neighbour, 1],
    ] as const) {
      party.connects();
      boots(party);
      for (let connector = 0; connector <= last; connector += 1) reports(party, connector, 'Available');
    }
  }

  it('TC_001_CS the site boots, tells every connector once it is accepted, and keeps in touch', () => {
    const depot = newDepot({ connected: false });
    const { csms, time, passes } = depot;
    csms.byHand('BootNotification');
    csms.connects();
    comesUp(depot);
    csms.hearsNo('StatusNotification');
    csms.takes('BootNotification', about, { ...accepted, currentTime: time(), interval: 60 });
    for (const connectorId of connectors) csms.hears('StatusNotification', { connectorId, status: 'Available' });
    passes(61);
    csms.hears('Heartbeat', {});
  });

  it('TC_002_CS the site is told to wait: it shows and changes its settings meanwhile, then boots again and is accepted', () => {
    const depot = newDepot({ connected: false });
    const { csms, time, passes } = depot;
    csms.byHand('BootNotification');
    csms.connects();
    comesUp(depot);
    csms.takes('BootNotification', about, { status: 'Pending', currentTime: time(), interval: 20 });
    const key = ['SupportedFeatureProfiles'];
    csms.asks('GetConfiguration', { key }, { configurationKey: [{ key: key[0] }] });
    csms.asks('ChangeConfiguration', { key: 'HeartbeatInterval', value: '120' }, accepted);
    passes(19);
    for (const action of ['BootNotification', 'StatusNotification', 'Heartbeat']) csms.hearsNo(action);
    passes(2);
    csms.takes('BootNotification', about, { ...accepted, currentTime: time(), interval: 60 });
    for (const connectorId of connectors) csms.hears('StatusNotification', { connectorId, status: 'Available' });
  });
});

describe('reset', () => {
  const everyStation = (site: Site): Site => ({
    ...site,
    uplinks: site.uplinks.map((uplink) => ({ ...uplink, resetScope: 'fanout' })),
  });

  it('TC_013_CS a hard reset while nothing charges: what was out of service stays so', () => {
    isReset('Hard');
  });

  it('TC_014_CS a soft reset while nothing charges: what was out of service stays so', () => {
    isReset('Soft');
  });

  it('TC_015_CS a hard reset during a session, which ends with the reason HardReset (resetScope: fanout)', () => {
    endsByReset('Hard');
  });

  it('TC_016_CS a soft reset during a session, which ends with the reason SoftReset (resetScope: fanout)', () => {
    endsByReset('Soft');
  });

  function isReset(type: 'Hard' | 'Soft'): void {
    const depot = newDepot();
    const { csms } = depot;
    changes(depot, 'Inoperative', 'Unavailable');
    csms.asks('Reset', { type }, accepted);
    depot.passes(10);
    expect(csms.isConnected()).toBe(false);
    csms.connects();
    csms.hears('BootNotification', {});
    csms.hears('StatusNotification', { connectorId: 2, status: 'Unavailable' });
    for (const connectorId of [0, 1, 3]) csms.hears('StatusNotification', { connectorId, status: 'Available' });
    changes(depot, 'Operative', 'Available');
  }

  function changes({ station, csms }: Depot, type: string, status: string): void {
    const order = csms.says('ChangeAvailability', { connectorId: 2, type });
    station.takes('ChangeAvailability', { connectorId: 1, type }, accepted);
    order.answered(accepted);
    reports(station, 1, status);
    csms.hears('StatusNotification', { connectorId: 2, status });
  }

  function endsByReset(type: 'Hard' | 'Soft'): void {
    const depot = newDepot({ site: everyStation });
    const { station, neighbour, csms, time } = depot;
    const { transactionId, upstreamId } = charging(depot);
    const order = csms.says('Reset', { type });
    for (const party of [station, neighbour]) party.takes('Reset', { type }, accepted);
    order.answered(accepted);
    stops(station, transactionId, time(), { reason: `${type}Reset` });
    reports(station, 1, 'Finishing');
    station.drops();
    depot.passes(20);
    station.connects();
    boots(station);
    for (const [connector, status] of ['Available', 'Finishing', 'Available'].entries())
      reports(station, connector, status);
    if (!csms.isConnected()) csms.connects();
    csms.hears('StopTransaction', { transactionId: upstreamId, reason: `${type}Reset` });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Finishing' });
  }
});

describe('configuration keys', () => {
  /** What every charge point of OCPP 1.6 must have (§9.1), so far as it is not optional there. */
  const required = [
    'AuthorizeRemoteTxRequests',
    'ClockAlignedDataInterval',
    'ConnectionTimeOut',
    'ConnectorPhaseRotation',
    'GetConfigurationMaxKeys',
    'HeartbeatInterval',
    'LocalAuthorizeOffline',
    'LocalPreAuthorize',
    'MeterValuesAlignedData',
    'MeterValuesSampledData',
    'MeterValueSampleInterval',
    'NumberOfConnectors',
    'ResetRetries',
    'StopTransactionOnEVSideDisconnect',
    'StopTransactionOnInvalidId',
    'StopTxnAlignedData',
    'StopTxnSampledData',
    'SupportedFeatureProfiles',
    'TransactionMessageAttempts',
    'TransactionMessageRetryInterval',
    'UnlockConnectorOnEVSideDisconnect',
  ];

  interface Keys {
    readonly configurationKey?: readonly {
      readonly key: string;
      readonly readonly: boolean;
      readonly value?: string;
    }[];
    readonly unknownKey?: readonly string[];
  }

  it('TC_019_CS all configuration keys are shown, and one that is asked for', () => {
    const { csms } = newDepot();
    const { configurationKey: all = [] } = csms.asks('GetConfiguration', {}, {}) as Keys;
    expect(all.map(({ key }) => key)).toEqual(expect.arrayContaining(required));
    const { configurationKey: one, unknownKey } = csms.asks(
      'GetConfiguration',
      { key: ['SupportedFeatureProfiles'] },
      {},
    ) as Keys;
    expect(one).toEqual([
      { key: 'SupportedFeatureProfiles', readonly: true, value: expect.stringContaining('Core') as string },
    ]);
    expect(unknownKey ?? []).toEqual([]);
  });

  it('TC_021_CS a configuration key is changed, at every charge point', () => {
    const { station, neighbour, csms } = newDepot();
    const change = { key: 'MeterValueSampleInterval', value: '45' };
    csms.asks('ChangeConfiguration', change, accepted);
    for (const party of [station, neighbour]) party.hears('ChangeConfiguration', change);
    csms.asks('GetConfiguration', { key: [change.key] }, { configurationKey: [{ ...change, readonly: false }] });
  });

  it('TC_040_1_CS a configuration key that there is not is not changed', () => {
    const { csms } = newDepot();
    csms.asks('ChangeConfiguration', { key: 'NoSuchKey', value: '1' }, { status: 'NotSupported' });
    csms.asks('GetConfiguration', { key: ['NoSuchKey'] }, { unknownKey: ['NoSuchKey'] });
  });

  it('TC_040_2_CS a configuration key is not changed to what means nothing', () => {
    const { station, csms } = newDepot();
    csms.asks('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '-1' }, { status: 'Rejected' });
    station.hearsNo('ChangeConfiguration', { value: '-1' });
  });
});

describe('the security log', () => {
  it('TC_079_CS the security log is put where it is wanted', () => {
    const { csms, harness, passes } = newDepot();
    const remoteLocation = 'https://files.example/site';
    const request = { logType: 'SecurityLog', requestId: 7, log: { remoteLocation } };
    const { filename } = csms.asks('GetLog', request, { status: 'Accepted' });
    csms.hears('LogStatusNotification', { status: 'Uploading', requestId: 7 });
    const [wanted] = harness().uploads;
    expect(wanted).toMatchObject({ location: remoteLocation, fileName: filename, report: { type: 'SecurityLog' } });
    csms.hearsNo('LogStatusNotification');
    harness().offers({ kind: 'uploaded', upload: wanted!.upload, outcome: { ok: true } });
    passes(1);
    csms.hears('LogStatusNotification', { status: 'Uploaded', requestId: 7 });
  });
});
