import { describe, expect, it } from 'vitest';
import type { Talk } from './talk.ts';
import { charging, createTalk, polite, van } from './talk.ts';

const statuses = (talk: Talk): string[] =>
  talk.of('StatusNotification').map(({ payload }) => `${String(payload['connectorId'])} ${String(payload['status'])}`);

describe('boot', () => {
  it('boots, then tells every status, then beats at the interval', () => {
    const talk = createTalk({ evses: 2 });
    talk.run(1000);
    expect(talk.said.map(({ action }) => action)).toEqual([
      'BootNotification',
      ...Array<string>(3).fill('StatusNotification'),
    ]);
    expect(statuses(talk)).toEqual(['0 Available', '1 Available', '2 Available']);
    talk.run(1_200_000);
    expect(talk.of('Heartbeat')).toHaveLength(2);
  });

  it.each(['Pending', 'Rejected'])('says nothing but a boot at the interval while it is %s', (status) => {
    const talk = createTalk();
    talk.answers = () => ({ status, currentTime: '2026-01-15T18:00:00Z', interval: 100 });
    talk.run(350_000);
    expect(talk.said.map(({ action }) => action)).toEqual(Array<string>(4).fill('BootNotification'));
    expect(talk.ask('RemoteStartTransaction', { connectorId: 1, idTag: 'X' })).toEqual(
      status === 'Rejected' ? 'SecurityError' : { status: 'Rejected' },
    );
    talk.answers = polite;
    talk.run(100_000);
    expect(talk.station.isOnline()).toBe(true);
  });

  it('says a triggered message while it is Pending', () => {
    const talk = createTalk();
    talk.answers = ({ action }) => (action === 'BootNotification' ? { status: 'Pending', interval: 100 } : {});
    talk.run(1000);
    expect(talk.ask('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 })).toEqual({
      status: 'Accepted',
    });
    expect(statuses(talk)).toEqual(['1 Available']);
  });

  it('backs off with jitter, longer each time, and starts anew after a success', () => {
    const talk = createTalk({ reconnectMs: 1000, reconnectMostMs: 60_000 });
    talk.isUp = false;
    talk.run(600_000);
    talk.isUp = true;
    talk.run(100_000);
    expect(talk.connections()).toBe(1);
    talk.drop();
    talk.run(1500);
    expect(talk.connections()).toBe(2);
  });

  it.each([false, true])('a reconnect boots again: %s', (bootsOnReconnect) => {
    const talk = createTalk({ bootsOnReconnect });
    talk.run(1000);
    talk.drop();
    talk.run(60_000);
    expect(talk.of('BootNotification')).toHaveLength(bootsOnReconnect ? 2 : 1);
  });
});

describe('a transaction', () => {
  it('authorises, starts, samples on its grid and stops', () => {
    const talk = charging({ sampleSeconds: 60 });
    talk.run(170_000);
    talk.event({ kind: 'unplug', evse: 1 });
    const order = talk.said.map(({ action }) => action).filter((action) => action !== 'StatusNotification');
    expect(order).toEqual([
      'BootNotification',
      'Authorize',
      'StartTransaction',
      'MeterValues',
      'MeterValues',
      'MeterValues',
      'StopTransaction',
    ]);
    expect(statuses(talk).slice(2)).toEqual(['1 Preparing', '1 SuspendedEV', '1 Charging', '1 Available']);
    const stop = talk.of('StopTransaction')[0]!.payload;
    expect(stop).toMatchObject({
      transactionId: 4711,
      reason: 'EVDisconnected',
      meterStop: Math.floor(talk.evse().registerWh),
    });
    expect(talk.of('StartTransaction')[0]!.payload).toMatchObject({ connectorId: 1, idTag: 'GOOD', meterStart: 1000 });
  });

  it('reads its meter in about 1 to 1.5 kB', () => {
    const talk = charging({ sampleSeconds: 60 });
    talk.run(60_000);
    const { payload } = talk.of('MeterValues')[0]!;
    expect(JSON.stringify(payload).length).toBeGreaterThan(1000);
    expect(JSON.stringify(payload).length).toBeLessThan(1500);
    const values = (
      payload['meterValue'] as { sampledValue: { measurand: string; phase?: string; value: string }[] }[]
    )[0]!;
    const said = Object.fromEntries(
      values.sampledValue.map((one) => [`${one.measurand} ${one.phase ?? ''}`.trim(), one.value]),
    );
    expect(said).toMatchObject({
      'Current.Import L3': '16.0',
      'Power.Active.Import': '11040',
      'Voltage L1-N': '229.2',
    });
  });

  it('refuses a bad token, and stops with the card that began', () => {
    const talk = createTalk();
    talk.run(1000);
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'BAD' });
    talk.run(5000);
    expect(talk.evse().charging).toBe(false);
    talk.event({ kind: 'swipe', evse: 1, token: 'GOOD' });
    talk.event({ kind: 'swipe', evse: 1, token: 'OTHER' });
    expect(talk.evse().charging).toBe(true);
    talk.event({ kind: 'swipe', evse: 1, token: 'GOOD' });
    expect(talk.of('StopTransaction')[0]!.payload).toMatchObject({ reason: 'Local', idTag: 'GOOD' });
    expect(talk.evse().status).toBe('Finishing');
  });

  it('ends when the start is not accepted, and when it is remotely stopped', () => {
    const talk = createTalk();
    talk.answers = (said) =>
      said.action === 'StartTransaction' ? { transactionId: 5, idTagInfo: { status: 'Blocked' } } : polite(said);
    talk.run(1000);
    talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    expect(talk.of('StopTransaction')[0]!.payload).toMatchObject({ reason: 'DeAuthorized', transactionId: 5 });
    talk.answers = polite;
    expect(talk.ask('RemoteStartTransaction', { connectorId: 1, idTag: 'GOOD' })).toEqual({ status: 'Accepted' });
    expect(talk.ask('RemoteStopTransaction', { transactionId: 1 })).toEqual({ status: 'Rejected' });
    expect(talk.ask('RemoteStopTransaction', { transactionId: 4711 })).toEqual({ status: 'Accepted' });
    expect(talk.of('StopTransaction')[1]!.payload).toMatchObject({ reason: 'Remote' });
  });

  it('a remote start waits for its vehicle, but not for ever', () => {
    const talk = createTalk();
    talk.run(1000);
    talk.ask('RemoteStartTransaction', { connectorId: 1, idTag: 'GOOD' });
    expect(talk.evse().status).toBe('Preparing');
    talk.run(61_000);
    expect(talk.evse().status).toBe('Available');
    talk.ask('RemoteStartTransaction', { idTag: 'GOOD' });
    talk.event({ kind: 'plug', evse: 1, vehicle: van() });
    expect(talk.evse().charging).toBe(true);
  });
});

