// The device model of the site, as a central system of OCPP 2.x asks and sets it (B05–B08).

import { describe, expect, it } from 'vitest';
import { configured } from '../station-role/depot.ts';
import type { Model } from './depot.ts';
import { connect, csms2, depotOf, getsOf, named, setsOf } from './depot.ts';

const versions = ['2.0.1', '2.1'] as const;

describe.each(versions)('GetVariables of %s', (version) => {
  it('TC_B_06_CS one variable; TC_B_07_CS several', () => {
    const csms = depotOf(version).csms(csms2);
    expect(getsOf(csms, 'OCPPCommCtrlr.HeartbeatInterval')).toEqual(['=300']);
    expect(
      getsOf(
        csms,
        'ChargingStation.VendorName',
        'TxCtrlr.TxStartPoint',
        'SmartChargingCtrlr.RateUnit',
        'OCPPCommCtrlr.MessageAttempts[TransactionEvent]',
        'ocppcommctrlr.offlinethreshold',
        'LocalAuthListCtrlr.Entries',
        'SampledDataCtrlr.TxUpdatedInterval',
      ),
    ).toEqual(['=Busbar', '=PowerPathClosed', '=A,W', '=3', '=60', '=0', '=30']);
  });

  it('TC_B_32_CS, TC_B_33_CS, TC_B_34_CS B06.FR.06–09, 15 what is not known, not supported, or write-only', () => {
    const csms = depotOf(version).csms(csms2);
    expect(
      getsOf(
        csms,
        'NoSuchCtrlr.X',
        'OCPPCommCtrlr.X',
        'OCPPCommCtrlr.MessageAttempts',
        'SecurityCtrlr.BasicAuthPassword',
        'EVSE@99.Power',
        'EVSE.Power',
      ),
    ).toEqual([
      'UnknownComponent',
      'UnknownVariable',
      'UnknownVariable',
      'Rejected',
      'UnknownComponent',
      'UnknownComponent',
    ]);
    const target = csms.asks('GetVariables', {
      getVariableData: [{ ...named('OCPPCommCtrlr.HeartbeatInterval'), attributeType: 'Target' }],
    });
    expect(target).toMatchObject({
      getVariableResult: [{ attributeType: 'Target', attributeStatus: 'NotSupportedAttributeType' }],
    });
  });

  it('B06.FR.16 more than ItemsPerMessage says is refused, and each has its answer up to there', () => {
    const csms = depotOf(version).csms(csms2);
    const [most] = getsOf(csms, 'DeviceDataCtrlr.ItemsPerMessage[GetVariables]');
    const many = Array.from({ length: Number(most!.slice(1)) }, (_, at) => `OCPPCommCtrlr.X${at}`);
    expect(getsOf(csms, ...many)).toEqual(many.map(() => 'UnknownVariable'));
    expect(getsOf(csms, 'A.B', ...many)).toEqual([expect.stringContaining('OccurrenceConstraintViolation')]);
  });

  it('each EVSE says which station it is, and what it can', () => {
    const depot = depotOf(version);
    connect(depot, 'CP-01', {});
    const csms = depot.csms(csms2);
    expect(
      getsOf(
        csms,
        'ChargingStation@1.Model',
        'ChargingStation@1.Identity',
        'EVSE@1.AvailabilityState',
        'Connector@1,1.AvailabilityState',
        'EVSE@1.SupplyPhases',
        'EVSE@2.AvailabilityState',
        'ChargingStation@2.Model',
      ),
    ).toEqual(['=Two', '=CP-01', '=Available', '=Available', '=3', '=Unavailable', 'UnknownComponent']);
  });
});

const model = (): Model => ({
  'TxCtrlr.EVConnectionTimeOut': { value: '60' },
  'SampledDataCtrlr.TxStartedMeasurands': { value: '' },
  'Connector@1,1.ConnectorType': { value: 'cType2', mutability: 'ReadOnly' },
  'EVSE@1.DCVoltage': { value: '400', mutability: 'ReadOnly' },
  'Vendor.Lamp': { value: 'on' },
});

