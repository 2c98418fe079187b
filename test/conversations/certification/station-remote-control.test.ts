// The gateway as one charge point: what a central system orders from afar, and what it refuses.

import { describe, it } from 'vitest';
import { newDepot, reports, tag } from './kit/depot.ts';
import type { Depot } from './kit/depot.ts';
import { authorizes, charging, starts, stops } from './kit/states.ts';

const accepted = { status: 'Accepted' };
const rejected = { status: 'Rejected' };

/** The central system asks first whether the token will be asked about, then for the session. */
function isStarted({ station, csms }: Depot, idTag = tag): void {
  const key = 'AuthorizeRemoteTxRequests';
  csms.asks('GetConfiguration', { key: [key] }, { configurationKey: [{ key }] });
  const order = csms.says('RemoteStartTransaction', { connectorId: 2, idTag });
  station.takes('RemoteStartTransaction', { connectorId: 1, idTag }, accepted);
  order.answered(accepted);
}

describe('a session from afar', () => {
  it('TC_010_CS a remote start after the cable was plugged in', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    reports(station, 1, 'Preparing');
    csms.hears('StatusNotification', { connectorId: 2, status: 'Preparing' });
    isStarted(depot);
    authorizes(station);
    csms.hears('Authorize', { idTag: tag });
    starts(station, time());
    reports(station, 1, 'Charging');
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Charging' });
  });

  it('TC_011_1_CS a remote start before the cable is plugged in', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    isStarted(depot);
    authorizes(station);
    csms.hears('Authorize', { idTag: tag });
    reports(station, 1, 'Preparing');
    starts(station, time());
    reports(station, 1, 'Charging');
    for (const status of ['Preparing', 'Charging']) csms.hears('StatusNotification', { connectorId: 2, status });
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag });
  });

  it('TC_011_2_CS a remote start, and no cable is plugged in before the time is over', () => {
    const depot = newDepot();
    const { station, csms, passes } = depot;
    isStarted(depot);
    authorizes(station);
    csms.hears('Authorize', { idTag: tag });
    reports(station, 1, 'Preparing');
    passes(60);
    reports(station, 1, 'Available');
    for (const status of ['Preparing', 'Available']) csms.hears('StatusNotification', { connectorId: 2, status });
    csms.hearsNo('StartTransaction');
  });

  it('TC_012_CS a remote stop', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const { transactionId, upstreamId } = charging(depot);
    const order = csms.says('RemoteStopTransaction', { transactionId: upstreamId });
    station.takes('RemoteStopTransaction', { transactionId }, accepted);
    order.answered(accepted);
    stops(station, transactionId, time(), { reason: 'Remote' });
    reports(station, 1, 'Finishing');
    csms.hears('StopTransaction', { transactionId: upstreamId, reason: 'Remote' });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Finishing' });
  });

  it('TC_023_5_CS a remote start with a token that the central system does not know: nothing starts', () => {
    const depot = newDepot();
    const { station, csms } = depot;
    csms.always({ Authorize: { idTagInfo: { status: 'Invalid' } } });
    reports(station, 1, 'Preparing');
    isStarted(depot, 'STRANGER');
    authorizes(station, 'STRANGER', 'Invalid');
    csms.hears('Authorize', { idTag: 'STRANGER' });
    csms.hearsNo('StartTransaction');
  });
});

describe('what is refused', () => {
  it('TC_026_CS a remote start at a connector where a vehicle charges is refused', () => {
    const depot = newDepot();
    charging(depot);
    depot.csms.asks('RemoteStartTransaction', { connectorId: 2, idTag: 'VAN-2' }, rejected);
    depot.station.hearsNo('RemoteStartTransaction');
  });

  it('TC_027_CS a remote start at connector 0 is refused', () => {
    const { station, neighbour, csms } = newDepot();
    csms.asks('RemoteStartTransaction', { connectorId: 0, idTag: tag }, rejected);
    for (const party of [station, neighbour]) party.hearsNo('RemoteStartTransaction');
  });

  it('TC_028_CS a remote stop of a transaction that there is not is refused', () => {
    const depot = newDepot();
    const { upstreamId } = charging(depot);
    depot.csms.asks('RemoteStopTransaction', { transactionId: upstreamId + 1 }, rejected);
    depot.station.hearsNo('RemoteStopTransaction');
  });

  it('TC_055_CS meter values of a connector that there is not are refused', () => {
    const { csms, passes } = newDepot();
    csms.asks('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 4 }, rejected);
    passes(10);
    csms.hearsNo('MeterValues');
  });
});

describe('messages on order', () => {
  it('TC_054_CS meter values, a heartbeat, a status, and how diagnostics and firmware stand are sent on order', () => {
    const { station, csms, time } = newDepot();
    station.byHand('TriggerMessage');
    const values = csms.says('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 2 });
    station.takes('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 1 }, accepted);
    values.answered(accepted);
    const meterValue = [{ timestamp: time(), sampledValue: [{ value: '1000', context: 'Trigger', unit: 'Wh' }] }];
    station.asks('MeterValues', { connectorId: 1, meterValue }, {});
    csms.hears('MeterValues', { connectorId: 2, meterValue });

    csms.asks('TriggerMessage', { requestedMessage: 'Heartbeat' }, accepted);
    csms.hears('Heartbeat', {});

    const status = csms.says('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 2 });
    csms.forgets();
    if (status !== undefined) status.answered(accepted);
    csms.asks('TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' }, accepted);
    csms.hears('DiagnosticsStatusNotification', { status: 'Idle' });
    csms.asks('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' }, accepted);
    csms.hears('FirmwareStatusNotification', { status: 'Idle' });
  });
});
