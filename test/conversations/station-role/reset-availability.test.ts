// Reset and ChangeAvailability of the site (1.6 §5.2, §5.14).

import { describe, expect, it } from 'vitest';
import { csmsRule, newDepot, siteOf, startAt, statusesIn, willing } from './depot.ts';
import type { Payload, Rule, Talker } from './depot.ts';

describe('reset', () => {
  it.each([
    ['TC_013_CS', 'Hard'],
    ['TC_014_CS', 'Soft'],
  ])(
    '%s %s reset restarts our session only: accepted, closed, booted anew, and no station hears of it',
    (_id, type) => {
      const depot = newDepot();
      const station = depot.station('CP-01');
      const csms = depot.csms();
      expect(csms.asks('Reset', { type })).toEqual({ status: 'Accepted' });
      csms.calls();
      expect(csms.closed()).toBeUndefined();
      depot.passes(1000);
      expect(csms.closed()).toBe(1012);
      expect(csms.calls()).toEqual([]);
      expect(station.calls('Reset')).toEqual([]);
      depot.passes(3000);
      expect(depot.harness.wanted()).toHaveLength(1);
      const calls = depot.csms().calls();
      expect(calls[0]?.[0]).toBe('BootNotification');
      expect(statusesIn(calls)).toContain('1 Available');
    },
  );

  it('TC_015_CS TC_016_CS transactions go on over a reset, and what was under way is told under its old id', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const ordinary = csmsRule();
    const deaf: Rule = (action, payload) => (action === 'StartTransaction' ? undefined : ordinary(action, payload));
    const csms = depot.csms(deaf);
    startAt(station, 1);
    expect(csms.calls('StartTransaction')).toHaveLength(1);
    expect(csms.asks('Reset', { type: 'Hard' })).toEqual({ status: 'Accepted' });
    depot.passes(4000);
    const again = depot.csms();
    const calls = again.calls();
    expect(calls.map(([action]) => action)).toContain('StartTransaction');
    expect(calls.map(([action]) => action)).not.toContain('StopTransaction');
  });

  it('goes to every station where the site file says so, refused when one refuses', () => {
    const depot = newDepot(siteOf(2, { resetScope: 'fanout' }));
    const one = depot.station('CP-01');
    const other = depot.station('CP-02', (action, payload) =>
      action === 'Reset' ? { status: 'Rejected' } : willing(action, payload),
    );
    const csms = depot.csms();
    expect(csms.asks('Reset', { type: 'Soft' })).toEqual({ status: 'Rejected' });
    for (const station of [one, other]) expect(station.calls('Reset')).toEqual([['Reset', { type: 'Soft' }]]);
    other.rule = willing;
    expect(csms.asks('Reset', { type: 'Hard' })).toEqual({ status: 'Accepted' });
    depot.drop(other);
    expect(csms.asks('Reset', { type: 'Hard' })).toEqual({ status: 'Rejected' });
  });

  it('is refused where the site file says so', () => {
    const csms = newDepot(siteOf(1, { resetScope: 'reject' })).csms();
    expect(csms.asks('Reset', { type: 'Soft' })).toEqual({ status: 'Rejected' });
    expect(csms.closed()).toBeUndefined();
  });
});

const orders = (station: Talker): Payload[] => station.calls('ChangeAvailability').map(([, payload]) => payload);

const answering =
  (status: string, when: (payload: Payload) => boolean = () => true): Rule =>
  (action, payload) =>
    action === 'ChangeAvailability' && when(payload) ? { status } : willing(action, payload);

