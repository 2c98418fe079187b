// Orders of a central system that come out at a charge point, with the numbers of the charge point, and their answers.

import { describe, expect, it } from 'vitest';
import { newDepot, reports, tag } from './kit/depot.ts';
import type { Depot } from './kit/depot.ts';
import { authorizes, charging, starts, stops } from './kit/states.ts';

/** The central system asks for a session at connector 2, which is connector 1 of the charge point. */
function startsFromAfar({ station, csms }: Depot, status: string): void {
  const order = csms.says('RemoteStartTransaction', { connectorId: 2, idTag: tag });
  order.waits();
  expect(station.takes('RemoteStartTransaction', { connectorId: 1, idTag: tag }, { status })).toEqual({
    connectorId: 1,
    idTag: tag,
  });
  order.answered({ status });
}

describe('start', () => {
  it('TC_010_CSMS a remote start after the cable was plugged in', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    reports(station, 1, 'Preparing');
    startsFromAfar(depot, 'Accepted');
    authorizes(station);
    starts(station, time());
    reports(station, 1, 'Charging');
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag });
  });

  it('TC_011_1_CSMS a remote start before the cable is plugged in', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    startsFromAfar(depot, 'Accepted');
    authorizes(station);
    reports(station, 1, 'Preparing');
    starts(station, time());
    reports(station, 1, 'Charging');
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag });
  });

  it('TC_011_2_CSMS a remote start, and nobody plugs a cable in before the time is over', () => {
    const depot = newDepot();
    const { station, csms, passes } = depot;
    startsFromAfar(depot, 'Accepted');
    authorizes(station);
    reports(station, 1, 'Preparing');
    passes(60);
    reports(station, 1, 'Available');
    csms.hears('StatusNotification', { connectorId: 2, status: 'Available' });
    csms.hearsNo('StartTransaction');
  });

  it('TC_026_CSMS a remote start that the charge point refuses', () => {
    const depot = newDepot();
    startsFromAfar(depot, 'Rejected');
    depot.csms.hearsNo('StartTransaction');
  });
});

describe('stop', () => {
  /** The number of the central system becomes that of the charge point. */
  function stopsFromAfar({ station, csms }: Depot, ids: ReturnType<typeof charging>, status: string): void {
    const order = csms.says('RemoteStopTransaction', { transactionId: ids.upstreamId });
    station.takes('RemoteStopTransaction', { transactionId: ids.transactionId }, { status });
    order.answered({ status });
  }

  it('TC_012_CSMS a remote stop', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const ids = charging(depot);
    stopsFromAfar(depot, ids, 'Accepted');
    stops(station, ids.transactionId, time(), { reason: 'Remote' });
    reports(station, 1, 'Finishing');
    reports(station, 1, 'Available');
    csms.hears('StopTransaction', { transactionId: ids.upstreamId, reason: 'Remote' });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Finishing' });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Available' });
  });

  it('TC_028_CSMS a remote stop that the charge point refuses: the session goes on', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const ids = charging(depot);
    stopsFromAfar(depot, ids, 'Rejected');
    csms.hearsNo('StopTransaction');
    stops(station, ids.transactionId, time(), { reason: 'Local' });
    csms.hears('StopTransaction', { transactionId: ids.upstreamId, reason: 'Local' });
  });
});

describe('unlock', () => {
  function unlocks({ station, csms }: Depot, status: string): void {
    const order = csms.says('UnlockConnector', { connectorId: 2 });
    station.takes('UnlockConnector', { connectorId: 1 }, { status });
    order.answered({ status });
  }

  it('TC_017_1_CSMS a connector where nothing charges is unlocked', () => {
    unlocks(newDepot(), 'Unlocked');
  });

  it('TC_017_2_CSMS a connector with a fixed cable cannot be unlocked', () => {
    unlocks(newDepot(), 'NotSupported');
  });

  it('TC_018_1_CSMS a connector where a vehicle charges is unlocked: the session ends', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const { transactionId, upstreamId } = charging(depot);
    unlocks(depot, 'Unlocked');
    reports(station, 1, 'Finishing');
    stops(station, transactionId, time(), { reason: 'UnlockCommand' });
    reports(station, 1, 'Available');
    csms.hears('StopTransaction', { transactionId: upstreamId, reason: 'UnlockCommand' });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Available' });
  });

  it('TC_030_CSMS a connector is not unlocked, because its lock is stuck', () => {
    unlocks(newDepot(), 'UnlockFailed');
  });

  it('TC_031_CSMS a connector that there is not is not unlocked', () => {
    const { station, neighbour, csms } = newDepot();
    csms.asks('UnlockConnector', { connectorId: 9 }, { status: 'NotSupported' });
    station.hearsNo('UnlockConnector');
    neighbour.hearsNo('UnlockConnector');
  });
});