describe.each(versions)('variables of stations, asked by a central system of %s', (version) => {
  it('are asked live under their EVSE: of 2.x by their names, of 1.6 by its keys', () => {
    const depot = depotOf(version);
    const own = model();
    const modern = connect(depot, 'CP-01', own);
    const keys = { ConnectionTimeOut: '90', LightIntensity: '70', SupportedFeatureProfiles: 'Core' };
    depot.plug('CP-02', configured(keys)).asks('BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' });
    depot.passes(2000);
    const csms = depot.csms(csms2);
    own['Vendor.Lamp'] = { value: 'off' };
    keys.LightIntensity = '50';
    modern.told.length = 0;
    expect(
      getsOf(
        csms,
        'TxCtrlr@1.EVConnectionTimeOut',
        'EVSE@1.DCVoltage',
        'Vendor@1.Lamp',
        'Connector@1,1.ConnectorType',
        'TxCtrlr@2.EVConnectionTimeOut',
        'OCPP16LegacyCtrlr@2.LightIntensity',
        'TxCtrlr@2.TxStartPoint',
        'OCPP16LegacyCtrlr@2.NoSuchKey',
        'Vendor@1.NoSuch',
        'SecurityCtrlr@1.BasicAuthPassword',
      ),
    ).toEqual([
      '=60',
      '=400',
      '=off',
      '=cType2',
      '=90',
      '=50',
      'UnknownVariable',
      'UnknownVariable',
      'UnknownVariable',
      'Rejected',
    ]);
    // One message, with the station's own numbers.
    expect(modern.told.map(([action]) => action)).toEqual(['GetVariables']);
  });

  it('of a station that is away are what it showed last', () => {
    const depot = depotOf(version);
    const station = connect(depot, 'CP-01', model());
    depot.drop(station);
    const csms = depot.csms(csms2);
    expect(getsOf(csms, 'TxCtrlr@1.EVConnectionTimeOut', 'Vendor@1.Lamp', 'Vendor@1.X', 'Nothing@1.X')).toEqual([
      '=60',
      '=on',
      'UnknownVariable',
      'UnknownComponent',
    ]);
  });

  it('TC_B_10_CS are set there, and again when it comes back; what the gateway needs is not', () => {
    const depot = depotOf(version);
    const own: Model = { ...model(), 'TxCtrlr.TxStartPoint': { value: 'EVConnected' } };
    const station = connect(depot, 'CP-01', own);
    const keys = { ConnectionTimeOut: '90', LocalPreAuthorize: 'true', SupportedFeatureProfiles: 'Core' };
    depot.plug('CP-02', configured(keys)).asks('BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' });
    depot.passes(2000);
    const csms = depot.csms(csms2);
    expect(
      setsOf(csms, {
        'Vendor@1.Lamp': 'off',
        'TxCtrlr@2.EVConnectionTimeOut': '33',
        'TxCtrlr@1.TxStartPoint': 'EVConnected',
        'AuthCtrlr@2.LocalPreAuthorize': 'true',
        'OCPPCommCtrlr@1.NetworkConfigurationPriority': '2',
        'SecurityCtrlr@1.BasicAuthPassword': 'secretsecretsecret',
        'EVSE@1.Power': '1',
        'Vendor@1.NoSuch': '1',
        'EVSE@7.Power': '1',
      }),
    ).toEqual([
      'Accepted',
      'Accepted',
      'Rejected',
      'Rejected',
      'Rejected',
      'Rejected',
      'Rejected',
      'UnknownVariable',
      'UnknownComponent',
    ]);
    expect([own['Vendor.Lamp']!.value, keys.ConnectionTimeOut]).toEqual(['off', '33']);
    depot.drop(station);
    const other: Model = { ...model(), 'TxCtrlr.TxStartPoint': { value: 'PowerPathClosed' } };
    // Another firmware has forgotten it.
    connect(depot, 'CP-01', other, { firmware: '2' });
    depot.passes(1000);
    expect(other['Vendor.Lamp']!.value).toBe('off');
  });
});

