// Reservations, security and the small print of a simulated charge point.

import { describe, expect, it } from 'vitest';
import type { Talk } from './talk.ts';
import { charging, inMs, online, polite, statusesOf, van } from './talk.ts';

const accepted = { status: 'Accepted' } as const;

describe('reservations (TC_046 to TC_053)', () => {
  const reserve = (talk: Talk, connectorId: number, reservationId: number, more: object = {}): string => {
    const wanted = { connectorId, reservationId, idTag: 'MINE', expiryDate: inMs(talk, 60_000), ...more };
    return (talk.ask('ReserveNow', wanted) as { status: string }).status;
  };

  it('keeps a connector for one token, whose transaction names it', () => {
    const talk = online();
    expect(reserve(talk, 1, 7)).toBe('Accepted');
    expect(talk.evse().status).toBe('Reserved');
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'OTHER' });
    expect(talk.evse().charging).toBe(false);
    expect(talk.ask('RemoteStartTransaction', { connectorId: 1, idTag: 'OTHER' })).toEqual({ status: 'Rejected' });
    talk.event({ kind: 'swipe', evse: 1, token: 'mine' });
    expect(talk.of('StartTransaction')[0]!.payload).toMatchObject({ reservationId: 7, idTag: 'mine' });
    talk.event({ kind: 'unplug', evse: 1 });
    expect(talk.evse().status).toBe('Available');
  });

  it('asks for the group of another token where the reservation has one', () => {
    const talk = online();
    talk.answers = (said) =>
      said.action === 'Authorize' ? { idTagInfo: { ...accepted, parentIdTag: 'FLEET' } } : polite(said);
    reserve(talk, 1, 7, { parentIdTag: 'FLEET' });
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'OTHER' });
    expect(talk.of('StartTransaction')[0]!.payload).toMatchObject({ reservationId: 7, idTag: 'OTHER' });
  });

  it('expires, survives a power cut, is replaced by its id and cancelled', () => {
    const talk = online();
    reserve(talk, 1, 7);
    talk.event({ kind: 'powerCycle' });
    talk.run(20_000);
    expect(talk.evse().status).toBe('Reserved');
    expect(reserve(talk, 2, 7)).toBe('Accepted');
    expect([talk.evse(1).status, talk.evse(2).status]).toEqual(['Available', 'Reserved']);
    expect(talk.ask('CancelReservation', { reservationId: 7 })).toEqual(accepted);
    expect(talk.ask('CancelReservation', { reservationId: 7 })).toEqual({ status: 'Rejected' });
    reserve(talk, 1, 8);
    talk.run(61_000);
    expect(talk.evse().status).toBe('Available');
    expect(talk.of('StatusNotification').at(-1)!.payload).toMatchObject({ connectorId: 1, status: 'Available' });
  });

  it('is refused for what is taken, away or broken, and for the past', () => {
    const talk = online({ evses: 4 });
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    talk.ask('ChangeAvailability', { connectorId: 2, type: 'Inoperative' });
    talk.event({ kind: 'fault', evse: 3, errorCode: 'GroundFailure' });
    reserve(talk, 4, 1);
    expect([1, 2, 3, 4, 9].map((connector) => reserve(talk, connector, 10 + connector))).toEqual([
      'Occupied',
      'Unavailable',
      'Faulted',
      'Occupied',
      'Rejected',
    ]);
    expect(reserve(talk, 4, 1, { expiryDate: inMs(talk, -1) })).toBe('Rejected');
  });

  it('connector 0 keeps the last free place', () => {
    const talk = online();
    expect(reserve(talk, 0, 7)).toBe('Accepted');
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    expect(talk.evse(1).charging).toBe(true);
    talk.event({ kind: 'plug', evse: 2, vehicle: van(), token: 'GOOD' });
    expect(talk.evse(2).charging).toBe(false);
    talk.event({ kind: 'swipe', evse: 2, token: 'MINE' });
    expect(talk.of('StartTransaction').at(-1)!.payload).toMatchObject({ connectorId: 2, reservationId: 7 });
  });
});

