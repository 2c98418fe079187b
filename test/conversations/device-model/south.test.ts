// A station of OCPP 2.x is taken on: its device model is learned, and what the gateway needs of it is set (B05–B08).

import { describe, expect, it } from 'vitest';
import type { Model, Station } from './depot.ts';
import { connect, csms2, depotOf, reported, settingsAt, textOf } from './depot.ts';

const model = (): Model => ({
  'AuthCacheCtrlr.Enabled': { value: 'true' },
  'AuthCtrlr.LocalAuthorizeOffline': { value: 'false' },
  'AuthCtrlr.LocalPreAuthorize': { value: 'TRUE' },
  'AuthCtrlr.OfflineTxForUnknownIdEnabled': { value: 'true' },
  'DeviceDataCtrlr.ItemsPerMessage[SetVariables]': { value: '3', mutability: 'ReadOnly' },
  'LocalAuthListCtrlr.Enabled': { value: 'true' },
  'LocalAuthListCtrlr.Entries': { value: '0', mutability: 'ReadOnly', most: 40 },
  'LocalAuthListCtrlr.ItemsPerMessage': { value: '5', mutability: 'ReadOnly' },
  'OCPPCommCtrlr.MessageAttempts[TransactionEvent]': { value: '3' },
  'SampledDataCtrlr.TxUpdatedInterval': { value: '900' },
  'SampledDataCtrlr.TxUpdatedMeasurands': {
    value: 'Energy.Active.Import.Register',
    values: 'Energy.Active.Import.Register,Current.Import,Power.Active.Import,Voltage',
  },
  'SecurityCtrlr.BasicAuthPassword': { value: '', mutability: 'WriteOnly' },
  'SmartChargingCtrlr.RateUnit': { value: 'A,W', mutability: 'ReadOnly' },
  'TxCtrlr.EVConnectionTimeOut': { value: '60' },
  'TxCtrlr.StopTxOnInvalidId': { value: 'true' },
  'TxCtrlr.TxStartPoint': { value: 'EVConnected', values: 'EVConnected,Authorized,PowerPathClosed' },
  'TxCtrlr.TxStopPoint': { value: 'Authorized,EVConnected', values: 'EVConnected,Authorized' },
  'Connector@1,1.ConnectorType': { value: 'cType2', mutability: 'ReadOnly' },
});

const toldOf = (station: Station, action: string) =>
  station.told.filter(([one]) => one === action).map(([, payload]) => payload);

const setIn = (station: Station): string[][] =>
  toldOf(station, 'SetVariables').map((payload) =>
    (payload['setVariableData'] as { attributeValue: string }[]).map(
      (one) => `${textOf(one as never)}=${one.attributeValue}`,
    ),
  );

