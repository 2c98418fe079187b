// Charging sessions as a central system hears of them, with the gateway as one charge point and the real ones behind it.

import { describe, expect, it } from 'vitest';
import { boots, newDepot, reports, tag } from './kit/depot.ts';
import type { Depot } from './kit/depot.ts';
import type { Said } from './kit/party.ts';
import { charging, starts, stops } from './kit/states.ts';

const accepted = { status: 'Accepted' };
const invalid = { status: 'Invalid' };

/** A token is presented, and the central system is asked about it. */
function presents({ station, csms }: Depot, idTag: string, idTagInfo: object = accepted): void {
  csms.byHand('Authorize');
  const question = station.says('Authorize', { idTag });
  csms.takes('Authorize', { idTag }, { idTagInfo });
  question.answered({ idTagInfo });
}

/** The charge point starts, and the central system gives the transaction its number. */
function begins(
  { station, csms, time }: Depot,
  transactionId: number,
  idTag = tag,
  idTagInfo: object = accepted,
): Said {
  csms.byHand('StartTransaction');
  const start = station.says('StartTransaction', { connectorId: 1, idTag, meterStart: 1000, timestamp: time() });
  const told = { connectorId: 2, idTag, meterStart: 1000, timestamp: time() };
  csms.takes('StartTransaction', told, { transactionId, idTagInfo });
  return start;
}

const tells = ({ csms }: Depot, ...statuses: readonly string[]): void => {
  for (const status of statuses) csms.hears('StatusNotification', { connectorId: 2, status });
};

describe('a session begins', () => {
  it('TC_003_CS the cable is plugged in, then a token is presented', () => {
    const depot = newDepot();
    reports(depot.station, 1, 'Preparing');
    tells(depot, 'Preparing');
    presents(depot, tag);
    begins(depot, 77).answered({ idTagInfo: accepted });
    reports(depot.station, 1, 'Charging');
    tells(depot, 'Charging');
  });

  it('TC_004_1_CS a token is presented, then the cable is plugged in', () => {
    const depot = newDepot();
    presents(depot, tag);
    reports(depot.station, 1, 'Preparing');
    begins(depot, 77).answered({ idTagInfo: accepted });
    reports(depot.station, 1, 'Charging');
    tells(depot, 'Preparing', 'Charging');
  });

  it('TC_004_2_CS a token is presented and no cable is plugged in: the connector is free again', () => {
    const depot = newDepot();
    presents(depot, tag);
    reports(depot.station, 1, 'Preparing');
    depot.passes(60);
    reports(depot.station, 1, 'Available');
    tells(depot, 'Preparing', 'Available');
    depot.csms.hearsNo('StartTransaction');
  });

  it('TC_023_4_CS a token that the central system does not know is presented: nothing starts', () => {
    const depot = newDepot();
    reports(depot.station, 1, 'Preparing');
    presents(depot, 'STRANGER', invalid);
    reports(depot.station, 1, 'Available');
    tells(depot, 'Preparing', 'Available');
    depot.csms.hearsNo('StartTransaction');
  });
});