describe('availability', () => {
  it('a connector is taken out of service, and again when its station comes back, also after a restart', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    expect(csms.asks('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).toEqual({ status: 'Accepted' });
    expect(orders(station)).toEqual([{ connectorId: 1, type: 'Inoperative' }]);
    depot.drop(station);
    expect(orders(depot.station('CP-01'))).toEqual([]);
    const again = depot.restart();
    const back = again.plug('CP-01');
    again.passes(15_000);
    expect(orders(back)).toEqual([{ connectorId: 1, type: 'Inoperative' }]);
    again.passes(60_000);
    expect(orders(back)).toEqual([]);
  });

  it('what is in service again is told so only where it is seen to be out of it', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    csms.asks('ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
    csms.asks('ChangeAvailability', { connectorId: 1, type: 'Operative' });
    orders(station);
    depot.drop(station);
    const back = depot.plug('CP-01');
    depot.passes(15_000);
    expect(orders(back)).toEqual([]);
    depot.drop(back);
    const out = depot.plug('CP-01');
    out.asks('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Unavailable' });
    depot.passes(15_000);
    expect(orders(out)).toEqual([{ connectorId: 1, type: 'Operative' }]);
  });

  it('is Scheduled while a transaction runs, and told when it takes effect', () => {
    const depot = newDepot();
    const station = depot.station('CP-01', answering('Scheduled'));
    const csms = depot.csms();
    const transactionId = startAt(station, 1);
    expect(csms.asks('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).toEqual({ status: 'Scheduled' });
    csms.calls();
    station.asks('StopTransaction', { transactionId, meterStop: 1, timestamp: '2026-01-15T18:02:00Z' });
    station.asks('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Unavailable' });
    expect(statusesIn(csms.calls())).toEqual(['1 Unavailable']);
  });

  it('connector 0 is the site: all stations, any refusal refuses the whole, and who is away does it later', () => {
    const depot = newDepot();
    const one = depot.station('CP-01');
    const csms = depot.csms();
    csms.calls();
    expect(csms.asks('ChangeAvailability', { connectorId: 0, type: 'Inoperative' })).toEqual({ status: 'Scheduled' });
    expect(orders(one)).toEqual([{ connectorId: 0, type: 'Inoperative' }]);
    expect(statusesIn(csms.calls())).toEqual(['0 Unavailable']);
    const late = depot.station('CP-02');
    depot.passes(15_000);
    const refusing = depot.plug('CP-02', answering('Rejected'));
    depot.passes(15_000);
    refusing.calls();
    expect(csms.asks('ChangeAvailability', { connectorId: 0, type: 'Operative' })).toEqual({ status: 'Rejected' });
    expect(late.closed()).toBe(4001);
  });

  it('an order that came while a station was away reaches it when it is back', () => {
    const depot = newDepot();
    const csms = depot.csms();
    expect(csms.asks('ChangeAvailability', { connectorId: 2, type: 'Inoperative' })).toEqual({ status: 'Scheduled' });
    const station = depot.plug('CP-02');
    station.asks('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' });
    depot.passes(15_000);
    expect(orders(station)).toEqual([{ connectorId: 1, type: 'Inoperative' }]);
  });

  it('Q23 a station that does not know connector 0 is asked connector by connector, now and when it comes back', () => {
    const site = siteOf(1);
    const [only] = site.stations;
    const twin = { ...only!, evses: [only!.evses[0]!, { ...only!.evses[0]!, id: 2 }] };
    const depot = newDepot({ ...site, stations: [twin] });
    const rule = answering('Rejected', ({ connectorId }) => connectorId === 0);
    const station = depot.station('CP-01', rule);
    const csms = depot.csms();
    expect(csms.asks('ChangeAvailability', { connectorId: 0, type: 'Inoperative' })).toEqual({ status: 'Accepted' });
    expect(orders(station).map(({ connectorId }) => connectorId)).toEqual([0, 1, 2]);
    depot.drop(station);
    const back = depot.plug('CP-01', rule);
    depot.passes(15_000);
    expect(orders(back).map(({ connectorId }) => connectorId)).toEqual([1, 2]);
  });

  it('a connector that nobody has is Rejected', () => {
    const csms = newDepot().csms();
    expect(csms.asks('ChangeAvailability', { connectorId: 9, type: 'Inoperative' })).toEqual({ status: 'Rejected' });
  });

  it('TC_034_CS the site is out of service still after a power failure, connector 0 too', () => {
    const depot = newDepot(siteOf(1));
    const station = depot.station('CP-01');
    const csms = depot.csms();
    csms.asks('ChangeAvailability', { connectorId: 0, type: 'Inoperative' });
    station.asks('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Unavailable' });
    const again = depot.restart().csms();
    expect(statusesIn(again.calls())).toEqual(['0 Unavailable', '1 Unavailable']);
    expect(again.asks('RemoteStartTransaction', { connectorId: 1, idTag: 'A' })).toEqual({ status: 'Rejected' });
  });
});