describe('commands', () => {
  it('keeps its configuration over a power cut', () => {
    const talk = charging({ sampleSeconds: 60 });
    expect(talk.ask('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '10' })).toEqual({
      status: 'Accepted',
    });
    expect(talk.ask('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: 'ten' })).toEqual({
      status: 'Rejected',
    });
    expect(talk.ask('ChangeConfiguration', { key: 'NumberOfConnectors', value: '9' })).toEqual({ status: 'Rejected' });
    expect(talk.ask('ChangeConfiguration', { key: 'Nothing', value: '9' })).toEqual({ status: 'NotSupported' });
    talk.said.length = 0;
    talk.run(40_000);
    expect(talk.of('MeterValues')).toHaveLength(4);
    talk.event({ kind: 'powerCycle' });
    talk.run(60_000);
    expect(talk.ask('GetConfiguration', { key: ['MeterValueSampleInterval', 'Nothing'] })).toEqual({
      configurationKey: [{ key: 'MeterValueSampleInterval', readonly: false, value: '10' }],
      unknownKey: ['Nothing'],
    });
  });

  it('answers the rest as it should', () => {
    const talk = charging({ evses: 2 });
    expect(talk.ask('DataTransfer', { vendorId: 'x' })).toEqual({ status: 'UnknownVendorId' });
    expect(talk.ask('ReserveNow', {})).toBe('FormationViolation');
    expect(talk.ask('GetReport', {})).toBe('NotImplemented');
    expect(talk.ask('SetChargingProfile', { connectorId: 1 })).toBe('FormationViolation');
    expect(talk.ask('UnlockConnector', { connectorId: 9 })).toEqual({ status: 'NotSupported' });
    expect(talk.ask('ChangeAvailability', { connectorId: 0, type: 'Inoperative' })).toEqual({ status: 'Scheduled' });
    expect(talk.evse(2).status).toBe('Unavailable');
    expect(talk.ask('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 1 })).toEqual({
      status: 'Accepted',
    });
    expect(talk.of('MeterValues')).toHaveLength(1);
    expect(talk.ask('TriggerMessage', { requestedMessage: 'LogStatusNotification' })).toEqual({
      status: 'NotImplemented',
    });
    expect(talk.ask('UnlockConnector', { connectorId: 1 })).toEqual({ status: 'Unlocked' });
    expect(talk.of('StopTransaction')[0]!.payload).toMatchObject({ reason: 'UnlockCommand' });
    expect(talk.station.complaints).toEqual([]);
  });

  it('complains about answers to nothing, ids used twice and frames that are none', () => {
    const talk = createTalk();
    talk.run(1000);
    for (const text of ['[3,"none",{}]', '[2,"a","Reset",{"type":"Never"}]', '[2,"a","Reset",{}]', '{', '[3]'])
      talk.event({ kind: 'frame', text });
    expect(talk.station.complaints).toHaveLength(4);
  });
});
