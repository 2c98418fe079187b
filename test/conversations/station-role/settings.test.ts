// GetConfiguration and ChangeConfiguration of the site (1.6 §5.3, §5.8 and chapter 9).

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReply } from '../../../src/ocpp/schema.ts';
import { configured, newDepot, siteOf } from './depot.ts';
import type { Payload, Talker } from './depot.ts';

const valueOf = (csms: Talker, key: string): unknown =>
  ((csms.asks('GetConfiguration', { key: [key] }) as Payload)['configurationKey'] as Payload[] | undefined)?.[0]?.[
    'value'
  ];

const change = (csms: Talker, key: string, value: string): unknown =>
  (csms.asks('ChangeConfiguration', { key, value }) as Payload)['status'];

/** Required by chapter 9 of 1.6, for all feature profiles that the site has. */
const required =
  `AuthorizeRemoteTxRequests ClockAlignedDataInterval ConnectionTimeOut ConnectorPhaseRotation GetConfigurationMaxKeys
  HeartbeatInterval LocalAuthorizeOffline LocalPreAuthorize MeterValuesAlignedData MeterValuesSampledData
  MeterValueSampleInterval NumberOfConnectors ResetRetries StopTransactionOnEVSideDisconnect StopTransactionOnInvalidId
  StopTxnAlignedData StopTxnSampledData SupportedFeatureProfiles TransactionMessageAttempts TransactionMessageRetryInterval
  UnlockConnectorOnEVSideDisconnect`.split(/\s+/);

