// How stations of the field connect, boot, go silent, come twice and answer late.

import { describe, expect, it } from 'vitest';
import type { StationId } from '../../src/model/ids.ts';
import type { FieldStation } from './field.ts';
import { arranged, available, field, fieldStation, minute } from './field.ts';
import type { Harness } from './harness.ts';
import { boot, createHarness, ordinaryCsms } from './harness.ts';

const cp01 = 'CP-01' as StationId;
const trigger = 'Core,SmartCharging,RemoteTrigger';
/** Actions of the CALLs that leave for a station that takes them all. */
const orders = ({ depot, link }: FieldStation, profiles = trigger): unknown[][] =>
  depot.answers(link, (action) => arranged(action, profiles)).map(([, , action, payload]) => [action, payload]);
const alarms = (depot: Harness): string[] => [...depot.gateway.state.alarms.keys()];
const capabilities = (depot: Harness) => depot.gateway.state.ledger.stations.get(cp01)!.capabilities;
const statusTrigger = (connectorId: number) => [
  'TriggerMessage',
  { requestedMessage: 'StatusNotification', connectorId },
];

describe('before and without a boot', () => {
  it('a stranger boots first: everything else is a SecurityError', () => {
    const station = fieldStation({ boots: false });
    for (const [action, payload] of [
      ['Heartbeat', {}],
      ['StatusNotification', { connectorId: 1, ...available }],
      ['Nonsense', {}],
    ] as const)
      expect((station.call(action, payload) as unknown[])[2]).toBe('SecurityError');
    station.depot.sleep(minute);
    expect(station.depot.hears(station.link)).toEqual([]);
  });

  it('Q19 a known station is served at once without a boot, and asked for one', () => {
    const { depot } = fieldStation({ profiles: trigger });
    const station = fieldStation({ depot: depot.restart(), boots: false });
    expect(station.call('StatusNotification', { connectorId: 1, ...available })).toEqual({});
    station.depot.sleep(4900);
    expect(orders(station)).toEqual([]);
    station.depot.sleep(200);
    expect(orders(station)).toContainEqual(['TriggerMessage', { requestedMessage: 'BootNotification' }]);
    station.depot.sleep(minute);
    expect(orders(station)).not.toContainEqual(['TriggerMessage', { requestedMessage: 'BootNotification' }]);
  });

  it('Q19 nobody is asked who does not know how', () => {
    const { depot } = fieldStation();
    const station = fieldStation({ depot: depot.restart(), boots: false });
    station.depot.sleep(minute);
    expect(orders(station).map(([action]) => action)).not.toContain('TriggerMessage');
  });

  it('Q20 a station is not called before its boot was answered, or 10 s have passed in silence', () => {
    const { depot } = fieldStation({ profiles: trigger });
    const silent = fieldStation({ depot: depot.restart(), boots: false });
    silent.depot.sleep(9900);
    expect(silent.depot.hears(silent.link)).toEqual([]);
    silent.depot.sleep(200);
    expect(silent.depot.hears(silent.link).length).toBeGreaterThan(0);
    const booting = fieldStation({ boots: false });
    booting.depot.says(booting.link, boot);
    expect(booting.depot.hears(booting.link).map(([type]) => type)).toEqual([3]);
    booting.depot.sleep(600);
    expect(booting.depot.hears(booting.link)[0]?.[0]).toBe(2);
  });

  it('a boot is accepted before the central system is there', () => {
    const station = fieldStation({ boots: false });
    expect(station.call('BootNotification', boot[3] as object)).toMatchObject({ status: 'Accepted' });
    expect(station.depot.gateway.state.uplinks.get('csms' as never)?.link).toBeUndefined();
  });
});

