// What does not work, from and to every version: errorCode of 1.6, NotifyEvent of 2.x (N07, B04, 4.2 of the mapping).

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { csmsRule, statusesIn } from '../station-role/depot.ts';
import type { Depot, Payload, Talker } from '../station-role/depot.ts';
import { connect, csms2, depotOf, getsOf, named, setsOf, textOf } from './depot.ts';

const versions = ['2.0.1', '2.1'] as const;

interface Event {
  readonly eventId: number;
  readonly actualValue: string;
  readonly cleared?: boolean;
  readonly techCode?: string;
  readonly techInfo?: string;
  readonly trigger: string;
}

const eventsOf = (csms: Talker): Event[] =>
  csms.calls('NotifyEvent').flatMap(([, { eventData }]) => eventData as Event[]);

const brief = (events: readonly Event[]): string[] =>
  events.map((one) => `${textOf(one as never)} ${one.cleared === true ? 'cleared' : one.actualValue}`);

let events = 0;
const says = (station: Talker, text: string, actualValue: string, more: object = {}): unknown =>
  station.asks('NotifyEvent', {
    generatedAt: '2026-01-15T18:00:00Z',
    seqNo: 0,
    eventData: [
      {
        eventId: (events += 1),
        timestamp: '2026-01-15T18:00:30Z',
        trigger: 'Alerting',
        actualValue,
        eventNotificationType: 'HardWiredNotification',
        ...named(text),
        ...more,
      },
    ],
  });

const occupied: Payload = {
  timestamp: '2026-01-15T18:00:40Z',
  connectorStatus: 'Occupied',
  evseId: 1,
  connectorId: 1,
};

function station16(depot: Depot, id: string): Talker {
  const station = depot.plug(id);
  station.asks('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' });
  station.asks('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' });
  depot.passes(2000);
  return station;
}

describe.each(versions)('faults of a station of 1.6, for a central system of %s', (version) => {
  it('a code is a problem of its component, told once, and taken back', () => {
    const depot = depotOf(version);
    const station = station16(depot, 'CP-01');
    const csms = depot.csms(csms2);
    eventsOf(csms);
    const fault = {
      connectorId: 1,
      errorCode: 'GroundFailure',
      status: 'Faulted',
      info: 'leak',
      vendorErrorCode: 'E7',
    };
    station.asks('StatusNotification', fault);
    depot.passes(1000);
    const told = eventsOf(csms);
    expect(brief(told)).toEqual(['RCD@1.Problem true']);
    expect(told[0]).toMatchObject({ techCode: 'E7', techInfo: 'leak', trigger: 'Alerting' });
    expect(getsOf(csms, 'RCD@1.Problem', 'EVSE@1.Problem', 'EVSE@1.AvailabilityState')).toEqual([
      '=true',
      '=true',
      '=Faulted',
    ]);
    station.asks('StatusNotification', { connectorId: 1, errorCode: 'OverCurrentFailure', status: 'Faulted' });
    depot.passes(1000);
    expect(brief(eventsOf(csms))).toEqual(['RCD@1.Problem cleared', 'OverCurrentProtection@1.Problem true']);
    // Known after a reconnect: it is not told twice, and taken back all the same.
    depot.drop(csms);
    depot.passes(5000);
    const again = depot.csms(csms2);
    depot.passes(1000);
    expect(eventsOf(again)).toEqual([]);
    station.asks('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' });
    depot.passes(1000);
    expect(brief(eventsOf(again))).toEqual(['OverCurrentProtection@1.Problem cleared']);
  });

  it('1.3 a station that is away for long is a problem of its EVSE', () => {
    const depot = depotOf(version, 1);
    const station = station16(depot, 'CP-01');
    const csms = depot.csms(csms2);
    depot.drop(station);
    depot.passes(130_000);
    const told = eventsOf(csms);
    expect(brief(told)).toEqual(['EVSE@1.Problem true']);
    expect(told[0]!.techInfo).toBe('station-offline CP-01');
    station16(depot, 'CP-01');
    expect(brief(eventsOf(csms))).toEqual(['EVSE@1.Problem cleared']);
  });

  it('numbers of events go up, over a restart too', () => {
    const depot = depotOf(version, 1);
    const fault = { connectorId: 1, errorCode: 'WeakSignal', status: 'Available' };
    const numbers = (one: Depot): number[] => {
      const station = station16(one, 'CP-01');
      const csms = one.csms(csms2);
      station.asks('StatusNotification', fault);
      one.passes(1000);
      station.asks('StatusNotification', { ...fault, errorCode: 'NoError' });
      one.passes(1000);
      return eventsOf(csms).map(({ eventId }) => eventId);
    };
    const all = [...numbers(depot), ...numbers(depot.restart())];
    expect(all).toHaveLength(4);
    expect(all).toEqual([...new Set(all)].sort((one, other) => one - other));
  });
});