describe('the configuration of the site', () => {
  it('TC_019_CS retrieve configuration: all keys, within the schema, then single ones', () => {
    const depot = newDepot();
    depot.station('CP-01');
    const csms = depot.csms();
    const all = csms.asks('GetConfiguration', {}) as { configurationKey: { key: string }[] };
    expect(checkReply('1.6', 'GetConfiguration', all)).toBeUndefined();
    const names = all.configurationKey.map(({ key }) => key);
    expect(names).toEqual(expect.arrayContaining(required));
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('AuthorizationKey');
    for (const [key, value] of [
      ['NumberOfConnectors', '2'],
      ['HeartbeatInterval', '300'],
      ['ReserveConnectorZeroSupported', 'false'],
      ['TransactionMessageAttempts', '3'],
      ['TransactionMessageRetryInterval', '20'],
      ['SupportedFileTransferProtocols', 'HTTP,HTTPS'],
      ['MeterValueSampleInterval', '30'],
      ['SecurityProfile', '0'],
    ] as const)
      expect([key, valueOf(csms, key)]).toEqual([key, value]);
    expect(csms.asks('GetConfiguration', { key: ['heartbeatinterval', 'NoSuchKey'] })).toMatchObject({
      configurationKey: [{ key: 'HeartbeatInterval' }],
      unknownKey: ['NoSuchKey'],
    });
  });

  it('TC_019_CS more keys than GetConfigurationMaxKeys says are refused', () => {
    const csms = newDepot().csms();
    const most = Number(valueOf(csms, 'GetConfigurationMaxKeys'));
    const keys = Array.from({ length: most + 1 }, (_, at) => `Key${at}`);
    expect(csms.asks('GetConfiguration', { key: keys.slice(1) })).toMatchObject({ unknownKey: keys.slice(1) });
    expect(csms.asks('GetConfiguration', { key: keys })).toBe('OccurenceConstraintViolation');
  });

  it('shows each station under a read-only key of its connector', () => {
    const depot = newDepot();
    const station = depot.plug('CP-01');
    station.asks('BootNotification', {
      chargePointVendor: 'Acme, Inc.',
      chargePointModel: 'One',
      chargePointSerialNumber: 'S-1',
      firmwareVersion: '1.2',
    });
    const csms = depot.csms();
    expect(valueOf(csms, 'BusbarEvse1')).toBe('CP-01/1, Acme  Inc., One, S-1, 1.2, 2026-01-15T18:00:01.000Z');
    expect(valueOf(csms, 'BusbarEvse2')).toBe('CP-02/1, -, -, -, -, -');
    depot.drop(station);
    depot.passes(5000);
    expect(valueOf(csms, 'BusbarEvse1')).toContain('2026-01-15T18:00:01');
    expect(change(csms, 'BusbarEvse1', 'x')).toBe('Rejected');
    expect(change(csms, 'BusbarEvse3', 'x')).toBe('NotSupported');
  });

  it('TC_021_CS a changed heartbeat interval holds at once, after a reconnect and after a restart', () => {
    const depot = newDepot();
    const csms = depot.csms((action) =>
      action === 'BootNotification' ? { status: 'Accepted', interval: 0, currentTime: '2026-01-15T18:00:00Z' } : {},
    );
    csms.calls();
    expect(change(csms, 'HeartbeatInterval', '10')).toBe('Accepted');
    expect(valueOf(csms, 'HeartbeatInterval')).toBe('10');
    depot.passes(31_000);
    expect(csms.calls('Heartbeat')).toHaveLength(3);
    const again = depot.restart();
    const other = again.csms(csms.rule);
    other.calls();
    again.passes(21_000);
    expect(other.calls('Heartbeat')).toHaveLength(2);
  });

  it('TC_021_CS the interval of a later boot counts more than an older setting', () => {
    const depot = newDepot();
    const csms = depot.csms();
    change(csms, 'HeartbeatInterval', '10');
    csms.asks('TriggerMessage', { requestedMessage: 'BootNotification' });
    expect(valueOf(csms, 'HeartbeatInterval')).toBe('300');
  });

  it('WebSocketPingInterval reaches the socket', () => {
    const depot = newDepot();
    const csms = depot.csms();
    expect(depot.harness.wanted()[0]?.pingSeconds).toBe(30);
    expect(change(csms, 'WebSocketPingInterval', '120')).toBe('Accepted');
    expect(depot.harness.wanted()[0]?.pingSeconds).toBe(120);
  });

  it('TC_040_1_CS an unknown key is NotSupported', () => {
    expect(change(newDepot().csms(), 'Testing', 'true')).toBe('NotSupported');
  });

  it('TC_040_2_CS a value that the key cannot take is Rejected', () => {
    const depot = newDepot();
    depot.station('CP-01', configured({ MeterValueSampleInterval: '30' }));
    const csms = depot.csms();
    for (const [key, value] of [
      ['MeterValueSampleInterval', '-1'],
      ['MeterValueSampleInterval', 'often'],
      ['StopTransactionOnInvalidId', '1'],
      ['MeterValuesSampledData', 'Happiness'],
      ['HeartbeatInterval', '0'],
      ['TransactionMessageAttempts', '0'],
      ['NumberOfConnectors', '3'],
    ] as const)
      expect([key, change(csms, key, value)]).toEqual([key, 'Rejected']);
  });

  it.each([
    'CentralSystemURL',
    'CentralSystemURI',
    'CentralSystemAddress',
    'AuthorizationKey',
    'BasicAuthPassword',
    'SecurityProfile',
    'ChargePointId',
    'CP-01.AuthorizationKey',
    'CP-01.CentralSystemURL',
    'CP-01.LocalPreAuthorize',
  ])('TC_073_CS %s cuts somebody off, so it is Rejected and no station hears of it (G15)', (key) => {
    const depot = newDepot();
    const station = depot.station('CP-01', configured({ AuthorizationKey: 'x' }));
    expect(change(depot.csms(), key, '1')).toBe('Rejected');
    expect(station.calls('ChangeConfiguration')).toEqual([]);
  });

  it('answers whatever is asked and set, within the schema', () => {
    const depot = newDepot();
    depot.station('CP-01');
    const csms = depot.csms();
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 50 }), { maxLength: 5 }),
        fc.string({ maxLength: 500 }),
        (key, value) => {
          const shown = csms.asks('GetConfiguration', { key });
          expect(checkReply('1.6', 'GetConfiguration', shown)).toBeUndefined();
          const set = csms.asks('ChangeConfiguration', { key: key[0] ?? '', value });
          expect(checkReply('1.6', 'ChangeConfiguration', set)).toBeUndefined();
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('settings of all stations', () => {
  it('TC_021_CS a setting is accepted when all stations accept it, and shown', () => {
    const depot = newDepot();
    const one = depot.station('CP-01', configured({ MeterValueSampleInterval: '30' }));
    const other = depot.station('CP-02', configured({ MeterValueSampleInterval: '30' }));
    const csms = depot.csms();
    expect(change(csms, 'MeterValueSampleInterval', '60')).toBe('Accepted');
    for (const station of [one, other])
      expect(station.calls('ChangeConfiguration')).toEqual([
        ['ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '60' }],
      ]);
    expect(valueOf(csms, 'MeterValueSampleInterval')).toBe('60');
  });

  it('what one station refuses is Rejected, and undone in the others', () => {
    const depot = newDepot();
    const keys = { MeterValueSampleInterval: '30' };
    depot.station('CP-01', configured(keys));
    const refusing = configured({ MeterValueSampleInterval: '30' });
    const other = depot.station('CP-02', refusing);
    other.rule = (action, payload) =>
      action === 'ChangeConfiguration' ? { status: 'Rejected' } : refusing(action, payload);
    const csms = depot.csms();
    expect(change(csms, 'MeterValueSampleInterval', '60')).toBe('Rejected');
    expect(keys.MeterValueSampleInterval).toBe('30');
    expect(valueOf(csms, 'MeterValueSampleInterval')).toBe('30');
  });

  it('a station that must start again makes it RebootRequired', () => {
    const depot = newDepot();
    const keys = configured({ ConnectionTimeOut: '30' });
    const station = depot.station('CP-01', keys);
    depot.station('CP-02', configured({ ConnectionTimeOut: '30' }));
    station.rule = (action, payload) =>
      action === 'ChangeConfiguration' ? { status: 'RebootRequired' } : keys(action, payload);
    const csms = depot.csms();
    expect(change(csms, 'ConnectionTimeOut', '60')).toBe('RebootRequired');
    expect(valueOf(csms, 'ConnectionTimeOut')).toBe('60');
  });

  it('a station that is away gets it when it is back, also after a restart', () => {
    const depot = newDepot();
    const rule = configured({ ConnectionTimeOut: '30' });
    const station = depot.station('CP-01', rule);
    depot.drop(station);
    expect(change(depot.csms(), 'ConnectionTimeOut', '60')).toBe('Accepted');
    const again = depot.restart();
    const back = again.plug('CP-01', rule);
    again.passes(15_000);
    expect(back.calls('ChangeConfiguration').map(([, payload]) => payload)).toContainEqual({
      key: 'ConnectionTimeOut',
      value: '60',
    });
  });

  it('a station without the key has nothing to set; when none has it, it is NotSupported', () => {
    const depot = newDepot();
    depot.station('CP-01', configured({ ConnectionTimeOut: '30' }));
    depot.station('CP-02', configured({ BlinkRepeat: '1' }));
    const csms = depot.csms();
    expect(change(csms, 'ConnectionTimeOut', '60')).toBe('Accepted');
    expect(change(csms, 'LightIntensity', '60')).toBe('NotSupported');
    expect(change(csms, 'BlinkRepeat', '3')).toBe('Accepted');
    expect(valueOf(csms, 'BlinkRepeat')).toBe('3');
  });

  it('only what the site file fans out goes to the stations, keys of a vendor too', () => {
    const depot = newDepot(siteOf(1, { configurationFanOut: ['LedBrightness'] }));
    const keys = { LedBrightness: '1', ConnectionTimeOut: '30' };
    depot.station('CP-01', configured(keys));
    const csms = depot.csms();
    expect(change(csms, 'ConnectionTimeOut', '60')).toBe('Rejected');
    expect(csms.asks('GetConfiguration', { key: ['ConnectionTimeOut'] })).toMatchObject({
      configurationKey: [{ readonly: true, value: '30' }],
    });
    expect(change(csms, 'LedBrightness', '9')).toBe('Accepted');
    expect(keys).toEqual({ LedBrightness: '9', ConnectionTimeOut: '30' });
  });
});

describe('settings of one station', () => {
  it('are asked and set as <station>.<key>, and kept for that station', () => {
    const depot = newDepot();
    const keys = { MeterValueSampleInterval: '30', Vendor: 'a' };
    const rule = configured(keys);
    const station = depot.station('CP-01', rule);
    const csms = depot.csms();
    expect(csms.asks('GetConfiguration', { key: ['CP-01.Vendor', 'CP-01.Nothing', 'CP-09.Vendor'] })).toEqual({
      configurationKey: [{ key: 'CP-01.Vendor', readonly: false, value: 'a' }],
      unknownKey: ['CP-09.Vendor', 'CP-01.Nothing'],
    });
    expect(change(csms, 'CP-01.MeterValueSampleInterval', '15')).toBe('Accepted');
    expect(change(csms, 'CP-01.Nothing', '15')).toBe('NotSupported');
    expect(keys.MeterValueSampleInterval).toBe('15');
    depot.drop(station);
    keys.MeterValueSampleInterval = '30';
    expect(change(csms, 'CP-01.Vendor', 'b')).toBe('Rejected');
    expect(valueOf(csms, 'CP-01.MeterValueSampleInterval')).toBe('15');
    // Another firmware forgot everything: it is set again.
    const back = depot.plug('CP-01', rule);
    back.asks('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One', firmwareVersion: '2' });
    depot.passes(2000);
    expect(keys.MeterValueSampleInterval).toBe('15');
  });
});