describe('statuses that do not come', () => {
  it('Q21 Q22 a missing one is asked for by its connector, once, and a refusal is taken', () => {
    const station = fieldStation({ boots: false });
    station.depot.says(station.link, boot);
    station.call('StatusNotification', { connectorId: 1, ...available });
    station.depot.sleep(1000);
    orders(station);
    station.depot.sleep(15_000);
    const asked = station.depot.answers(station.link, (action) =>
      action === 'TriggerMessage' ? { status: 'Rejected' } : arranged(action, trigger),
    );
    expect(asked.map(([, , action, payload]) => [action, payload])).toContainEqual(statusTrigger(2));
    expect(asked.map(([, , action, payload]) => [action, payload])).not.toContainEqual(statusTrigger(1));
    station.depot.sleep(10 * minute);
    expect(orders(station)).not.toContainEqual(statusTrigger(2));
  });

  it('Q21 where nobody ever told one and triggers do not help, the connector is made operative', () => {
    const station = fieldStation({ boots: false });
    station.depot.says(station.link, boot);
    station.call('StatusNotification', { connectorId: 1, ...available });
    station.depot.sleep(1000);
    orders(station, 'Core');
    station.depot.sleep(minute);
    expect(orders(station, 'Core').filter(([action]) => action === 'ChangeAvailability')).toEqual([
      ['ChangeAvailability', { connectorId: 2, type: 'Operative' }],
    ]);
  });

  it('Q21 the last status is known after a restart: nothing is provoked then', () => {
    const { depot } = fieldStation();
    const again = fieldStation({ depot: depot.restart(), boots: false });
    again.depot.says(again.link, boot);
    again.depot.sleep(minute);
    const statuses = again.depot.gateway.state.ledger.stations.get(cp01)!.statuses;
    expect([...statuses.keys()]).toEqual([1, 2]);
    expect(orders(again, 'Core').map(([action]) => action)).not.toContain('ChangeAvailability');
  });

  it('Q23 ChangeAvailability of 0 refused: each connector is told, and the worst of them is the answer', () => {
    const site = field();
    const station = fieldStation({ site: { ...site, stations: site.stations.slice(0, 1) } });
    const csms = station.depot.connectCsms();
    station.depot.answers(csms, ordinaryCsms());
    station.depot.says(csms, [2, 'c', 'ChangeAvailability', { connectorId: 0, type: 'Inoperative' }]);
    const told = station.depot.answers(station.link, (_, { connectorId }) => ({
      status: connectorId === 0 ? 'Rejected' : connectorId === 1 ? 'Accepted' : 'Scheduled',
    }));
    expect(told.map(([, , , payload]) => (payload as { connectorId: number }).connectorId)).toEqual([0, 1, 2]);
    expect(station.depot.hears(csms)).toContainEqual([3, 'c', { status: 'Scheduled' }]);
  });
});

describe('handshakes', () => {
  const knock = { path: '/CP-01', subprotocols: [], remoteAddress: '', paths: ['/*'], secure: false };

  it('Q24 no subprotocol: what the site file says counts, else the specified refusal names the remedy', () => {
    expect(createHarness(field({ assumeProtocol: '1.6' })).driver.admit(knock)).toMatchObject({
      kind: 'admit',
      version: '1.6',
    });
    const refused = createHarness(field()).driver.admit(knock);
    expect(refused).toMatchObject({ kind: 'noProtocol' });
    expect((refused as { reason: string }).reason).toContain('assumeProtocol');
  });

  it('Q26 compressed frames that nobody agreed to are remembered', () => {
    const { depot, link } = fieldStation();
    depot.driver.offer({ kind: 'linkDown', link, code: 1002, reason: 'WS_ERR_UNEXPECTED_RSV_1' });
    depot.commit();
    expect(capabilities(depot)).toMatchObject({ noDeflate: true });
    const again = fieldStation({ depot: depot.restart() });
    expect(capabilities(again.depot)).toMatchObject({ noDeflate: true });
  });
});