describe.each(versions)('NotifyEvent of a station of %s', (version) => {
  const scene = (north: Version) => {
    const depot = depotOf(north);
    const station = connect(depot, 'CP-01', {}, { version });
    const csms = depot.csms(north === '1.6' ? csmsRule() : csms2);
    depot.passes(1000);
    csms.calls();
    return { depot, station, csms };
  };

  it('AvailabilityState is the status of the plug (2.1 prefers it)', () => {
    const { depot, station, csms } = scene('1.6');
    expect(says(station, 'Connector@1,1.AvailabilityState', 'Unavailable', { trigger: 'Delta' })).toEqual({});
    depot.passes(1000);
    expect(statusesIn(csms.calls())).toEqual(['1 Unavailable']);
    says(station, 'EVSE@1.AvailabilityState', 'Occupied', { trigger: 'Delta' });
    depot.passes(1000);
    expect(statusesIn(csms.calls())).toEqual(['1 Preparing']);
  });

  it('Problem is the error of a central system of 1.6, stays over what else is told, and goes when it is taken back', () => {
    const { depot, station, csms } = scene('1.6');
    const told = (): unknown[] => {
      depot.passes(1000);
      return csms
        .calls('StatusNotification')
        .map(([, { status, errorCode, info, vendorErrorCode }]) => [
          status,
          errorCode,
          ...(info === undefined ? [] : [info, vendorErrorCode]),
        ]);
    };
    says(station, 'PowerContactor@1.Problem', 'true', { techCode: 'K1', techInfo: 'welded' });
    expect(told()).toEqual([['Available', 'PowerSwitchFailure', 'welded', 'K1']]);
    expect([...depot.harness.gateway.state.alarms.values()].join()).toContain('PowerContactor@1.Problem');
    station.asks('StatusNotification', occupied);
    expect(told()).toEqual([['Preparing', 'PowerSwitchFailure', 'welded', 'K1']]);
    says(station, 'PowerContactor@1.Problem', 'true', { cleared: true });
    expect(told()).toEqual([['Preparing', 'NoError']]);
    expect([...depot.harness.gateway.state.alarms.keys()].filter((one) => one.includes('PROBLEM'))).toEqual([]);
  });

  it('a problem of the whole station is one of each of its places', () => {
    const { depot, station, csms } = scene('1.6');
    const told = (): unknown[] => {
      depot.passes(1000);
      return csms.calls('StatusNotification').map(([, { errorCode }]) => errorCode);
    };
    says(station, 'ChargingStation.Problem', 'true');
    expect(told()).toEqual(['OtherError']);
    says(station, 'ChargingStation.Problem', 'false');
    expect(told()).toEqual(['NoError']);
  });

  it('a problem is known after a restart of the gateway, and forgotten when the station boots', () => {
    const { depot, station } = scene('1.6');
    says(station, 'RCD@1.Tripped', 'true');
    const errorAt = (one: Depot): string | undefined =>
      one.harness.gateway.state.ledger.stations.get('CP-01' as never)?.statuses.get(1)?.errorCode;
    expect(errorAt(depot)).toBe('GroundFailure');
    const later = depot.restart();
    const back = later.plug('CP-01', undefined, version);
    back.asks('StatusNotification', occupied);
    expect(errorAt(later)).toBe('GroundFailure');
    connect(later, 'CP-01', {}, { version });
    expect(errorAt(later)).toBeUndefined();
  });

  it('what is no status reaches a central system of 2.x by its number of the place', () => {
    const { depot, station, csms } = scene(version);
    says(station, 'TemperatureSensor@1.Temperature', '81', { techInfo: 'hot' });
    depot.passes(1000);
    const told = eventsOf(csms);
    expect(brief(told)).toEqual(['TemperatureSensor@1.Temperature 81']);
    expect(told[0]!.techInfo).toBe('CP-01 hot');
    expect([...depot.harness.gateway.state.alarms.keys()]).toContain('BB_STATION_PROBLEM:CP-01');
  });

  it('TC_N_22_CS, TC_N_23_CS N04, OfflineQueuingSeverity: how much it hears, and what is kept for it, is its choice', () => {
    const { depot, station, csms } = scene('2.1');
    expect(csms.asks('SetMonitoringLevel', { severity: 4 })).toEqual({ status: 'Accepted' });
    says(station, 'TiltSensor.Angle', '9', { trigger: 'Delta' });
    depot.passes(1000);
    expect(eventsOf(csms)).toEqual([]);
    expect(getsOf(csms, 'MonitoringCtrlr.ActiveMonitoringLevel')).toEqual(['=4']);
    expect(csms.asks('SetMonitoringLevel', { severity: 10 })).toEqual({ status: 'Rejected' });
    csms.asks('SetMonitoringLevel', { severity: 9 });
    depot.drop(csms);
    says(station, 'TiltSensor.Angle', '10', { trigger: 'Delta' });
    depot.passes(5000);
    const again = depot.csms(csms2);
    depot.passes(1000);
    expect(eventsOf(again)).toEqual([]);
    setsOf(again, { 'MonitoringCtrlr.OfflineQueuingSeverity': '9' });
    depot.drop(again);
    says(station, 'TiltSensor.Angle', '11', { trigger: 'Delta' });
    depot.passes(5000);
    const last = depot.csms(csms2);
    depot.passes(1000);
    expect(brief(eventsOf(last))).toEqual(['TiltSensor.Angle 11']);
  });

  it('a flood of problems is bounded', () => {
    const { station, depot } = scene('1.6');
    for (let at = 0; at < 100; at += 1) says(station, `Thing${at}.Problem`, 'true');
    expect(depot.harness.gateway.state.live.stations.get('CP-01' as never)?.problems.size).toBe(32);
    expect([...depot.harness.gateway.state.alarms.keys()].filter((one) => one.includes('PROBLEM'))).toHaveLength(1);
  });
});