describe.each(versions)('SetVariables of %s', (version) => {
  it('TC_B_09_CS one variable of the gateway itself holds at once, and after a restart', () => {
    const depot = depotOf(version);
    const csms = depot.csms(csms2);
    expect(setsOf(csms, { 'OCPPCommCtrlr.OfflineThreshold': '600' })).toEqual(['Accepted']);
    expect(getsOf(csms, 'OCPPCommCtrlr.OfflineThreshold')).toEqual(['=600']);
    expect(setsOf(csms, { 'OCPPCommCtrlr.HeartbeatInterval': '120' })).toEqual(['Accepted']);
    const later = depot.restart().csms(csms2);
    expect(getsOf(later, 'OCPPCommCtrlr.OfflineThreshold')).toEqual(['=600']);
  });

  it('TC_B_11_CS, TC_B_35_CS, TC_B_36_CS, TC_B_39_CS B05.FR.04–09 what is unknown, of another form, read-only, or would cut the gateway off (G15)', () => {
    const csms = depotOf(version).csms(csms2);
    expect(
      setsOf(csms, {
        'NoSuchCtrlr.X': '1',
        'OCPPCommCtrlr.X': '1',
        'OCPPCommCtrlr.OfflineThreshold': 'soon',
        'OCPPCommCtrlr.HeartbeatInterval': '-1',
        'ChargingStation.Model': 'Other',
        'TxCtrlr.TxStartPoint': 'EVConnected',
        'OCPPCommCtrlr.NetworkConfigurationPriority': '0',
        'SecurityCtrlr.SecurityProfile': '1',
        'SecurityCtrlr.BasicAuthPassword': 'secretsecretsecret',
        'SecurityCtrlr.Identity': 'other',
      }),
    ).toEqual([
      'UnknownComponent',
      'UnknownVariable',
      'Rejected',
      'Rejected',
      'Rejected',
      'Rejected',
      'Rejected',
      'Rejected',
      'Rejected',
      'Rejected',
    ]);
  });

  it('TC_B_37_CS SetVariables of an attribute that there is not', () => {
    const csms = depotOf(version, 1).csms(csms2);
    const item = { ...named('OCPPCommCtrlr.OfflineThreshold'), attributeType: 'Target', attributeValue: '5' };
    expect(csms.asks('SetVariables', { setVariableData: [item] })).toMatchObject({
      setVariableResult: [{ attributeType: 'Target', attributeStatus: 'NotSupportedAttributeType' }],
    });
  });

  it('what every station does goes to all: in their words, and accepted only when all accept', () => {
    const depot = depotOf(version);
    const own = model();
    connect(depot, 'CP-01', own);
    const keys = { ConnectionTimeOut: '90', SupportedFeatureProfiles: 'Core' };
    const old = depot.plug('CP-02', configured(keys));
    old.asks('BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' });
    depot.passes(2000);
    old.calls();
    const csms = depot.csms(csms2);
    expect(
      setsOf(csms, {
        'TxCtrlr.EVConnectionTimeOut': '45',
        'SampledDataCtrlr.TxStartedMeasurands': 'Energy.Active.Import.Register',
        'OCPPCommCtrlr.OfflineThreshold': '90',
      }),
    ).toEqual(['Accepted', 'Accepted', 'Accepted']);
    expect([own['TxCtrlr.EVConnectionTimeOut']!.value, keys.ConnectionTimeOut]).toEqual(['45', '45']);
    // A station of 1.6 has no key for the other, and is not asked.
    expect(old.calls('ChangeConfiguration').map(([, { key }]) => key)).toEqual(['ConnectionTimeOut']);
    expect(own['SampledDataCtrlr.TxStartedMeasurands']!.value).toBe('Energy.Active.Import.Register');
    // One refuses: the other gets back what it had.
    own['TxCtrlr.EVConnectionTimeOut'] = { value: '45', verdict: 'Rejected' };
    expect(setsOf(csms, { 'TxCtrlr.EVConnectionTimeOut': '50' })).toEqual(['Rejected']);
    expect(keys.ConnectionTimeOut).toBe('45');
  });

  it('only what the site file lets fan out is set in stations, by whatever name it says it', () => {
    const depot = depotOf(version, 1, { configurationFanOut: ['TxCtrlr.EVConnectionTimeOut', 'Vendor.Lamp'] });
    const own = model();
    connect(depot, 'CP-01', own);
    const csms = depot.csms(csms2);
    expect(
      setsOf(csms, {
        'TxCtrlr.EVConnectionTimeOut': '44',
        'Vendor.Lamp': 'dim',
        'SampledDataCtrlr.TxUpdatedInterval': '15',
      }),
    ).toEqual(['Accepted', 'Accepted', 'Rejected']);
    expect([own['TxCtrlr.EVConnectionTimeOut']!.value, own['Vendor.Lamp']!.value]).toEqual(['44', 'dim']);
    expect(getsOf(csms, 'Vendor.Lamp')).toEqual(['=dim']);
  });
});
