// Reports of the device model of the site (B07, B08).

import { describe, expect, it } from 'vitest';
import type { Model } from './depot.ts';
import { connect, csms2, depotOf, reportOf } from './depot.ts';

const versions = ['2.0.1', '2.1'] as const;

const model = (): Model => ({
  'TxCtrlr.EVConnectionTimeOut': { value: '60' },
  'SampledDataCtrlr.TxStartedMeasurands': { value: '' },
  'Connector@1,1.ConnectorType': { value: 'cType2', mutability: 'ReadOnly' },
  'EVSE@1.DCVoltage': { value: '400', mutability: 'ReadOnly' },
  'Vendor.Lamp': { value: 'on' },
});

describe.each(versions)('reports of %s', (version) => {
  const ask = (stations: number, base: string) => {
    const depot = depotOf(version, stations);
    connect(depot, 'CP-01', model());
    const csms = depot.csms(csms2);
    csms.calls();
    const answer = csms.asks('GetBaseReport', { requestId: 12, reportBase: base });
    depot.passes(3000);
    return { depot, csms, answer };
  };

  /** Required by Part 2, appendix 3, for the blocks that are served. */
  const required = `AlignedDataCtrlr.Interval AlignedDataCtrlr.Measurands AlignedDataCtrlr.TxEndedInterval
    AlignedDataCtrlr.TxEndedMeasurands AuthCtrlr.AuthorizeRemoteStart AuthCtrlr.LocalAuthorizeOffline
    AuthCtrlr.LocalPreAuthorize ChargingStation.AvailabilityState ChargingStation.Available ChargingStation.SupplyPhases
    ClockCtrlr.DateTime ClockCtrlr.TimeSource DeviceDataCtrlr.BytesPerMessage[GetReport]
    DeviceDataCtrlr.BytesPerMessage[GetVariables] DeviceDataCtrlr.BytesPerMessage[SetVariables]
    DeviceDataCtrlr.ItemsPerMessage[GetReport] DeviceDataCtrlr.ItemsPerMessage[GetVariables]
    DeviceDataCtrlr.ItemsPerMessage[SetVariables] LocalAuthListCtrlr.BytesPerMessage LocalAuthListCtrlr.Entries
    LocalAuthListCtrlr.ItemsPerMessage MonitoringCtrlr.BytesPerMessage[SetVariableMonitoring]
    MonitoringCtrlr.ItemsPerMessage[SetVariableMonitoring] OCPPCommCtrlr.FileTransferProtocols
    OCPPCommCtrlr.MessageTimeout[Default] OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]
    OCPPCommCtrlr.MessageAttempts[TransactionEvent] OCPPCommCtrlr.NetworkConfigurationPriority
    OCPPCommCtrlr.NetworkProfileConnectionAttempts OCPPCommCtrlr.OfflineThreshold OCPPCommCtrlr.ResetRetries
    OCPPCommCtrlr.UnlockOnEVSideDisconnect SampledDataCtrlr.TxEndedInterval SampledDataCtrlr.TxEndedMeasurands
    SampledDataCtrlr.TxStartedMeasurands SampledDataCtrlr.TxUpdatedInterval SampledDataCtrlr.TxUpdatedMeasurands
    SecurityCtrlr.CertificateEntries SecurityCtrlr.OrganizationName SecurityCtrlr.SecurityProfile
    SmartChargingCtrlr.Entries[ChargingProfiles] SmartChargingCtrlr.LimitChangeSignificance
    SmartChargingCtrlr.PeriodsPerSchedule SmartChargingCtrlr.ProfileStackLevel SmartChargingCtrlr.RateUnit
    TxCtrlr.EVConnectionTimeOut TxCtrlr.StopTxOnEVSideDisconnect TxCtrlr.StopTxOnInvalidId TxCtrlr.TxStartPoint
    TxCtrlr.TxStopPoint EVSE@1.AvailabilityState EVSE@1.Available EVSE@1.Power EVSE@1.SupplyPhases
    Connector@1,1.Available Connector@1,1.ConnectorType Connector@1,1.SupplyPhases EVSE@2.Power`.split(/\s+/);

  it('TC_B_13_CS, TC_B_53_CS FullInventory: everything that is required, each once, and what stations showed under their EVSE', () => {
    const { csms, answer } = ask(2, 'FullInventory');
    expect(answer).toEqual({ status: 'Accepted' });
    const all = reportOf(csms, 12);
    expect([...all.keys()]).toEqual(expect.arrayContaining(required));
    expect(all.get('TxCtrlr@1.EVConnectionTimeOut')?.variableAttribute[0]).toMatchObject({
      value: '60',
      mutability: 'ReadWrite',
    });
    expect(all.get('EVSE@1.Power')?.variableCharacteristics.maxLimit).toBe(32 * 230 * 3);
    expect(all.get('LocalAuthListCtrlr.Entries')?.variableCharacteristics.maxLimit).toBeGreaterThan(0);
    expect(all.get('SecurityCtrlr.BasicAuthPassword')?.variableAttribute[0]).toEqual({
      type: 'Actual',
      mutability: 'WriteOnly',
    });
  });

  it('B07.FR.10 comes in as many pages as it needs, in order', () => {
    const { csms } = ask(60, 'FullInventory');
    const pages = csms.calls('NotifyReport');
    expect(pages.length).toBeGreaterThan(2);
    for (const [, page] of pages) expect(JSON.stringify(page).length).toBeLessThan(64 * 1024);
    expect(pages.map(([, { seqNo }]) => seqNo)).toEqual(pages.map((_, at) => at));
    expect(pages.map(([, { tbc }]) => tbc ?? false)).toEqual(pages.map((_, at) => at < pages.length - 1));
  });

  it('TC_B_12_CS ConfigurationInventory: what can be set', () => {
    const { csms } = ask(1, 'ConfigurationInventory');
    const all = reportOf(csms, 12);
    expect([...all.values()].some((one) => one.variableAttribute[0].mutability === 'ReadOnly')).toBe(false);
    expect([...all.keys()]).toEqual(
      expect.arrayContaining(['OCPPCommCtrlr.HeartbeatInterval', 'TxCtrlr.EVConnectionTimeOut']),
    );
  });

  it('TC_B_14_CS SummaryInventory: what can be used, and what does not work (B07.FR.09)', () => {
    const { csms } = ask(1, 'SummaryInventory');
    expect([...reportOf(csms, 12).keys()]).toEqual([
      'ChargingStation.AvailabilityState',
      'EVSE@1.AvailabilityState',
      'Connector@1,1.AvailabilityState',
    ]);
  });

  it('TC_B_16_CS, TC_B_17_CS, TC_B_18_CS, TC_B_56_CS GetReport by variables and by criteria; nothing that fits (B08.FR.15)', () => {
    const { csms, depot } = ask(2, 'SummaryInventory');
    csms.calls();
    const get = (more: object): unknown => {
      const answer = csms.asks('GetReport', { requestId: 13, ...more });
      depot.passes(2000);
      return (answer as { status: string }).status === 'Accepted' ? [...reportOf(csms, 13).keys()] : answer;
    };
    expect(
      get({ componentVariable: [{ component: { name: 'EVSE', evse: { id: 2 } }, variable: { name: 'Power' } }] }),
    ).toEqual(['EVSE@2.Power']);
    expect(get({ componentVariable: [{ component: { name: 'EVSE' }, variable: { name: 'Power' } }] })).toEqual([
      'EVSE@1.Power',
      'EVSE@2.Power',
    ]);
    expect(get({ componentCriteria: ['Problem'], componentVariable: [{ component: { name: 'TxCtrlr' } }] })).toEqual({
      status: 'EmptyResultSet',
    });
    // CP-02 is not there, and that is a problem after a while.
    depot.passes(130_000);
    csms.calls();
    expect(get({ componentCriteria: ['Problem'] })).toContain('EVSE@2.Power');
    expect(
      get({ componentCriteria: ['Available'], componentVariable: [{ component: { name: 'AuthCacheCtrlr' } }] }),
    ).toContain('AuthCacheCtrlr.Enabled');
  });

  it('TC_B_54_CS, TC_B_55_CS GetReport of a variable with instances: all of them, or one', () => {
    const depot = depotOf(version, 1);
    const csms = depot.csms(csms2);
    const get = (variable: object): string[] => {
      const componentVariable = [{ component: { name: 'DeviceDataCtrlr' }, variable }];
      expect(csms.asks('GetReport', { requestId: 14, componentVariable })).toEqual({ status: 'Accepted' });
      depot.passes(1000);
      return [...reportOf(csms, 14).keys()];
    };
    const at = (instance: string): string => `DeviceDataCtrlr.ItemsPerMessage[${instance}]`;
    expect(get({ name: 'ItemsPerMessage' })).toEqual(['GetReport', 'GetVariables', 'SetVariables'].map(at));
    expect(get({ name: 'itemspermessage', instance: 'GetReport' })).toEqual([at('GetReport')]);
  });

  it('more reports at once than wait are refused for now (B07.FR.13)', () => {
    const depot = depotOf(version, 1);
    const csms = depot.csms((action, payload) => (action === 'NotifyReport' ? undefined : csms2(action, payload)));
    const statuses = Array.from({ length: 8 }, (_, at) =>
      csms.asks('GetBaseReport', { requestId: at, reportBase: 'FullInventory' }),
    );
    expect(statuses).toContainEqual({ status: 'Accepted' });
    expect(statuses.at(-1)).toEqual({ status: 'Rejected' });
  });
});