describe.each(versions)('the gateway as the station of a central system of %s', (version) => {
  it('its own state is that of its ChargingStation', () => {
    const depot = depotOf(version, 1);
    station16(depot, 'CP-01');
    const csms = depot.csms(csms2);
    depot.passes(1000);
    expect(eventsOf(csms)).toEqual([]);
    depot.harness.offers({ kind: 'disk', state: 'full' });
    depot.passes(1000);
    expect(brief(eventsOf(csms))).toEqual([
      'ChargingStation.Problem true',
      'ChargingStation.AvailabilityState Faulted',
    ]);
    expect(getsOf(csms, 'ChargingStation.AvailabilityState', 'ChargingStation.Problem')).toEqual(['=Faulted', '=true']);
    depot.harness.offers({ kind: 'disk', state: 'ok' });
    depot.passes(1000);
    expect(brief(eventsOf(csms))).toEqual([
      'ChargingStation.Problem cleared',
      'ChargingStation.AvailabilityState Available',
    ]);
  });

  it('N02–N06 its monitors are built in', () => {
    const csms = depotOf(version, 1).csms(csms2);
    const monitor = (text: string) => ({ value: 1, type: 'Delta', severity: 5, ...named(text) });
    const set = csms.asks('SetVariableMonitoring', {
      setMonitoringData: [monitor('EVSE@1.AvailabilityState'), monitor('EVSE@1.X'), monitor('X.Y')],
    }) as { setMonitoringResult: { status: string }[] };
    expect(set.setMonitoringResult.map(({ status }) => status)).toEqual([
      'UnsupportedMonitorType',
      'UnknownVariable',
      'UnknownComponent',
    ]);
    expect(csms.asks('ClearVariableMonitoring', { id: [3] })).toEqual({
      clearMonitoringResult: [{ id: 3, status: 'NotFound' }],
    });
    expect(csms.asks('SetMonitoringBase', { monitoringBase: 'HardWiredOnly' })).toEqual({ status: 'Accepted' });
    expect(getsOf(csms, 'MonitoringCtrlr.ActiveMonitoringBase')).toEqual(['=HardWiredOnly']);
    expect(csms.asks('GetMonitoringReport', { requestId: 1 })).toEqual({ status: 'EmptyResultSet' });
  });

  it('TC_B_52_CS B04.FR.02 after a short outage only statuses that changed are told; TC_B_51_CS B04.FR.01 after a long one all', () => {
    const depot = depotOf(version, 2);
    const station = connect(depot, 'CP-01', {}, { version });
    const csms = depot.csms(csms2);
    depot.passes(1000);
    setsOf(csms, { 'OCPPCommCtrlr.OfflineThreshold': '30' });
    depot.drop(csms);
    station.asks('StatusNotification', occupied);
    depot.passes(5000);
    const soon = depot.csms(csms2);
    depot.passes(1000);
    expect(
      soon.calls('StatusNotification').map(([, { evseId, connectorStatus }]) => [evseId, connectorStatus]),
    ).toEqual([[1, 'Occupied']]);
    depot.drop(soon);
    depot.passes(40_000);
    const later = depot.csms(csms2);
    depot.passes(1000);
    expect(later.calls('StatusNotification').map(([, { evseId }]) => evseId)).toEqual([1, 2]);
  });

  it('B01.FR.03 says why it boots', () => {
    const depot = depotOf(version, 1);
    const csms = depot.csms(csms2);
    const reasons = (of: Talker) => of.calls('BootNotification').map(([, { reason }]) => reason);
    expect(reasons(csms)).toEqual(['PowerUp']);
    csms.asks('TriggerMessage', { requestedMessage: 'BootNotification' });
    depot.passes(1000);
    expect(reasons(csms)).toEqual(['Triggered']);
    csms.asks('Reset', { type: 'Immediate' });
    depot.passes(2000);
    depot.drop(csms);
    depot.passes(5000);
    const again = depot.csms(csms2);
    expect(reasons(again)).toEqual(['RemoteReset']);
    expect(reasons(depot.restart().csms(csms2))).toEqual(['PowerUp']);
  });
});
