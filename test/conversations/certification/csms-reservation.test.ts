// Reservations that a central system makes at a charge point behind the gateway.

import { describe, expect, it } from 'vitest';
import { newDepot, reports, tag } from './kit/depot.ts';
import type { Depot } from './kit/depot.ts';
import type { Said } from './kit/party.ts';
import { authorizes, starts } from './kit/states.ts';

const accepted = { status: 'Accepted' };
const reservationId = 71;

interface Reserve {
  readonly parentIdTag?: string;
  readonly status?: string;
}

/** Connector 2 is reserved, which is connector 1 of the charge point. Its number there may be another. */
function reserves({ station, csms, time }: Depot, { status = 'Accepted', ...parent }: Reserve = {}): number {
  const about = { expiryDate: time(60), idTag: tag, ...parent };
  const order = csms.says('ReserveNow', { connectorId: 2, reservationId, ...about });
  const asked = station.takes('ReserveNow', { connectorId: 1, ...about }, { status });
  order.answered({ status });
  return asked['reservationId'] as number;
}

/** The connector is reserved, and the central system has heard so. */
function reserved(depot: Depot, about: Reserve = {}): number {
  const here = reserves(depot, about);
  reports(depot.station, 1, 'Reserved');
  depot.csms.hears('StatusNotification', { connectorId: 2, status: 'Reserved' });
  return here;
}

const cancels = ({ csms }: Depot): Said => csms.says('CancelReservation', { reservationId });

describe('a reservation', () => {
  it('TC_046_CSMS a reservation is used by the token that it was made for', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const here = reserved(depot);
    authorizes(station);
    reports(station, 1, 'Preparing');
    starts(station, time(), { reservationId: here });
    reports(station, 1, 'Charging');
    csms.hears('StartTransaction', { connectorId: 2, idTag: tag, reservationId });
  });

  it('TC_047_CSMS a reservation ends when its time is over', () => {
    const depot = newDepot();
    const { station, csms, passes } = depot;
    reserved(depot);
    passes(61);
    reports(station, 1, 'Available');
    csms.hears('StatusNotification', { connectorId: 2, status: 'Available' });
    cancels(depot).answered({ status: 'Rejected' });
  });

  it('TC_048_1_CSMS a reservation cannot be made, because the connector has a fault', () => {
    reserves(newDepot(), { status: 'Faulted' });
  });

  it('TC_048_2_CSMS a reservation cannot be made, because the connector is in use', () => {
    const depot = newDepot();
    reports(depot.station, 1, 'Preparing');
    reserves(depot, { status: 'Occupied' });
  });

  it('TC_048_3_CSMS a reservation cannot be made, because the connector is out of service', () => {
    const depot = newDepot();
    const { station, csms } = depot;
    const order = csms.says('ChangeAvailability', { connectorId: 2, type: 'Inoperative' });
    station.takes('ChangeAvailability', { connectorId: 1, type: 'Inoperative' }, accepted);
    order.answered(accepted);
    reports(station, 1, 'Unavailable');
    reserves(depot, { status: 'Unavailable' });
  });

  it('TC_048_4_CSMS a reservation cannot be made, because the charge point takes none', () => {
    reserves(newDepot(), { status: 'Rejected' });
  });

  it('TC_053_CSMS a reservation is used by another token of the same parent', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    csms.always({ Authorize: { idTagInfo: { ...accepted, parentIdTag: 'FLEET' } } });
    const here = reserved(depot, { parentIdTag: 'FLEET' });
    station.asks('Authorize', { idTag: 'VAN-2' }, { idTagInfo: { ...accepted, parentIdTag: 'FLEET' } });
    starts(station, time(), { idTag: 'VAN-2', reservationId: here });
    csms.hears('StartTransaction', { connectorId: 2, idTag: 'VAN-2', reservationId });
  });
});

describe('a reservation is given up', () => {
  it('TC_051_CSMS a reservation is cancelled', () => {
    const depot = newDepot();
    const { station, csms } = depot;
    const here = reserved(depot);
    const order = cancels(depot);
    station.takes('CancelReservation', { reservationId: here }, accepted);
    order.answered(accepted);
    reports(station, 1, 'Available');
    csms.hears('StatusNotification', { connectorId: 2, status: 'Available' });
  });

  it('TC_052_CSMS a reservation is cancelled, and the charge point refuses', () => {
    const depot = newDepot();
    const here = reserved(depot);
    const order = cancels(depot);
    depot.station.takes('CancelReservation', { reservationId: here }, { status: 'Rejected' });
    order.answered({ status: 'Rejected' });
    expect(here).toBeGreaterThan(0);
  });
});
