// Reservations of the site (1.6 §5.1, §5.13).

import { describe, expect, it } from 'vitest';
import { at, newDepot, startAt, willing } from './depot.ts';
import type { Depot, Payload, Rule, Talker } from './depot.ts';

const expiryDate = '2026-01-15T19:00:00.000Z';

const reserve = (csms: Talker, more: object = {}): unknown =>
  csms.asks('ReserveNow', { connectorId: 1, expiryDate, idTag: 'VAN-1', reservationId: 77, ...more });

const given = (station: Talker): Payload[] => station.calls('ReserveNow').map(([, payload]) => payload);

const answering =
  (status: string): Rule =>
  (action, payload) =>
    action === 'ReserveNow' || action === 'CancelReservation' ? { status } : willing(action, payload);

function reserved(depot: Depot = newDepot()) {
  const station = depot.station('CP-01');
  const csms = depot.csms();
  expect(reserve(csms)).toEqual({ status: 'Accepted' });
  const [order] = given(station);
  csms.calls();
  return { depot, station, csms, number: order!['reservationId'] as number };
}

const startTold = (csms: Talker): Payload | undefined => csms.calls('StartTransaction')[0]?.[1];

describe('a reservation', () => {
  it('TC_046_CS is passed to the station under a number of ours, and the start that uses it carries the number of the CSMS', () => {
    const { station, csms, number } = reserved();
    expect(number).not.toBe(77);
    startAt(station, 1, 'VAN-1', { reservationId: number });
    expect(startTold(csms)).toMatchObject({ connectorId: 1, reservationId: 77 });
    expect(csms.asks('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Rejected' });
  });

  it('TC_046_CS is told also where the station does not name it, and after a restart', () => {
    const { depot } = reserved();
    const again = depot.restart();
    const station = again.station('CP-01');
    const csms = again.csms();
    startAt(station, 1, 'van-1');
    expect(startTold(csms)).toMatchObject({ reservationId: 77 });
  });

  it('a number that nobody knows is not passed on', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    startAt(station, 1, 'VAN-1', { reservationId: 4711 });
    expect(startTold(csms)).not.toHaveProperty('reservationId');
  });

  it('TC_047_CS expires: the start after it belongs to no reservation', () => {
    const { depot, station, csms, number } = reserved();
    depot.passes(61 * 60_000);
    expect(depot.harness.facts.filter(({ kind }) => kind === 'ReservationEnded')).toMatchObject([{ why: 'expired' }]);
    csms.calls();
    startAt(station, 1, 'VAN-1', { reservationId: number });
    expect(startTold(csms)).not.toHaveProperty('reservationId');
  });

  it.each([
    ['TC_048_1_CS', 'Faulted'],
    ['TC_048_2_CS', 'Occupied'],
    ['TC_048_3_CS', 'Unavailable'],
    ['TC_048_4_CS', 'Rejected'],
  ])('%s is %s where the station says so, and nothing is kept', (_id, status) => {
    const depot = newDepot();
    depot.station('CP-01', answering(status));
    const csms = depot.csms();
    expect(reserve(csms)).toEqual({ status });
    expect(csms.asks('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Rejected' });
  });

  it('TC_048_4_CS is Rejected by a station that has no reservations, is away, or is too late', () => {
    const depot = newDepot();
    const station = depot.station('CP-01', (action, payload) =>
      action === 'ReserveNow' ? 'NotImplemented' : willing(action, payload),
    );
    const csms = depot.csms();
    expect(reserve(csms)).toEqual({ status: 'Rejected' });
    depot.drop(station);
    expect(reserve(csms)).toEqual({ status: 'Rejected' });
    expect(reserve(csms, { expiryDate: '2026-01-15T17:00:00Z' })).toEqual({ status: 'Rejected' });
    expect(reserve(csms, { connectorId: 9 })).toEqual({ status: 'Rejected' });
  });

  it('TC_049_CS TC_050_4_CS of the whole charge point is Rejected, as ReserveConnectorZeroSupported says', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    expect(reserve(depot.csms(), { connectorId: 0 })).toEqual({ status: 'Rejected' });
    expect(given(station)).toEqual([]);
  });

  it('TC_051_CS is cancelled under the number of the station', () => {
    const { station, csms, number } = reserved();
    expect(csms.asks('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Accepted' });
    expect(station.calls('CancelReservation')).toEqual([['CancelReservation', { reservationId: number }]]);
    expect(csms.asks('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Rejected' });
  });

  it('TC_052_CS is not cancelled under another number, nor while the station is away', () => {
    const { depot, station, csms } = reserved();
    expect(csms.asks('CancelReservation', { reservationId: 78 })).toEqual({ status: 'Rejected' });
    expect(station.calls('CancelReservation')).toEqual([]);
    depot.drop(station);
    expect(csms.asks('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Rejected' });
    depot.station('CP-01');
    expect(csms.asks('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Accepted' });
  });

  it('a reservation that the station has lost is lost', () => {
    const { station, csms } = reserved();
    station.rule = answering('Rejected');
    expect(csms.asks('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Rejected' });
    station.rule = willing;
    expect(csms.asks('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Rejected' });
    expect(station.calls('CancelReservation')).toHaveLength(1);
  });

  it('TC_053_CS carries the parent token', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    reserve(depot.csms(), { parentIdTag: 'FLEET' });
    expect(given(station)[0]).toMatchObject({ idTag: 'VAN-1', parentIdTag: 'FLEET', expiryDate });
  });

  it('of the same number replaces the last, at the same station and at another', () => {
    const { depot, station, csms, number } = reserved();
    expect(reserve(csms, { idTag: 'VAN-2' })).toEqual({ status: 'Accepted' });
    expect(given(station)).toMatchObject([{ reservationId: number, idTag: 'VAN-2' }]);
    const other = depot.station('CP-02');
    expect(reserve(csms, { connectorId: 2 })).toEqual({ status: 'Accepted' });
    expect(given(other)).toHaveLength(1);
    expect(station.calls('CancelReservation')).toEqual([['CancelReservation', { reservationId: number }]]);
    startAt(station, 1, 'VAN-2');
    expect(startTold(csms)).not.toHaveProperty('reservationId');
    other.asks('StartTransaction', { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: at(3) });
    expect(startTold(csms)).toMatchObject({ connectorId: 2, reservationId: 77 });
  });
});