describe('a session ends', () => {
  it('TC_068_CS the token that began the session ends it', () => {
    const depot = newDepot();
    const { transactionId, upstreamId } = charging(depot);
    stops(depot.station, transactionId, depot.time(), { idTag: tag, reason: 'Local' });
    reports(depot.station, 1, 'Finishing');
    depot.csms.hears('StopTransaction', { transactionId: upstreamId, idTag: tag });
    depot.csms.hearsNo('Authorize');
    tells(depot, 'Finishing');
  });

  it('TC_069_CS another token of the same parent ends the session', () => {
    const depot = newDepot();
    const family = { ...accepted, parentIdTag: 'FLEET' };
    depot.csms.always({ Authorize: { idTagInfo: family } });
    const { transactionId, upstreamId } = charging(depot);
    presents(depot, 'VAN-2', family);
    stops(depot.station, transactionId, depot.time(), { idTag: 'VAN-2', reason: 'Local' });
    reports(depot.station, 1, 'Finishing');
    depot.csms.hears('StopTransaction', { transactionId: upstreamId, idTag: 'VAN-2' });
    tells(depot, 'Finishing');
  });

  it('TC_005_1_CS the cable is pulled out at the vehicle: the session ends, and the connector is unlocked', () => {
    const depot = newDepot();
    sets(depot, 'StopTransactionOnEVSideDisconnect', 'true');
    sets(depot, 'UnlockConnectorOnEVSideDisconnect', 'true');
    const { transactionId, upstreamId } = charging(depot);
    stops(depot.station, transactionId, depot.time(), { reason: 'EVDisconnected' });
    reports(depot.station, 1, 'Finishing');
    reports(depot.station, 1, 'Available');
    depot.csms.hears('StopTransaction', { transactionId: upstreamId, reason: 'EVDisconnected' });
    tells(depot, 'Finishing', 'Available');
  });

  it('TC_005_2_CS the cable is pulled out at the vehicle: the session ends, and the connector stays locked', () => {
    const depot = newDepot();
    sets(depot, 'StopTransactionOnEVSideDisconnect', 'true');
    sets(depot, 'UnlockConnectorOnEVSideDisconnect', 'false');
    const { transactionId, upstreamId } = charging(depot);
    stops(depot.station, transactionId, depot.time(), { reason: 'EVDisconnected' });
    reports(depot.station, 1, 'Finishing');
    depot.csms.hears('StopTransaction', { transactionId: upstreamId, reason: 'EVDisconnected' });
    tells(depot, 'Finishing');
    depot.csms.hearsNo('StatusNotification', { status: 'Available' });
  });

  it('TC_005_3_CS the cable is pulled out at the vehicle and plugged in again: the session goes on', () => {
    const depot = newDepot();
    sets(depot, 'StopTransactionOnEVSideDisconnect', 'false');
    const { transactionId, upstreamId } = charging(depot);
    reports(depot.station, 1, 'SuspendedEV');
    depot.passes(20);
    reports(depot.station, 1, 'Charging');
    tells(depot, 'SuspendedEV', 'Charging');
    depot.csms.hearsNo('StopTransaction');
    stops(depot.station, transactionId, depot.time(), { idTag: tag, reason: 'Local' });
    depot.csms.hears('StopTransaction', { transactionId: upstreamId, reason: 'Local' });
  });

  /** A key that the central system sets for the whole site is set at the charge point. */
  function sets({ station, neighbour, csms }: Depot, key: string, value: string): void {
    csms.asks('ChangeConfiguration', { key, value }, accepted);
    for (const party of [station, neighbour]) party.hears('ChangeConfiguration', { key, value });
  }
});

describe('meter values', () => {
  const sampled = (time: string, value: string, context: string) => [
    { timestamp: time, sampledValue: [{ value, context, measurand: 'Energy.Active.Import.Register', unit: 'Wh' }] },
  ];

  it('TC_070_CS meter values of a session are told', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const { transactionId, upstreamId } = charging(depot);
    for (const value of ['1100', '1200', '1300']) {
      depot.passes(60);
      const meterValue = sampled(time(), value, 'Sample.Periodic');
      station.asks('MeterValues', { connectorId: 1, transactionId, meterValue }, {});
      csms.hears('MeterValues', { connectorId: 2, transactionId: upstreamId, meterValue });
    }
  });

  it('TC_071_CS meter values at round times are told, without a session and within one', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    csms.asks('ChangeConfiguration', { key: 'ClockAlignedDataInterval', value: '900' }, accepted);
    station.hears('ChangeConfiguration', { key: 'ClockAlignedDataInterval', value: '900' });
    const idle = sampled(time(), '1000', 'Sample.Clock');
    station.asks('MeterValues', { connectorId: 1, meterValue: idle }, {});
    csms.hears('MeterValues', { connectorId: 2, meterValue: idle });
    const { transactionId, upstreamId } = charging(depot);
    const busy = sampled(time(), '1100', 'Sample.Clock');
    station.asks('MeterValues', { connectorId: 1, transactionId, meterValue: busy }, {});
    csms.hears('MeterValues', { connectorId: 2, transactionId: upstreamId, meterValue: busy });
  });
});

