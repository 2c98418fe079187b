// One real conversation: a 1.6 station boots, authorises, starts, measures and stops; the central system disappears and
// comes back. Read from top to bottom as it goes over the wires.

import { describe, expect, it } from 'vitest';
import { smallDepot, uplink } from '../sim/site.ts';
import { boot, createHarness, obedient, ordinaryCsms } from './harness.ts';

const site = smallDepot(2, 60, [uplink('csms', 'control')]);
const at = (minute: number): string => `2026-01-15T18:0${minute}:00.000Z`;
const values = (wh: string, minute: number) => [{ timestamp: at(minute), sampledValue: [{ value: wh, unit: 'Wh' }] }];

describe('a charging session over OCPP 1.6, both sides', () => {
  const depot = createHarness(site);
  const csms = ordinaryCsms();

  it('appears upstream as one charge point that boots and tells every connector', () => {
    expect(depot.wanted().map(({ url, identity }) => `${url}/${identity}`)).toEqual(['ws://csms.example/ocpp/depot']);
    const station = depot.connectStation('CP-01');
    depot.says(station, [2, 'early', 'Heartbeat', {}]);
    expect(depot.hears(station)).toEqual([[4, 'early', 'SecurityError', 'Send a BootNotification first.', {}]]);
    depot.says(station, boot);
    expect(depot.hears(station)).toEqual([
      [3, 'boot', { currentTime: '2026-01-15T18:00:01.000Z', interval: 285, status: 'Accepted' }],
    ]);
    depot.says(station, [2, 's1', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' }]);
    expect(depot.hears(station)).toEqual([[3, 's1', {}]]);
    depot.sleep(1000);
    expect(depot.answers(station, obedient).map(([, , action]) => action)).toEqual([
      'ClearChargingProfile',
      'GetConfiguration',
      'SetChargingProfile',
      'GetCompositeSchedule',
    ]);

    const uplinkLink = depot.connectCsms();
    const told = depot.answers(uplinkLink, csms);
    expect(told.map(([, , action]) => action)).toEqual([
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
      'StatusNotification',
    ]);
    expect(told[0]![3]).toMatchObject({ chargePointVendor: 'Busbar', chargePointSerialNumber: 'depot' });
    expect(told.slice(1).map((call) => (call[3] as { connectorId: number }).connectorId)).toEqual([0, 1, 2]);
  });

  it('asks the central system about a token and starts with a number of its own', () => {
    const station = depot.connectStation('CP-01');
    const uplinkLink = [...depot.gateway.state.uplinks.values()][0]!.link!;
    depot.says(station, [2, 'a1', 'Authorize', { idTag: 'VAN-1' }]);
    expect(depot.hears(station)).toEqual([]);
    expect(depot.answers(uplinkLink, csms).map(([, , action, payload]) => [action, payload])).toEqual([
      ['Authorize', { idTag: 'VAN-1' }],
    ]);
    expect(depot.hears(station)).toEqual([[3, 'a1', { idTagInfo: { status: 'Accepted' } }]]);
    const start = { connectorId: 1, idTag: 'VAN-1', meterStart: 1000, timestamp: at(1) };
    depot.says(station, [2, 't1', 'StartTransaction', start]);
    const [answer] = depot.hears(station);
    const { transactionId } = answer![2] as { transactionId: number };
    expect(transactionId).toBeGreaterThan(0);
    expect(depot.answers(uplinkLink, csms).map(([, , action, payload]) => [action, payload])).toEqual([
      ['StartTransaction', start],
    ]);

    depot.drop(uplinkLink);
    for (const minute of [2, 3, 4])
      depot.says(station, [
        2,
        `m${minute}`,
        'MeterValues',
        { connectorId: 1, transactionId, meterValue: values(`${1000 + minute}`, minute) },
      ]);
    depot.says(station, [2, 'm4', 'MeterValues', { connectorId: 1, transactionId, meterValue: values('1004', 4) }]);
    depot.says(station, [
      2,
      't2',
      'StopTransaction',
      { transactionId, meterStop: 1005, timestamp: at(5), reason: 'EVDisconnected' },
    ]);
    const answers = depot.hears(station).filter(([type]) => type === 3);
    expect(answers.map(([, id]) => id)).toEqual(['m2', 'm3', 'm4', 'm4', 't2']);
  });

  it('tells what happened meanwhile when the central system is back: merged, in order, once, without a second boot', () => {
    const uplinkLink = depot.connectCsms();
    const told = depot.answers(uplinkLink, csms).filter(([, , action]) => action !== 'StatusNotification');
    expect(told.map(([, , action, payload]) => [action, payload])).toEqual([
      [
        'MeterValues',
        {
          connectorId: 1,
          transactionId: 5001,
          meterValue: [2, 3, 4].flatMap((minute) => values(`${1000 + minute}`, minute)),
        },
      ],
      ['StopTransaction', { transactionId: 5001, meterStop: 1005, timestamp: at(5), reason: 'EVDisconnected' }],
    ]);
  });

  it('starts and stops on order of the central system', () => {
    const uplinkLink = [...depot.gateway.state.uplinks.values()][0]!.link!;
    const station = depot.connectStation('CP-01');
    depot.sleep(11_000);
    depot.answers(station, obedient);
    depot.answers(uplinkLink, csms);
    depot.says(uplinkLink, [2, 'r1', 'RemoteStartTransaction', { connectorId: 1, idTag: 'APP' }]);
    const orders = depot.answers(station, obedient);
    expect(orders.map(([, , action, payload]) => [action, payload])).toContainEqual([
      'RemoteStartTransaction',
      { connectorId: 1, idTag: 'APP' },
    ]);
    expect(depot.hears(uplinkLink)).toContainEqual([3, 'r1', { status: 'Accepted' }]);
    depot.says(uplinkLink, [2, 'r2', 'RemoteStopTransaction', { transactionId: 4711 }]);
    depot.says(uplinkLink, [2, 'r3', 'RemoteStartTransaction', { idTag: 'APP' }]);
    expect(depot.hears(uplinkLink)).toEqual([
      [3, 'r2', { status: 'Rejected' }],
      [3, 'r3', { status: 'Rejected' }],
    ]);
  });
});
