// Registration, heartbeat and statuses of the site as one charge point (1.6 §4.2, §4.6, §4.9).

import { describe, expect, it } from 'vitest';
import { csmsRule, newDepot, siteOf, startAt, statusesIn } from './depot.ts';
import type { Rule } from './depot.ts';

const registering = (...answers: { status: string; interval: number }[]): Rule => {
  const ordinary = csmsRule();
  return (action, payload) =>
    action === 'BootNotification' && answers.length > 0
      ? { currentTime: '2026-01-15T18:00:00Z', ...answers.shift() }
      : ordinary(action, payload);
};

describe('registration', () => {
  it('TC_001_CS cold boot: refused first, it boots again after the interval, then tells every connector and its heartbeat', () => {
    const depot = newDepot();
    depot.station('CP-01');
    const csms = depot.csms(registering({ status: 'Rejected', interval: 20 }, { status: 'Accepted', interval: 90 }));
    expect(csms.calls().map(([action]) => action)).toEqual(['BootNotification']);
    depot.passes(19_000);
    expect(csms.calls()).toEqual([]);
    depot.passes(2000);
    const calls = csms.calls();
    expect(calls[0]?.[0]).toBe('BootNotification');
    expect(statusesIn(calls)).toEqual(['0 Available', '1 Available', '2 Unavailable']);
    depot.passes(88_000);
    expect(csms.calls('Heartbeat')).toHaveLength(0);
    depot.passes(3000);
    expect(csms.calls('Heartbeat')).toHaveLength(1);
  });

  it('TC_001_CS refused, nothing is served before the boot is accepted', () => {
    const csms = newDepot().csms(registering({ status: 'Rejected', interval: 20 }));
    expect(csms.asks('RemoteStartTransaction', { connectorId: 1, idTag: 'A' })).toEqual({ status: 'Rejected' });
    expect(csms.asks('GetConfiguration', {})).toBe('SecurityError');
  });

  it('TC_002_CS pending: it is configured and triggered, tells nothing else, starts nothing, and boots after the interval', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    startAt(station, 1);
    const csms = depot.csms(registering({ status: 'Pending', interval: 30 }, { status: 'Accepted', interval: 90 }));
    csms.calls();
    expect(csms.asks('GetConfiguration', { key: ['HeartbeatInterval'] })).toMatchObject({
      configurationKey: [{ key: 'HeartbeatInterval', readonly: false }],
    });
    expect(csms.asks('ChangeConfiguration', { key: 'MinimumStatusDuration', value: '0' })).toEqual({
      status: 'Accepted',
    });
    expect(csms.asks('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 })).toEqual({
      status: 'Accepted',
    });
    expect(statusesIn(csms.calls())).toEqual(['1 Available']);
    expect(csms.asks('RemoteStartTransaction', { connectorId: 1, idTag: 'A' })).toEqual({ status: 'Rejected' });
    expect(csms.asks('RemoteStopTransaction', { transactionId: 1 })).toEqual({ status: 'Rejected' });
    expect(csms.asks('TriggerMessage', { requestedMessage: 'BootNotification' })).toEqual({ status: 'Accepted' });
    const calls = csms.calls();
    expect(calls[0]?.[0]).toBe('BootNotification');
    expect(calls.map(([action]) => action)).toContain('StartTransaction');
  });

  it.each(['Rejected', 'Pending'])('%s with an interval of 0 leaves the time to us', (status) => {
    const depot = newDepot();
    const csms = depot.csms(registering({ status, interval: 0 }, { status, interval: 0 }));
    depot.passes(59_000);
    expect(csms.calls('BootNotification')).toHaveLength(1);
    depot.passes(2000);
    expect(csms.calls('BootNotification')).toHaveLength(1);
  });

  it('TC_001_CS an error instead of an answer is tried again, and an interval of 0 with Accepted is a heartbeat all the same', () => {
    const depot = newDepot();
    const ordinary = csmsRule();
    let boots = 0;
    const csms = depot.csms((action, payload) => {
      if (action !== 'BootNotification') return ordinary(action, payload);
      boots += 1;
      return boots === 1 ? 'InternalError' : { status: 'Accepted', interval: 0, currentTime: '2026-01-15T18:00:00Z' };
    });
    depot.passes(61_000);
    expect(boots).toBe(2);
    csms.calls();
    depot.passes(301_000);
    expect(csms.calls('Heartbeat')).toHaveLength(1);
  });

  it('a mere reconnect needs no boot; a process that starts anew does', () => {
    const depot = newDepot();
    depot.drop(depot.csms());
    const again = depot.csms();
    expect(again.calls().map(([action]) => action)).not.toContain('BootNotification');
    expect(depot.restart().csms().calls()[0]?.[0]).toBe('BootNotification');
  });

  it('a site with another name is another charge point and boots again', () => {
    const depot = newDepot();
    const csms = depot.csms();
    csms.calls();
    depot.harness.change({ ...siteOf(), id: 'elsewhere' });
    depot.settle();
    expect(csms.calls('BootNotification')[0]?.[1]).toMatchObject({ chargePointSerialNumber: 'elsewhere' });
  });
});