describe.each(['2.0.1', '2.1'] as const)('a station of %s that connects', (version) => {
  it('TC_B_13_CSMS reports its full inventory once, which is kept by the names of the site', () => {
    const depot = depotOf('1.6');
    const station = connect(depot, 'CP-01', model(), { version });
    expect(toldOf(station, 'GetBaseReport')).toMatchObject([{ reportBase: 'FullInventory' }]);
    const settings = settingsAt(depot, 'CP-01');
    expect(settings).toMatchObject({
      ChargingScheduleAllowedChargingRateUnit: { value: 'Current,Power', readonly: true },
      ConnectionTimeOut: { value: '60', readonly: false },
      'Connector@1,1.ConnectorType': { value: 'cType2', readonly: true },
      LocalAuthListMaxLength: { value: '40', readonly: true },
      SendLocalListMaxLength: { value: '5' },
      TransactionMessageAttempts: { value: '3' },
      'TxCtrlr.TxStartPoint': { values: 'EVConnected,Authorized,PowerPathClosed' },
    });
    expect(settings['AuthorizationKey']).toEqual({ readonly: false });
    // It is known after a reconnect, and after a restart.
    depot.drop(station);
    expect(toldOf(connect(depot, 'CP-01', model(), { version }), 'GetBaseReport')).toEqual([]);
    const later = connect(depot.restart(), 'CP-01', model(), { version });
    expect(toldOf(later, 'GetBaseReport')).toEqual([]);
  });

  it('TC_B_10_CSMS gets what differs, no more at once than it takes (B05.FR.11), and nothing that it has', () => {
    const depot = depotOf('1.6');
    const own = model();
    const station = connect(depot, 'CP-01', own, { version });
    const messages = setIn(station);
    expect(messages.every((items) => items.length <= 3)).toBe(true);
    expect(messages.flat().sort()).toEqual([
      'AuthCacheCtrlr.Enabled=false',
      'AuthCtrlr.LocalAuthorizeOffline=true',
      'AuthCtrlr.LocalPreAuthorize=false',
      'SampledDataCtrlr.TxUpdatedInterval=30',
      'SampledDataCtrlr.TxUpdatedMeasurands=Energy.Active.Import.Register,Current.Import,Power.Active.Import',
      'TxCtrlr.TxStartPoint=PowerPathClosed',
    ]);
    depot.drop(station);
    expect(setIn(connect(depot, 'CP-01', own, { version }))).toEqual([]);
  });

  it('that lets something not be changed is not asked again; one that wants a reboot is shown', () => {
    const depot = depotOf('1.6');
    const own: Model = {
      ...model(),
      'AuthCtrlr.LocalPreAuthorize': { value: 'true', verdict: 'Rejected' },
      'SampledDataCtrlr.TxUpdatedInterval': { value: '900', verdict: 'RebootRequired' },
      'AuthCacheCtrlr.Enabled': { value: 'true', mutability: 'ReadOnly' },
    };
    const station = connect(depot, 'CP-01', own, { version });
    expect(setIn(station).flat().join()).not.toContain('AuthCacheCtrlr');
    expect(settingsAt(depot, 'CP-01')).toMatchObject({
      LocalPreAuthorize: { value: 'TRUE'.toLowerCase(), readonly: true },
      MeterValueSampleInterval: { value: '30', readonly: false },
    });
    expect([...depot.harness.gateway.state.alarms.keys()]).toContain('BB_STATION_REBOOT_REQUIRED:CP-01');
    depot.drop(station);
    expect(setIn(connect(depot, 'CP-01', own, { version }))).toEqual([]);
  });
});