describe('an old socket', () => {
  it('Q30 every connection begins anew: answers to CALLs of the one before it answer nothing', () => {
    const station = fieldStation();
    const { depot, link } = station;
    station.start(1);
    depot.sleep(11_000);
    const [call] = depot.hears(link).filter(([, , action]) => action === 'SetChargingProfile');
    depot.drop(link);
    const newer = depot.connectStation('CP-01');
    const rows = depot.facts.length;
    depot.says(newer, [3, call![1], { status: 'Accepted' }]);
    expect(depot.facts.length).toBe(rows);
    expect(depot.gateway.state.live.stations.get(cp01)).toMatchObject({ booted: false });
  });

  it('Q29 what it still says, and its late close, touches nothing', () => {
    const { depot, link } = fieldStation();
    const newer = depot.connectStation('CP-01');
    expect(depot.hears(link)).toContainEqual([0, 'close', 4001]);
    depot.says(link, [2, 'late', 'Heartbeat', {}]);
    depot.drop(link);
    depot.says(newer, [2, 'h', 'Heartbeat', {}]);
    expect(depot.hears(newer)).toMatchObject([[3, 'h', {}]]);
    expect(depot.gateway.state.live.stations.get(cp01)).toMatchObject({ connected: true });
  });
});

describe('answers', () => {
  it('Q33 one that comes late counts, and the time it takes is learned', () => {
    const station = fieldStation();
    const { depot, link } = station;
    station.start(1);
    depot.sleep(11_000);
    const [call] = depot.hears(link).filter(([, , action]) => action === 'SetChargingProfile');
    depot.sleep(31_000);
    const { limits } = depot.gateway.state.ledger.stations.get(cp01)!;
    const held = () =>
      [limits.tx, limits.default, limits.max]
        .flatMap((slots) => [...slots.values()].flat())
        .find(({ command }) => command === call![1]);
    expect(held()?.state).toBe('unknown');
    depot.sleep(29_000);
    depot.says(link, [3, call![1], { status: 'Accepted' }]);
    expect(held()?.state).toBe('confirmed');
    expect(capabilities(depot).callTimeoutSeconds).toBe(90);
    expect(depot.gateway.state.counters.get('callTimeouts')).toBe(1);
    depot.says(link, [3, call![1], { status: 'Accepted' }]);
    expect(depot.failures).toEqual([]);
  });

  it('Q33 settings that come after a minute teach the same', () => {
    const station = fieldStation({ boots: false });
    const { depot, link } = station;
    depot.says(link, boot);
    depot.sleep(1000);
    const [ask] = depot
      .answers(link, (action) => (action === 'GetConfiguration' ? undefined : { status: 'Accepted' }))
      .slice(-1);
    depot.sleep(minute);
    depot.says(link, [3, ask![1], arranged('GetConfiguration', trigger)]);
    expect(capabilities(depot).featureProfiles).toContain('RemoteTrigger');
  });

  it('F075 to nothing, twice, or after five minutes: dropped and counted', () => {
    const station = fieldStation();
    const { depot, link } = station;
    const before = depot.facts.length;
    depot.says(link, [3, 'nothing', {}]);
    depot.says(link, [4, 'nothing', 'GenericError', '', {}]);
    station.start(1);
    depot.sleep(11_000);
    const [call] = depot.hears(link).filter(([, , action]) => action === 'SetChargingProfile');
    depot.sleep(6 * minute);
    const during = depot.facts.length;
    depot.says(link, [3, call![1], { status: 'Accepted' }]);
    expect(depot.facts.length).toBe(during);
    expect(during).toBeGreaterThan(before);
    expect(depot.gateway.state.counters.get('lateAnswers')).toBe(3);
  });

  it('Q54 a CALLERROR may have its details as a text, an empty id, or too few parts', () => {
    const { depot, link } = fieldStation();
    for (const text of ['[4,"","GenericError","","none"]', '[4,"x","GenericError"]', '[4]', '[4,null]'])
      depot.writes(link, text);
    expect(depot.hears(link)).toEqual([]);
    expect(depot.failures).toEqual([]);
  });

  it('a station that breaks off on an action that it need not know is never told it again', () => {
    const station = fieldStation();
    const { depot, link } = station;
    const csms = depot.connectCsms();
    depot.answers(csms, ordinaryCsms());
    const reservation = { connectorId: 1, expiryDate: station.time(60 * minute), idTag: 'A', reservationId: 1 };
    depot.says(csms, [2, 'r1', 'ReserveNow', reservation]);
    expect(depot.hears(link).map(([, , action]) => action)).toContain('ReserveNow');
    depot.drop(link);
    expect(capabilities(depot).unknownActions).toEqual(['ReserveNow']);
    const again = fieldStation({ depot });
    depot.says(csms, [2, 'r2', 'ReserveNow', { ...reservation, reservationId: 2 }]);
    expect(depot.hears(again.link).map(([, , action]) => action)).not.toContain('ReserveNow');
    expect(depot.hears(csms).find(([, id]) => id === 'r2')).toMatchObject([3, 'r2', { status: 'Rejected' }]);
  });

  it('the clearing of profiles is told again after a connection that broke on it; who breaks off each time is left', () => {
    const isCleared = (depot: Harness, drops: boolean): boolean => {
      const { link } = fieldStation({ depot, boots: false });
      depot.says(link, boot);
      depot.sleep(1000);
      const calls = depot.answers(link, () => (drops ? undefined : { status: 'Unknown' }));
      if (drops) depot.drop(link);
      return calls.some(([, , action]) => action === 'ClearChargingProfile');
    };
    const byChance = createHarness(field());
    expect([true, true, false].map((drops) => isCleared(byChance, drops))).toEqual([true, true, true]);
    expect(capabilities(byChance).unknownActions).toBeUndefined();
    const always = createHarness(field());
    expect([true, true, true, true].map((drops) => isCleared(always, drops))).toEqual([true, true, true, false]);
    expect(capabilities(always).unknownActions).toEqual(['ClearChargingProfile']);
  });

  it('an action that it says it does not know is not passed on a second time, whoever asks', () => {
    const station = fieldStation();
    const { depot, link } = station;
    const csms = depot.connectCsms();
    depot.answers(csms, ordinaryCsms());
    const unlock = (id: string) => depot.says(csms, [2, id, 'UnlockConnector', { connectorId: 1 }]);
    unlock('u1');
    const [call] = depot.hears(link).filter(([, , action]) => action === 'UnlockConnector');
    depot.says(link, [4, call![1], 'NotImplemented', '', {}]);
    unlock('u2');
    expect(depot.hears(link)).toEqual([]);
    expect(depot.hears(csms).filter(([, id]) => id === 'u1' || id === 'u2')).toHaveLength(2);
  });

  it('Q55 a station that refuses everything is shown and left alone; one that wants a reboot is shown', () => {
    const station = fieldStation({ boots: false });
    const { depot, link } = station;
    depot.says(link, boot);
    depot.sleep(1000);
    const keys = [
      'MeterValueSampleInterval',
      'LocalPreAuthorize',
      'AuthorizationCacheEnabled',
      'LocalAuthorizeOffline',
    ];
    const settings = [
      ...[...keys, 'StopTransactionOnInvalidId'].map((key) => ({ key, readonly: false, value: 'x' })),
      { key: 'SupportedFeatureProfiles', readonly: true, value: trigger },
    ];
    const refuse = (action: string, { key }: Record<string, unknown>): object => {
      if (action === 'GetConfiguration') return { configurationKey: settings };
      return { status: key === 'LocalPreAuthorize' ? 'RebootRequired' : 'Rejected' };
    };
    for (let turn = 0; turn < 20; turn += 1) {
      depot.answers(link, refuse);
      depot.sleep(11_000);
    }
    expect(alarms(depot)).toContain('BB_STATION_REBOOT_REQUIRED:CP-01');
    expect(alarms(depot)).toContain('BB_STATION_REFUSES:CP-01');
    depot.says(link, boot);
    expect(alarms(depot)).not.toContain('BB_STATION_REBOOT_REQUIRED:CP-01');
    expect(station.call('Heartbeat', {})).toHaveProperty('currentTime');
  });
});