describe('statuses', () => {
  it('after an outage each connector is told once, with its newest status', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const first = depot.csms();
    depot.drop(first);
    for (const status of ['Preparing', 'Charging', 'Finishing'])
      station.asks('StatusNotification', { connectorId: 1, errorCode: 'NoError', status });
    expect(statusesIn(depot.csms().calls())).toEqual(['0 Available', '1 Finishing', '2 Unavailable']);
  });

  it('TC_041_CS a fault of a connector is told with its error code, and its end too', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    csms.calls();
    station.asks('StatusNotification', { connectorId: 1, errorCode: 'GroundFailure', status: 'Faulted', info: 'RCD' });
    expect(csms.calls()[0]?.[1]).toMatchObject({
      connectorId: 1,
      status: 'Faulted',
      errorCode: 'GroundFailure',
      info: 'RCD',
    });
    station.asks('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' });
    expect(csms.calls()[0]?.[1]).toMatchObject({ connectorId: 1, status: 'Available', errorCode: 'NoError' });
  });

  it('a station that is out of order as a whole has no connector that is in order', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    csms.calls();
    station.asks('StatusNotification', { connectorId: 0, errorCode: 'InternalError', status: 'Faulted' });
    expect(csms.calls()[0]?.[1]).toMatchObject({ connectorId: 1, status: 'Faulted', errorCode: 'InternalError' });
    station.asks('StatusNotification', { connectorId: 0, errorCode: 'NoError', status: 'Available' });
    expect(csms.calls()[0]?.[1]).toMatchObject({ connectorId: 1, status: 'Available' });
  });

  it('a station away longer than its time of grace is Unavailable with the reason, and real again when it is back', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    csms.calls();
    depot.drop(station);
    depot.passes(100_000);
    expect(statusesIn(csms.calls())).not.toContain('1 Unavailable');
    depot.passes(25_000);
    expect(csms.calls('StatusNotification').map(([, payload]) => payload)).toContainEqual(
      expect.objectContaining({
        connectorId: 1,
        status: 'Unavailable',
        errorCode: 'OtherError',
        info: 'station-offline CP-01',
      }),
    );
    depot.plug('CP-01');
    expect(statusesIn(csms.calls())).toEqual(['1 Available']);
  });

  it('a station that is back within its time of grace is no news', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    csms.calls();
    depot.drop(station);
    depot.passes(60_000);
    depot.plug('CP-01');
    depot.passes(120_000);
    expect(statusesIn(csms.calls())).not.toContain('1 Unavailable');
  });

  it('the time of grace is that of the uplink', () => {
    const depot = newDepot(siteOf(1, { stationGraceSeconds: 300 }));
    const station = depot.station('CP-01');
    const csms = depot.csms();
    csms.calls();
    depot.drop(station);
    depot.passes(290_000);
    expect(statusesIn(csms.calls())).toEqual([]);
    depot.passes(20_000);
    expect(statusesIn(csms.calls())).toEqual(['1 Unavailable']);
  });

  it('a station that never came is Unavailable from the beginning, also when it is there and silent', () => {
    const depot = newDepot(siteOf(1));
    const csms = depot.csms();
    expect(csms.calls('StatusNotification').map(([, { info }]) => info)).toEqual([undefined, 'station-offline CP-01']);
    depot.plug('CP-01');
    csms.asks('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 });
    expect(csms.calls('StatusNotification')[0]?.[1]).toMatchObject({
      status: 'Unavailable',
      errorCode: 'NoError',
      info: 'station-silent CP-01',
    });
  });

  it('its transaction stays open while a station is away, because it will be replayed', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    const transactionId = startAt(station, 1);
    depot.drop(station);
    depot.passes(200_000);
    expect(csms.calls('StopTransaction')).toHaveLength(0);
    const back = depot.plug('CP-01');
    back.asks('StopTransaction', { transactionId, meterStop: 2000, timestamp: '2026-01-15T18:02:00Z' });
    expect(csms.calls('StopTransaction')).toHaveLength(1);
  });

  it('connector 0 is the gateway: Faulted while its store takes nothing', () => {
    const depot = newDepot();
    const csms = depot.csms();
    csms.calls();
    depot.harness.driver.onDisk('readOnly', 'remounted');
    depot.settle();
    expect(csms.calls()[0]?.[1]).toMatchObject({ connectorId: 0, status: 'Faulted', errorCode: 'InternalError' });
    depot.harness.driver.onDisk('ok', '');
    depot.settle();
    expect(csms.calls()[0]?.[1]).toMatchObject({ connectorId: 0, status: 'Available' });
  });

  it('a retired station keeps its number and is Unavailable for ever', () => {
    const depot = newDepot();
    depot.station('CP-02');
    const csms = depot.csms();
    csms.calls();
    const site = siteOf();
    const [first, second] = site.stations;
    depot.harness.change({ ...site, stations: [first!, { ...second!, state: 'retired' }] });
    depot.settle();
    expect(statusesIn(csms.calls())).toEqual(['2 Unavailable']);
    depot.drop(csms);
    expect(statusesIn(depot.csms().calls())).toContain('2 Unavailable');
    const gone = { ...site, stations: [first!] };
    depot.harness.change(gone);
    const again = depot.restart().csms();
    expect(statusesIn(again.calls())).toContain('2 Unavailable');
    expect(again.asks('UnlockConnector', { connectorId: 2 })).toEqual({ status: 'NotSupported' });
  });

  it('MinimumStatusDuration: a status that does not last is not told, one that lasts is told late', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    csms.asks('ChangeConfiguration', { key: 'MinimumStatusDuration', value: '10' });
    csms.calls();
    const say = (status: string) =>
      station.asks('StatusNotification', { connectorId: 1, errorCode: 'NoError', status });
    say('Preparing');
    depot.passes(5000);
    say('Available');
    depot.passes(15_000);
    expect(statusesIn(csms.calls())).toEqual([]);
    say('Preparing');
    depot.passes(8000);
    expect(statusesIn(csms.calls())).toEqual([]);
    depot.passes(4000);
    expect(statusesIn(csms.calls())).toEqual(['1 Preparing']);
  });

  it('an uplink that serves some stations hears nothing of the others', () => {
    const depot = newDepot(siteOf(2, { stations: ['CP-02' as never] }));
    depot.station('CP-01');
    depot.station('CP-02');
    const csms = depot.csms();
    expect(statusesIn(csms.calls())).toEqual(['0 Available', '2 Available']);
    expect(csms.asks('GetConfiguration', { key: ['NumberOfConnectors', 'BusbarEvse1'] })).toMatchObject({
      configurationKey: [{ key: 'NumberOfConnectors', value: '2' }],
      unknownKey: ['BusbarEvse1'],
    });
    expect(csms.asks('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 })).toEqual({
      status: 'Rejected',
    });
  });
});