describe('a station of 2.x that comes back without a boot', () => {
  it('Q19 is asked for one, and what it holds is known to be there still', () => {
    const depot = depotOf('1.6', 1);
    const first = connect(depot, 'CP-01', model());
    const limits = () => first.told.filter(([action]) => action === 'SetChargingProfile').length;
    expect(limits()).toBe(1);
    depot.drop(first);
    const told: string[] = [];
    const back = depot.plug(
      'CP-01',
      (action) => {
        told.push(action);
        return action === 'GetVariables' ? 'NotSupported' : { status: 'Accepted' };
      },
      '2.0.1',
    );
    back.asks('Heartbeat', {});
    depot.passes(7000);
    expect(told).toContain('TriggerMessage');
    back.asks('BootNotification', { reason: 'Triggered', chargingStation: { vendorName: 'Acme', model: 'Two' } });
    depot.passes(5000);
    expect(told).not.toContain('SetChargingProfile');
    back.asks('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'Two' } });
    depot.passes(5000);
    expect(told).toContain('SetChargingProfile');
  });
});

describe('the report of a station', () => {
  const halves = (): readonly [Model, Model] => {
    const all = Object.entries(model());
    return [Object.fromEntries(all.slice(0, 9)), Object.fromEntries(all.slice(9))];
  };
  const inventory = (depot: ReturnType<typeof depotOf>): unknown =>
    depot.harness.gateway.state.ledger.stations.get('CP-01' as never)?.capabilities.inventory;

  it('B07.FR.10 comes in several pages', () => {
    const depot = depotOf('1.6');
    const station = connect(depot, 'CP-01', model(), { isPrompt: false });
    const [one, other] = halves();
    station.page(0, one, false);
    expect(inventory(depot)).toBeUndefined();
    station.page(1, other);
    expect(inventory(depot)).toBe('FullInventory');
    expect(Object.keys(settingsAt(depot, 'CP-01')).length).toBeGreaterThanOrEqual(Object.keys(model()).length);
  });

  it('with a page missing is asked for once more, under another number', () => {
    const depot = depotOf('1.6');
    const station = connect(depot, 'CP-01', model(), { isPrompt: false });
    const [one, other] = halves();
    const first = station.request();
    station.page(0, one, false);
    station.page(2, other);
    expect(station.request()).not.toBe(first);
    expect(toldOf(station, 'GetBaseReport')).toHaveLength(2);
    station.page(1, other);
    depot.passes(1000);
    expect(inventory(depot)).toBeUndefined();
    expect(toldOf(station, 'GetBaseReport')).toHaveLength(2);
    // What came is used all the same.
    expect(setIn(station).flat()).toContain('TxCtrlr.TxStartPoint=PowerPathClosed');
  });

  it('that never ends, or that nobody asked for, stops nothing', () => {
    const depot = depotOf('1.6');
    const station = connect(depot, 'CP-01', model(), { isPrompt: false });
    station.page(0, model(), false);
    depot.passes(70_000);
    expect(toldOf(station, 'GetBaseReport')).toHaveLength(2);
    expect(setIn(station).flat()).toContain('TxCtrlr.TxStartPoint=PowerPathClosed');
    const page = { generatedAt: '2026-01-15T18:00:00Z', seqNo: 0, reportData: reported({ 'X.Y': { value: '1' } }) };
    expect(station.asks('NotifyReport', { requestId: 7, ...page })).toEqual({});
    expect(settingsAt(depot, 'CP-01')['X.Y']).toBeUndefined();
    // The answer to the last question is still welcome, however late.
    station.page(0, { ...model(), 'SampledDataCtrlr.TxUpdatedInterval': { value: '60' } });
    expect(inventory(depot)).toBe('FullInventory');
    depot.passes(1000);
    expect(
      setIn(station)
        .flat()
        .filter((one) => one === 'TxCtrlr.TxStartPoint=PowerPathClosed'),
    ).toHaveLength(1);
  });

  it('TC_B_12_CSMS is that of its configuration where it has no full one (B07.FR.02)', () => {
    const depot = depotOf('1.6');
    const station = connect(depot, 'CP-01', model(), {
      reports: (base) => ({ status: base === 'FullInventory' ? 'NotSupported' : 'Accepted' }),
    });
    expect(toldOf(station, 'GetBaseReport').map((one) => one['reportBase'])).toEqual([
      'FullInventory',
      'ConfigurationInventory',
    ]);
    expect(inventory(depot)).toBe('ConfigurationInventory');
  });

  it('is none: it is told what is wanted all the same, and what it does not know is remembered', () => {
    const depot = depotOf('1.6');
    const own: Model = { 'TxCtrlr.TxStartPoint': { value: 'EVConnected' } };
    const none = { reports: () => ({ status: 'NotSupported' }) };
    const station = connect(depot, 'CP-01', own, none);
    expect(setIn(station).flat()).toContain('TxCtrlr.TxStartPoint=PowerPathClosed');
    expect(settingsAt(depot, 'CP-01')['LocalPreAuthorize']).toEqual({ readonly: true });
    depot.drop(station);
    const again = connect(depot, 'CP-01', own, none);
    expect(toldOf(again, 'GetBaseReport')).toEqual([]);
    expect(setIn(again)).toEqual([]);
  });

  it('may name its variables as it likes', () => {
    const depot = depotOf('2.0.1', 1);
    const station = connect(depot, 'CP-01', {}, { isPrompt: false });
    const odd = (component: string, variable: string, value: string): object => ({
      component: { name: component },
      variable: { name: variable },
      variableAttribute: [{ value }],
    });
    const reportData = [
      odd('OCPP16LegacyCtrlr', '__proto__', '1'),
      odd('OCPP16LegacyCtrlr', 'constructor', '2'),
      odd('acme.com:Lamp@2', 'on.off', '3'),
    ];
    const page = { requestId: station.request(), generatedAt: '2026-01-15T18:00:00Z', seqNo: 0, reportData };
    expect(station.asks('NotifyReport', page)).toEqual({});
    depot.drop(station);
    const csms = depot.restart().csms(csms2);
    const get = (component: string, variable: string): unknown => {
      const item = { component: { name: component, evse: { id: 1 } }, variable: { name: variable } };
      const answer = csms.asks('GetVariables', { getVariableData: [item] });
      return (answer as { getVariableResult: { attributeValue?: string }[] }).getVariableResult[0]!.attributeValue;
    };
    expect(get('OCPP16LegacyCtrlr', '__proto__')).toBe('1');
    expect(get('OCPP16LegacyCtrlr', 'constructor')).toBe('2');
    expect(get('OCPP16LegacyCtrlr', 'toString')).toBeUndefined();
    expect(get('acme.com:Lamp@2', 'on.off')).toBe('3');
  });

  it('has a maximum: what is beyond is not kept', () => {
    const depot = depotOf('1.6');
    const station = connect(depot, 'CP-01', {}, { isPrompt: false });
    for (let page = 0; page < 12; page += 1) {
      const part = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`Thing.V${page}x${at}`, { value: '1' }]));
      station.page(page, part, page < 11 ? false : true);
    }
    expect(inventory(depot)).toBe('FullInventory');
    expect(Object.keys(settingsAt(depot, 'CP-01')).length).toBeLessThanOrEqual(1000);
  });
});