describe('power fails', () => {
  it('TC_032_1_CS power fails: a charge point ends its session before it goes down', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const { transactionId, upstreamId } = charging(depot);
    stops(station, transactionId, time(), { reason: 'PowerLoss' });
    reports(station, 1, 'Finishing');
    csms.hears('StopTransaction', { transactionId: upstreamId, reason: 'PowerLoss' });
    tells(depot, 'Finishing');
    everythingReturns(depot, 'Finishing');
    csms.hearsNo('StopTransaction');
  });

  it('TC_032_2_CS power fails: a charge point ends its session after it came up again', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const { transactionId, upstreamId } = charging(depot);
    const wentDown = time();
    everythingReturns(depot, 'Finishing');
    stops(station, transactionId, wentDown, { reason: 'PowerLoss' });
    csms.hears('StopTransaction', { transactionId: upstreamId, reason: 'PowerLoss', timestamp: wentDown });
    csms.hearsNo('StopTransaction');
  });

  it('TC_034_CS power fails: connectors that were taken out of service are so still when it is back', () => {
    const depot = newDepot();
    const { station, neighbour, csms } = depot;
    const order = csms.says('ChangeAvailability', { connectorId: 0, type: 'Inoperative' });
    for (const party of [station, neighbour])
      party.takes('ChangeAvailability', { connectorId: 0, type: 'Inoperative' }, accepted);
    order.answered(accepted);
    for (const connector of [0, 1, 2]) reports(station, connector, 'Unavailable');
    for (const connector of [0, 1]) reports(neighbour, connector, 'Unavailable');
    const everyConnector = [0, 1, 2, 3];
    for (const connectorId of everyConnector) csms.hears('StatusNotification', { connectorId, status: 'Unavailable' });
    csms.forgets();
    depot.powerFails();
    csms.connects();
    csms.hears('BootNotification', {});
    for (const connectorId of everyConnector) csms.hears('StatusNotification', { connectorId, status: 'Unavailable' });
    csms.hearsNo('StatusNotification', { status: 'Available' });
  });

  /** Power is off for the whole site, and back a while later. */
  function everythingReturns(depot: Depot, status: string): void {
    const { station, neighbour, csms } = depot;
    csms.forgets();
    depot.powerFails();
    depot.passes(60);
    csms.connects();
    csms.hears('BootNotification', { chargePointVendor: 'Busbar' });
    for (const connectorId of [0, 1, 2, 3]) csms.hears('StatusNotification', { connectorId });
    neighbour.connects();
    boots(neighbour);
    station.connects();
    boots(station);
    for (const [connector, now] of ['Available', status, 'Available'].entries()) reports(station, connector, now);
    csms.forgets();
  }
});

describe('the central system is away', () => {
  const at = (value: string, timestamp: string) => [{ timestamp, sampledValue: [{ value, unit: 'Wh' }] }];

  it('TC_036_CS meter values of a session are kept while the central system is away, and told in order when it is back', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const { transactionId, upstreamId } = charging(depot);
    csms.drops();
    const kept = [];
    for (const value of ['1100', '1200', '1300', '1400']) {
      depot.passes(60);
      kept.push(...at(value, time()));
      station.asks('MeterValues', { connectorId: 1, transactionId, meterValue: at(value, time()) }, {});
    }
    csms.connects();
    station.asks('MeterValues', { connectorId: 1, transactionId, meterValue: at('1500', time()) }, {});
    const told = csms.hearsAll('MeterValues');
    for (const message of told) expect(message).toMatchObject({ connectorId: 2, transactionId: upstreamId });
    expect(told.flatMap(({ meterValue }) => meterValue)).toEqual([...kept, ...at('1500', time())]);
  });

  it('TC_037_1_CS a session begins while the central system is away, with a token that is known', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    presents(depot, tag);
    csms.drops();
    depot.passes(60);
    const began = time();
    starts(station, began);
    reports(station, 1, 'Charging');
    depot.passes(60);
    csms.connects();
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag, timestamp: began });
    tells(depot, 'Charging');
  });

  it('TC_038_CS a session ends while the central system is away', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const { transactionId, upstreamId } = charging(depot);
    csms.drops();
    depot.passes(60);
    const ended = time();
    stops(station, transactionId, ended, { idTag: tag, reason: 'Local' });
    reports(station, 1, 'Finishing');
    depot.passes(60);
    csms.connects();
    csms.hears('StopTransaction', { transactionId: upstreamId, reason: 'Local', timestamp: ended });
    tells(depot, 'Finishing');
  });

  it('TC_039_CS a session begins and ends while the central system is away', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    presents(depot, tag);
    csms.drops();
    const began = time();
    const transactionId = starts(station, began);
    depot.passes(60);
    const ended = time();
    stops(station, transactionId, ended, { idTag: tag, reason: 'Local' });
    depot.passes(60);
    csms.always({ StartTransaction: { transactionId: 4711, idTagInfo: accepted } });
    csms.connects();
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag, timestamp: began });
    csms.hears('StopTransaction', { transactionId: 4711, reason: 'Local', timestamp: ended });
    csms.hearsNo('StartTransaction');
    csms.hearsNo('StopTransaction');
  });
});

describe('a charge point has a fault', () => {
  it('TC_041_CS a fault is told with its code, and that it is over', () => {
    const depot = newDepot();
    const { station, csms } = depot;
    const fault = {
      connectorId: 1,
      errorCode: 'GroundFailure',
      status: 'Faulted',
      info: 'RCD',
      vendorErrorCode: 'E17',
    };
    station.asks('StatusNotification', fault, {});
    csms.hears('StatusNotification', { ...fault, connectorId: 2 });
    reports(station, 1, 'Available');
    csms.hears('StatusNotification', { connectorId: 2, status: 'Available', errorCode: 'NoError' });
  });
});
