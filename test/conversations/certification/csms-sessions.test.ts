// Charging sessions as a charge point tells them, with the gateway as its central system and another one behind it.

import { describe, expect, it } from 'vitest';
import { boots, newDepot, reports, tag } from './kit/depot.ts';
import { authorizes, charging, starts, stops } from './kit/states.ts';

describe('boot', () => {
  it('TC_001_CSMS a charge point boots, tells its connectors and keeps in touch', () => {
    const { station, time, passes } = newDepot({ connected: false });
    station.connects();
    const about = { chargePointVendor: 'Acme', chargePointModel: 'Twin' };
    const { interval, currentTime } = station.asks('BootNotification', about, { status: 'Accepted' });
    expect(interval).toBeGreaterThan(0);
    expect(currentTime).toBe(time());
    for (const connector of [0, 1, 2]) reports(station, connector, 'Available');
    passes(interval as number);
    station.asks('Heartbeat', {}, { currentTime: time() });
  });
});

describe('a session begins', () => {
  it('TC_003_CSMS the cable is plugged in, then the driver is authorised', () => {
    const { station, csms, time } = newDepot();
    reports(station, 1, 'Preparing');
    authorizes(station);
    starts(station, time());
    reports(station, 1, 'Charging');
    csms.hears('StatusNotification', { connectorId: 2, status: 'Preparing' });
    csms.hears('Authorize', { idTag: tag });
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag, meterStart: 1000 });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Charging' });
  });

  it('TC_004_1_CSMS the driver is authorised, then the cable is plugged in', () => {
    const { station, csms, time } = newDepot();
    authorizes(station);
    reports(station, 1, 'Preparing');
    starts(station, time());
    reports(station, 1, 'Charging');
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Charging' });
  });

  it('TC_004_2_CSMS the driver is authorised and plugs nothing in before the time is over', () => {
    const { station, csms, passes } = newDepot();
    authorizes(station);
    reports(station, 1, 'Preparing');
    passes(60);
    reports(station, 1, 'Available');
    csms.hears('StatusNotification', { connectorId: 2, status: 'Preparing' });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Available' });
    csms.hearsNo('StartTransaction');
  });
});

describe('a session ends', () => {
  it('TC_005_1_CSMS the cable is pulled out at the vehicle: the charge point stops and frees the connector', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const { transactionId, upstreamId } = charging(depot);
    reports(station, 1, 'SuspendedEV');
    stops(station, transactionId, time(), { idTag: tag, reason: 'EVDisconnected' });
    reports(station, 1, 'Finishing');
    reports(station, 1, 'Available');
    csms.hears('StopTransaction', { transactionId: upstreamId, reason: 'EVDisconnected', meterStop: 2000 });
    for (const status of ['SuspendedEV', 'Finishing', 'Available'])
      csms.hears('StatusNotification', { connectorId: 2, status });
  });
});

describe('what the charge point knows already', () => {
  it('TC_007_CSMS a session begins with a token from the cache of the charge point, which nobody was asked about before', () => {
    const { station, csms, time } = newDepot();
    reports(station, 1, 'Preparing');
    starts(station, time());
    reports(station, 1, 'Charging');
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag });
  });

  it('TC_061_CSMS the cache of the charge point is cleared on order', () => {
    const { station, csms } = newDepot({ keys: { AuthorizationCacheEnabled: { value: 'true', readonly: true } } });
    station.byHand('ClearCache');
    const order = csms.says('ClearCache', {});
    expect(station.takes('ClearCache', {}, { status: 'Accepted' })).toEqual({});
    order.answered({ status: 'Accepted' });
  });
});

describe('a token that is no good', () => {
  it('TC_023_1_CSMS a token that nobody knows: Invalid', () => {
    isRefusedAs('Invalid');
  });

  it('TC_023_2_CSMS a token whose time is over: Expired', () => {
    isRefusedAs('Expired');
  });

  it('TC_023_3_CSMS a token that is blocked: Blocked', () => {
    isRefusedAs('Blocked');
  });

  function isRefusedAs(status: string): void {
    const { station, csms } = newDepot();
    csms.always({ Authorize: { idTagInfo: { status } } });
    authorizes(station, 'STRANGER', status);
    csms.hears('Authorize', { idTag: 'STRANGER' });
  }
});

describe('a fault before the session', () => {
  it('TC_024_CSMS the lock of the connector fails: nothing starts', () => {
    const { station, csms } = newDepot();
    authorizes(station);
    reports(station, 1, 'Preparing');
    reports(station, 1, 'Faulted', 'ConnectorLockFailure');
    csms.hears('StatusNotification', { connectorId: 2, status: 'Faulted', errorCode: 'ConnectorLockFailure' });
    csms.hearsNo('StartTransaction');
  });
});

describe('power and connection fail', () => {
  it('TC_032_1_CSMS power fails during a session: after the reboot the charge point stops it', () => {
    const depot = newDepot();
    const { station, csms, time, passes } = depot;
    const { transactionId, upstreamId } = charging(depot);
    station.drops();
    passes(30);
    station.connects();
    boots(station);
    for (const [connector, status] of ['Available', 'Finishing', 'Available'].entries())
      reports(station, connector, status);
    stops(station, transactionId, time(-30), { reason: 'PowerLoss' });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Finishing' });
    csms.hears('StopTransaction', { transactionId: upstreamId, reason: 'PowerLoss', timestamp: time(-30) });
    csms.hearsNo('StopTransaction');
  });

  it('TC_037_1_CSMS a session began while the charge point was cut off, with a good token', () => {
    const { station, csms, time, passes } = newDepot();
    const began = time();
    station.drops();
    passes(90);
    station.connects();
    starts(station, began);
    reports(station, 1, 'Charging');
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag, timestamp: began });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Charging' });
  });

  it('TC_037_3_CSMS a session began while the charge point was cut off, with a token that is not good', () => {
    const { station, csms, time, passes } = newDepot();
    const invalid = { status: 'Invalid' };
    csms.always({ Authorize: { idTagInfo: invalid }, StartTransaction: { transactionId: 77, idTagInfo: invalid } });
    const began = time();
    station.drops();
    passes(90);
    station.connects();
    const transactionId = starts(station, began, { idTag: 'STRANGER', status: 'Invalid' });
    reports(station, 1, 'Charging');
    stops(station, transactionId, time(), { reason: 'DeAuthorized' });
    reports(station, 1, 'Finishing');
    csms.hears('StartTransaction', { idTag: 'STRANGER', timestamp: began });
    csms.hears('StopTransaction', { transactionId: 77, reason: 'DeAuthorized' });
  });

  it('TC_039_CSMS a session began and ended while the charge point was cut off', () => {
    const { station, csms, time, passes } = newDepot();
    const began = time();
    station.drops();
    passes(90);
    const ended = time();
    passes(30);
    station.connects();
    const transactionId = starts(station, began);
    stops(station, transactionId, ended, { idTag: tag, reason: 'Local' });
    csms.hears('StartTransaction', { connectorId: 2, timestamp: began });
    csms.hears('StopTransaction', { transactionId: 5001, timestamp: ended, reason: 'Local' });
    csms.hearsNo('StartTransaction');
    csms.hearsNo('StopTransaction');
  });
});
