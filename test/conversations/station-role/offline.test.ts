// Transactions while the CSMS is away (1.6 §3.7): kept in order, told once, with their own times.

import { describe, expect, it } from 'vitest';
import { at, newDepot, siteOf, startAt } from './depot.ts';
import type { Payload, Talker } from './depot.ts';

const told = (csms: Talker): (readonly [string, Payload])[] =>
  csms.calls().filter(([action]) => /Transaction|MeterValues/.test(action));

const measure = (station: Talker, transactionId: number, minute: number): unknown =>
  station.asks('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp: at(minute), sampledValue: [{ value: String(1000 + minute) }] }],
  });

const stop = (station: Talker, transactionId: number, minute: number): unknown =>
  station.asks('StopTransaction', {
    transactionId,
    meterStop: 1000 + minute,
    timestamp: at(minute),
    idTag: 'VAN-1',
    reason: 'Local',
  });

describe('offline', () => {
  it('TC_036_CS the connection is lost during a transaction: its values follow when it is back', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    const transactionId = startAt(station, 1);
    depot.drop(csms);
    measure(station, transactionId, 2);
    measure(station, transactionId, 3);
    const back = depot.csms();
    expect(told(back)).toMatchObject([
      ['MeterValues', { transactionId: 5001, meterValue: [{ timestamp: at(2) }, { timestamp: at(3) }] }],
    ]);
    measure(station, transactionId, 4);
    expect(told(back)).toHaveLength(1);
  });

  it('TC_038_CS a transaction stops while it is offline', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    const transactionId = startAt(station, 1);
    depot.drop(csms);
    expect(stop(station, transactionId, 5)).toBeDefined();
    expect(told(depot.csms())).toMatchObject([
      ['StopTransaction', { transactionId: 5001, timestamp: at(5), reason: 'Local' }],
    ]);
  });

  it('TC_039_CS a whole transaction takes place offline, also over a restart of the gateway', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    depot.drop(depot.csms());
    const transactionId = startAt(station, 1);
    measure(station, transactionId, 2);
    const again = depot.restart();
    const back = again.station('CP-01');
    stop(back, transactionId, 5);
    const calls = told(again.csms());
    expect(calls.map(([action]) => action)).toEqual(['StartTransaction', 'MeterValues', 'StopTransaction']);
    expect(calls.map(([, payload]) => payload)).toMatchObject([
      { timestamp: at(1), meterStart: 1000 },
      { transactionId: 5001, meterValue: [{ timestamp: at(2) }] },
      { transactionId: 5001, meterStop: 1005, timestamp: at(5) },
    ]);
  });

  it('TC_037_1_CS a transaction that starts offline is told first when the connection is back, in the order of all', () => {
    const depot = newDepot();
    const one = depot.station('CP-01');
    const other = depot.station('CP-02');
    depot.drop(depot.csms());
    startAt(one, 1);
    startAt(other, 2);
    const calls = told(depot.csms());
    expect(calls.map(([, { connectorId }]) => connectorId)).toEqual([1, 2]);
  });

  it('nothing of a transaction is told before the registration is accepted', () => {
    const depot = newDepot(siteOf(1));
    const station = depot.station('CP-01');
    startAt(station, 1);
    const csms = depot.csms((action) =>
      action === 'BootNotification' ? { status: 'Pending', interval: 30, currentTime: at(0) } : {},
    );
    depot.passes(20_000);
    expect(told(csms)).toEqual([]);
  });
});