describe('a central system of 1.6 and stations of 2.x', () => {
  it('TC_B_06_CSMS, TC_B_07_CSMS keys of one station are asked as its variables', () => {
    const depot = depotOf('1.6');
    const own = { ...model(), 'Vendor.Lamp': { value: 'on' } };
    const station = connect(depot, 'CP-01', own);
    const csms = depot.csms();
    station.told.length = 0;
    const key = ['CP-01.ConnectionTimeOut', 'CP-01.Vendor.Lamp', 'CP-01.LightIntensity'];
    expect(csms.asks('GetConfiguration', { key })).toEqual({
      configurationKey: [
        { key: 'CP-01.ConnectionTimeOut', readonly: false, value: '60' },
        { key: 'CP-01.Vendor.Lamp', readonly: false, value: 'on' },
      ],
      unknownKey: ['CP-01.LightIntensity'],
    });
    expect(toldOf(station, 'GetVariables')).toHaveLength(1);
  });

  it('B06.FR.05 are asked in as many messages as it takes', () => {
    const depot = depotOf('1.6');
    const own = { ...model(), 'DeviceDataCtrlr.ItemsPerMessage[GetVariables]': { value: '2' } };
    const station = connect(depot, 'CP-01', own);
    const csms = depot.csms();
    station.told.length = 0;
    const key = ['ConnectionTimeOut', 'MeterValueSampleInterval', 'Vendor.X', 'LocalPreAuthorize', 'CpoName'];
    const answer = csms.asks('GetConfiguration', { key: key.map((one) => `CP-01.${one}`) }) as {
      configurationKey: { key: string }[];
      unknownKey: string[];
    };
    expect(answer.configurationKey.map((one) => one.key)).toEqual(
      ['ConnectionTimeOut', 'MeterValueSampleInterval', 'LocalPreAuthorize'].map((one) => `CP-01.${one}`),
    );
    expect(answer.unknownKey).toEqual(['CP-01.Vendor.X', 'CP-01.CpoName']);
    expect(toldOf(station, 'GetVariables').map((one) => (one['getVariableData'] as unknown[]).length)).toEqual([
      2, 2, 1,
    ]);
  });

  it('TC_B_09_CSMS a key that every station is to have is set as its variable, and again when it comes back', () => {
    const depot = depotOf('1.6');
    const own = model();
    const station = connect(depot, 'CP-01', own);
    const csms = depot.csms();
    expect(csms.asks('ChangeConfiguration', { key: 'ConnectionTimeOut', value: '45' })).toEqual({ status: 'Accepted' });
    expect(own['TxCtrlr.EVConnectionTimeOut']!.value).toBe('45');
    expect(csms.asks('ChangeConfiguration', { key: 'CP-01.Vendor.None', value: '1' })).toEqual({
      status: 'NotSupported',
    });
    for (const key of ['AuthCtrlr.LocalPreAuthorize', 'SecurityCtrlr.SecurityProfile', 'SecurityCtrlr.Identity'])
      expect(csms.asks('ChangeConfiguration', { key: `CP-01.${key}`, value: '1' })).toEqual({ status: 'Rejected' });
    depot.drop(station);
    const other = model();
    connect(depot, 'CP-02', other);
    expect(other['TxCtrlr.EVConnectionTimeOut']!.value).toBe('45');
  });

  it('A01 a key for Basic authentication is set as its password', () => {
    const depot = depotOf('1.6');
    const station = connect(depot, 'CP-01', model());
    station.told.length = 0;
    depot.harness.asks({ kind: 'changeKey', station: 'CP-01' as never, key: 'a-new-key-of-16-or-more' }, depot.settle);
    expect(setIn(station)).toEqual([['SecurityCtrlr.BasicAuthPassword=a-new-key-of-16-or-more']]);
    expect(JSON.stringify(depot.harness.facts)).not.toContain('a-new-key');
  });
});