describe('the security whitepaper', () => {
  it('says events until they are answered, through a power cut', () => {
    const talk = online({ securityEvents: true });
    talk.answers = (said) => (said.action === 'SecurityEventNotification' ? undefined : polite(said));
    talk.event({ kind: 'securityEvent', type: 'TamperDetectionActivated', techInfo: 'lid' });
    talk.event({ kind: 'powerCycle' });
    talk.answers = polite;
    talk.run(30_000);
    expect(talk.of('SecurityEventNotification').map(({ payload }) => payload['type'])).toEqual([
      'TamperDetectionActivated',
      'TamperDetectionActivated',
      'StartupOfTheDevice',
    ]);
  });

  it('gives up where nobody knows them', () => {
    const talk = online({ securityEvents: true });
    talk.answers = (said) => (said.action === 'SecurityEventNotification' ? 'NotImplemented' : polite(said));
    for (const type of ['InvalidMessages', 'MemoryExhaustion']) talk.event({ kind: 'securityEvent', type });
    expect(talk.of('SecurityEventNotification')).toHaveLength(1);
  });

  it('takes a new password, shows it to nobody and connects anew', () => {
    const talk = online();
    expect(talk.ask('ChangeConfiguration', { key: 'AuthorizationKey', value: 'short' })).toEqual({
      status: 'Rejected',
    });
    const value = '0123456789abcdef0123456789abcdef';
    expect(talk.ask('ChangeConfiguration', { key: 'AuthorizationKey', value })).toEqual(accepted);
    talk.run(60_000);
    expect(talk.connections()).toBe(2);
    expect(talk.station.password()?.toString('hex')).toBe(value);
    expect(JSON.stringify(talk.ask('GetConfiguration', {}))).not.toContain(value);
  });

  it('has no certificates and takes none', () => {
    const talk = online();
    expect(talk.ask('InstallCertificate', { certificateType: 'x', certificate: 'y' })).toEqual({ status: 'Rejected' });
    expect(talk.ask('GetInstalledCertificateIds', { certificateType: 'x' })).toEqual({ status: 'NotFound' });
    expect(talk.ask('DeleteCertificate', {})).toEqual({ status: 'NotFound' });
    expect(talk.ask('CertificateSigned', { certificateChain: 'x' })).toEqual({ status: 'Rejected' });
  });

  it('says what the extended trigger asks for', () => {
    const talk = online();
    const trigger = (requestedMessage: string) => talk.ask('ExtendedTriggerMessage', { requestedMessage });
    expect(['LogStatusNotification', 'FirmwareStatusNotification', 'Heartbeat'].map(trigger)).toEqual([
      accepted,
      accepted,
      accepted,
    ]);
    expect(trigger('SignChargePointCertificate')).toEqual({ status: 'NotImplemented' });
    expect(statusesOf(talk, 'SignedFirmwareStatusNotification')).toEqual(['Idle']);
  });
});

