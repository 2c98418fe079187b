// TriggerMessage, remote start and stop, and unlocking (1.6 §5.11, §5.12, §5.17, §5.18; the security whitepaper).

import { describe, expect, it } from 'vitest';
import { at, newDepot, siteOf, startAt, statusesIn, willing } from './depot.ts';
import type { Depot, Rule, Talker } from './depot.ts';

const trigger = (csms: Talker, requestedMessage: string, connectorId?: number, action = 'TriggerMessage'): unknown =>
  csms.asks(action, { requestedMessage, ...(connectorId !== undefined && { connectorId }) });

const accepted = { status: 'Accepted' };
const rejected = { status: 'Rejected' };

function both(rule: Rule = willing): { depot: Depot; station: Talker; csms: Talker } {
  const depot = newDepot();
  const station = depot.station('CP-01', rule);
  const csms = depot.csms();
  csms.calls();
  return { depot, station, csms };
}

describe('triggers', () => {
  it.each(['BootNotification', 'Heartbeat', 'DiagnosticsStatusNotification', 'FirmwareStatusNotification'])(
    'TC_054_CS %s is told by the gateway itself',
    (message) => {
      const { station, csms } = both();
      expect(trigger(csms, message)).toEqual(accepted);
      expect(csms.calls().map(([action]) => action)).toEqual([message]);
      expect(station.calls()).toEqual([]);
    },
  );

  it('TC_054_CS StatusNotification of one connector, of the gateway, and of all', () => {
    const { csms } = both();
    expect(trigger(csms, 'StatusNotification', 1)).toEqual(accepted);
    expect(statusesIn(csms.calls())).toEqual(['1 Available']);
    expect(trigger(csms, 'StatusNotification', 0)).toEqual(accepted);
    expect(statusesIn(csms.calls())).toEqual(['0 Available']);
    expect(trigger(csms, 'StatusNotification')).toEqual(accepted);
    expect(statusesIn(csms.calls())).toEqual(['0 Available', '1 Available', '2 Unavailable']);
  });

  it('TC_054_CS MeterValues are asked of the station, and what it says is told', () => {
    const { station, csms } = both();
    expect(trigger(csms, 'MeterValues', 1)).toEqual(accepted);
    expect(station.calls()).toEqual([['TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 1 }]]);
    const meterValue = [{ timestamp: at(1), sampledValue: [{ value: '1234', context: 'Trigger' }] }];
    station.asks('MeterValues', { connectorId: 1, meterValue });
    expect(csms.calls()).toEqual([['MeterValues', { connectorId: 1, meterValue }]]);
  });

  it('TC_054_CS MeterValues of a station that does not tell them are those that it told last', () => {
    const { depot, station, csms } = both();
    station.rule = (action, payload) => (action === 'TriggerMessage' ? 'NotImplemented' : willing(action, payload));
    expect(trigger(csms, 'MeterValues', 1)).toEqual(rejected);
    station.asks('MeterValues', {
      connectorId: 1,
      meterValue: [{ timestamp: at(1), sampledValue: [{ value: '1234' }] }],
    });
    csms.calls();
    expect(trigger(csms, 'MeterValues', 1)).toEqual(accepted);
    const sampledValue = [
      { value: '1234', context: 'Trigger', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
    ];
    expect(csms.calls()[0]?.[1]).toMatchObject({ connectorId: 1, meterValue: [{ sampledValue }] });
    depot.passes(16 * 60_000);
    expect(trigger(csms, 'MeterValues', 1)).toEqual(rejected);
  });

  it('Q22 MeterValues without a connector are asked connector by connector of every station that is there', () => {
    const site = siteOf(2);
    const [one, other] = site.stations;
    const twin = { ...one!, evses: [one!.evses[0]!, { ...one!.evses[0]!, id: 2 }] };
    const depot = newDepot({ ...site, stations: [twin, other!] });
    const station = depot.station('CP-01');
    const csms = depot.csms();
    expect(trigger(csms, 'MeterValues')).toEqual(accepted);
    expect(station.calls('TriggerMessage').map(([, { connectorId }]) => connectorId)).toEqual([1, 2]);
    depot.drop(station);
    expect(trigger(csms, 'MeterValues')).toEqual(rejected);
  });

  it('TC_055_CS a connector that nobody has is Rejected', () => {
    const { csms } = both();
    for (const message of ['MeterValues', 'StatusNotification']) expect(trigger(csms, message, 3)).toEqual(rejected);
    expect(trigger(csms, 'MeterValues', 0)).toEqual(rejected);
  });

  it('TC_074_CS the extended ones: logs and signed firmware are told, without a certificate of ours none is asked for', () => {
    const { csms } = both();
    const extended = (message: string): unknown => trigger(csms, message, undefined, 'ExtendedTriggerMessage');
    expect(extended('LogStatusNotification')).toEqual(accepted);
    expect(csms.calls()).toEqual([['LogStatusNotification', { status: 'Idle' }]]);
    expect(extended('FirmwareStatusNotification')).toEqual(accepted);
    expect(csms.calls()).toEqual([['SignedFirmwareStatusNotification', { status: 'Idle' }]]);
    expect(extended('SignChargePointCertificate')).toEqual(rejected);
    expect(extended('Heartbeat')).toEqual(accepted);
  });
});

describe('remote start', () => {
  const start = (csms: Talker, more: object = {}): unknown =>
    csms.asks('RemoteStartTransaction', { connectorId: 1, idTag: 'APP', ...more });

  it('TC_010_CS is passed to the station of the connector, with its number there', () => {
    const depot = newDepot();
    depot.station('CP-01');
    const other = depot.station('CP-02');
    expect(start(depot.csms(), { connectorId: 2 })).toEqual(accepted);
    expect(other.calls()).toEqual([['RemoteStartTransaction', { connectorId: 1, idTag: 'APP' }]]);
  });

  it('TC_026_CS is Rejected where a vehicle charges, where the connector is out of order or service, and where nobody is', () => {
    const { depot, station, csms } = both();
    const status = (one: string, connectorId = 1) =>
      station.asks('StatusNotification', { connectorId, errorCode: 'NoError', status: one });
    for (const one of ['Faulted', 'Unavailable']) {
      status(one);
      expect([one, start(csms)]).toEqual([one, rejected]);
    }
    status('Preparing');
    status('Faulted', 0);
    expect(start(csms)).toEqual(rejected);
    status('Available', 0);
    const transactionId = startAt(station, 1);
    expect(start(csms)).toEqual(rejected);
    station.asks('StopTransaction', { transactionId, meterStop: 1, timestamp: at(2) });
    status('Available');
    csms.asks('ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
    expect(start(csms)).toEqual(rejected);
    csms.asks('ChangeAvailability', { connectorId: 1, type: 'Operative' });
    station.calls();
    expect(start(csms)).toEqual(accepted);
    expect(start(csms, { connectorId: 2 })).toEqual(rejected);
    depot.drop(station);
    expect(start(csms)).toEqual(rejected);
  });

  it('TC_027_CS without a connector, and for connector 0, is Rejected', () => {
    const { station, csms } = both();
    expect(csms.asks('RemoteStartTransaction', { idTag: 'APP' })).toEqual(rejected);
    expect(start(csms, { connectorId: 0 })).toEqual(rejected);
    expect(station.calls()).toEqual([]);
  });

  const profile = (chargingProfilePurpose: string) => ({
    chargingProfile: {
      chargingProfileId: 5,
      stackLevel: 0,
      chargingProfilePurpose,
      chargingProfileKind: 'Relative',
      chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }] },
    },
  });

  it('TC_059_CS a profile in it does not go to the station, but is kept for the session', () => {
    const { depot, station, csms } = both();
    expect(start(csms, profile('TxProfile'))).toEqual(accepted);
    expect(station.calls('RemoteStartTransaction')).toEqual([
      ['RemoteStartTransaction', { connectorId: 1, idTag: 'APP' }],
    ]);
    expect(depot.harness.facts.filter(({ kind }) => kind === 'ProfileStored')).toMatchObject([
      { evse: 'CP-01/1', awaits: 'APP', profile: { id: 5, purpose: 'TxProfile' } },
    ]);
  });

  it('TC_060_CS with a profile for something else than a transaction is Rejected', () => {
    const { station, csms } = both();
    expect(start(csms, profile('TxDefaultProfile'))).toEqual(rejected);
    expect(station.calls()).toEqual([]);
  });
});

describe('remote stop', () => {
  it('TC_012_CS names the transaction as the CSMS knows it; the station gets its own number', () => {
    const { station, csms } = both();
    const transactionId = startAt(station, 1);
    expect(csms.asks('RemoteStopTransaction', { transactionId: 5001 })).toEqual(accepted);
    expect(station.calls('RemoteStopTransaction')).toEqual([['RemoteStopTransaction', { transactionId }]]);
  });

  it('TC_028_CS of a transaction that it does not know, of one that ended, and of -1 is Rejected', () => {
    const { station, csms } = both();
    const transactionId = startAt(station, 1);
    for (const id of [4711, -1, 0]) expect(csms.asks('RemoteStopTransaction', { transactionId: id })).toEqual(rejected);
    station.asks('StopTransaction', { transactionId, meterStop: 1, timestamp: at(2) });
    expect(csms.asks('RemoteStopTransaction', { transactionId: 5001 })).toEqual(rejected);
  });

  it('TC_028_CS -1 stops nothing where a start was refused for good', () => {
    const depot = newDepot(siteOf(2, { attempts: 1 }));
    const station = depot.station('CP-01');
    const csms = depot.csms();
    const { rule } = csms;
    csms.rule = (action, payload) => (action === 'StartTransaction' ? 'InternalError' : rule(action, payload));
    startAt(station, 1);
    expect(csms.asks('RemoteStopTransaction', { transactionId: -1 })).toEqual(rejected);
    expect(station.calls('RemoteStopTransaction')).toEqual([]);
  });
});

describe('unlocking', () => {
  it.each(['Unlocked', 'UnlockFailed', 'NotSupported'])('is %s as the station says', (status) => {
    const { csms } = both((action, payload) => (action === 'UnlockConnector' ? { status } : willing(action, payload)));
    expect(csms.asks('UnlockConnector', { connectorId: 1 })).toEqual({ status });
  });

  it('has no connector that nobody has, and fails where the station is away or silent', () => {
    const { depot, station, csms } = both();
    expect(csms.asks('UnlockConnector', { connectorId: 9 })).toEqual({ status: 'NotSupported' });
    station.rule = (action, payload) => (action === 'UnlockConnector' ? undefined : willing(action, payload));
    expect(csms.asks('UnlockConnector', { connectorId: 1 }, 'slow')).toBeUndefined();
    depot.passes(31_000);
    expect(csms.answerTo('slow')).toEqual({ status: 'UnlockFailed' });
    depot.drop(station);
    expect(csms.asks('UnlockConnector', { connectorId: 1 })).toEqual({ status: 'UnlockFailed' });
  });
});