describe('the small print', () => {
  it('supports no more than its feature profiles', () => {
    const talk = online({ featureProfiles: ['SmartCharging'] });
    expect(talk.ask('GetLocalListVersion', {})).toBe('NotSupported');
    expect(talk.ask('GetLog', {})).toBe('NotSupported');
    expect(talk.ask('ClearChargingProfile', {})).toEqual({ status: 'Unknown' });
    expect(talk.ask('GetConfiguration', { key: ['SupportedFeatureProfiles', 'LocalAuthListEnabled'] })).toEqual({
      configurationKey: [{ key: 'SupportedFeatureProfiles', readonly: true, value: 'Core,SmartCharging' }],
      unknownKey: ['LocalAuthListEnabled'],
    });
  });

  it('the same CALL again gets the same answer and has no second effect', () => {
    const talk = charging();
    const text = JSON.stringify([2, 'again', 'RemoteStopTransaction', { transactionId: 4711 }]);
    const sent = [0, 1].map(
      () => talk.station.step({ kind: 'frame', text }, talk.now()).map((one) => JSON.stringify(one))[0],
    );
    expect(sent[0]).toContain('Accepted');
    expect(sent[1]).toBe(sent[0]);
    expect(talk.station.tally.ended).toBe(1);
  });

  it('reads by the clock, in a transaction and outside', () => {
    const talk = charging({ evses: 2, sampleSeconds: 0, keys: { ClockAlignedDataInterval: '900' } });
    talk.run(2 * 900_000);
    const readings = talk
      .of('MeterValues')
      .map(({ payload }) => payload as { transactionId?: number; meterValue: { timestamp: string }[] });
    expect(readings.map(({ transactionId }) => transactionId)).toEqual([undefined, 4711, undefined, 4711]);
    for (const { meterValue } of readings) expect(meterValue[0]!.timestamp).toMatch(/:(00|15|30|45):00\.000Z$/);
  });

  it('reads what its keys name, and puts the first and last reading into the stop', () => {
    const talk = charging({
      sampleSeconds: 60,
      keys: { MeterValuesSampledData: 'Power.Active.Import', StopTxnSampledData: 'Energy.Active.Import.Register' },
    });
    talk.run(60_000);
    const measurands = (list: unknown): unknown[] =>
      (list as { sampledValue: { measurand: string; context: string }[] }[]).flatMap(({ sampledValue }) =>
        sampledValue.map(({ measurand, context }) => `${measurand} ${context}`),
      );
    expect(measurands(talk.of('MeterValues')[0]!.payload['meterValue'])).toEqual([
      'Power.Active.Import Sample.Periodic',
    ]);
    talk.event({ kind: 'unplug', evse: 1 });
    expect(measurands(talk.of('StopTransaction')[0]!.payload['transactionData'])).toEqual([
      'Energy.Active.Import.Register Transaction.Begin',
      'Energy.Active.Import.Register Transaction.End',
    ]);
  });

  it('a transaction may wait for its cable', () => {
    const talk = charging({ keys: { StopTransactionOnEVSideDisconnect: 'false' } });
    talk.event({ kind: 'unplug', evse: 1 });
    expect(talk.evse()).toMatchObject({ charging: true, status: 'SuspendedEV' });
    talk.event({ kind: 'plug', evse: 1, vehicle: van() });
    talk.run(20_000);
    expect(talk.evse()).toMatchObject({ charging: true, status: 'Charging' });
  });

  it('a fault ends the transaction and shows', () => {
    const talk = charging();
    talk.event({ kind: 'fault', evse: 1, errorCode: 'OverCurrentFailure' });
    expect(talk.of('StopTransaction')[0]!.payload).toMatchObject({ reason: 'Other' });
    expect(talk.of('StatusNotification').at(-1)!.payload).toMatchObject({
      status: 'Faulted',
      errorCode: 'OverCurrentFailure',
    });
    talk.event({ kind: 'fault', evse: 1 });
    expect(talk.evse().status).toBe('Finishing');
  });

  it('shows that the whole station is out of service', () => {
    const talk = online();
    talk.ask('ChangeAvailability', { connectorId: 0, type: 'Inoperative' });
    expect(
      talk
        .of('StatusNotification')
        .slice(-3)
        .map(({ payload }) => payload),
    ).toMatchObject([
      { connectorId: 0, status: 'Unavailable' },
      { connectorId: 1, status: 'Unavailable' },
      { connectorId: 2, status: 'Unavailable' },
    ]);
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    expect(talk.evse().charging).toBe(false);
  });

  it('tells people what happens', () => {
    const talk = charging();
    talk.event({ kind: 'tell', action: 'DataTransfer', payload: { vendorId: 'x' } });
    talk.event({ kind: 'unplug', evse: 1 });
    expect(talk.of('DataTransfer')).toHaveLength(1);
    expect(talk.station.notes().map(({ text }) => text)).toEqual([
      'its boot is Accepted',
      'Van plugs in',
      'a transaction of GOOD starts',
      'the transaction of GOOD has the number 4711',
      'charges with 16 A',
      'Van leaves',
      'the transaction of GOOD ends: EVDisconnected',
    ]);
    expect(talk.station.tally).toMatchObject({ boots: 1, started: 1, ended: 1, acknowledged: 2 });
  });
});
