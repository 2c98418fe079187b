// A strict charge point that this project did not write, at the gateway: whole sessions, and every CALL of the gateway.
// Both sides of every frame are validated by ocpp-rpc, and the frames upstream by our own judge.

import { expect, it, onTestFinished } from 'vitest';
import { createCsms } from '../../adapters/simulator/csms.ts';
import { serveCsms } from '../../adapters/simulator/wire/serve-csms.ts';
import { ordinaryAnswer, ordinaryOrders } from '../peers/orders-v16.ts';
import { strictStation } from '../peers/strict.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { until } from '../peers/until.ts';
import { startGatewayHere } from './gateway-here.ts';

const at = (): string => new Date().toISOString();

async function open() {
  const csms = createCsms({ tokens: [['VAN', { status: 'Accepted' }]] });
  const faults: string[] = [];
  const served = await serveCsms(csms, { find: (fault) => faults.push(fault) });
  onTestFinished(() => served.close());
  const control = uplink('csms', 'control', {
    url: `ws://127.0.0.1:${served.port}/ocpp`,
    backoff: { minSeconds: 0.05, randomSeconds: 0, repeatTimes: 1 },
  });
  const { url, failures } = await startGatewayHere(smallDepot(2, 60, [control]));
  const station = strictStation(url, 'CP-01', ordinaryAnswer);
  onTestFinished(() => station.drop());
  const { books } = csms;
  /** A CALL of the central system, and what came back: a payload or the code of a CALLERROR. */
  const order = async (action: string, payload: Record<string, unknown>) => {
    const id = served.call('depot', action, payload);
    await until(() => books.answers.has(id), `${action} is answered`);
    return books.answers.get(id);
  };
  const boot = async (): Promise<void> => {
    await station.connect();
    const about = { chargePointVendor: 'Strict', chargePointModel: 'One', firmwareVersion: '1.0' };
    expect(await station.call('BootNotification', about)).toMatchObject({ status: 'Accepted' });
    for (const connectorId of [0, 1])
      await station.call('StatusNotification', {
        connectorId,
        errorCode: 'NoError',
        status: 'Available',
        timestamp: at(),
      });
  };
  return { csms, served, books, faults, failures, station, order, boot };
}

it('ocpp-rpc as a strict charge point: sessions through the gateway, a broken connection among them', async () => {
  const { books, faults, failures, station, boot } = await open();
  await boot();
  await until(() => books.statuses.get('depot/1')?.['status'] === 'Available', 'the connector is known upstream');
  expect(await station.call('Authorize', { idTag: 'VAN' })).toMatchObject({ idTagInfo: { status: 'Accepted' } });
  expect(await station.call('Authorize', { idTag: 'STRANGER' })).toMatchObject({ idTagInfo: { status: 'Invalid' } });
  const start = { connectorId: 1, idTag: 'VAN', meterStart: 100, timestamp: at() };
  const { transactionId } = await station.call('StartTransaction', start);
  const read = (wh: number) => ({
    connectorId: 1,
    transactionId,
    meterValue: [
      {
        timestamp: at(),
        sampledValue: [
          { value: String(wh), measurand: 'Energy.Active.Import.Register', unit: 'Wh', context: 'Sample.Periodic' },
          { value: '8.1', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
        ],
      },
    ],
  });
  expect(await station.call('MeterValues', read(110))).toEqual({});
  await station.drop();
  await boot();
  expect(await station.call('StartTransaction', start)).toMatchObject({ transactionId });
  expect(await station.call('MeterValues', read(120))).toEqual({});
  const end = { transactionId, meterStop: 130, timestamp: at(), reason: 'EVDisconnected' };
  await station.call('StopTransaction', end);
  expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime');
  await until(() => [...books.transactions.values()].some(({ stop }) => stop !== undefined), 'it has ended upstream');
  const [booked, ...more] = [...books.transactions.values()];
  expect(more).toEqual([]);
  expect(booked!.start.payload).toMatchObject({ connectorId: 1, idTag: 'VAN', meterStart: 100 });
  expect(booked!.readings).toHaveLength(2);
  expect(booked!.stop!.payload).toMatchObject({ meterStop: 130, reason: 'EVDisconnected' });
  expect([...station.failures, ...faults, ...books.violations, ...failures]).toEqual([]);
});

it('whatever else a strict charge point says is answered within the schema, or refused with a code', async () => {
  const { faults, station, boot } = await open();
  await boot();
  const said: Record<string, Record<string, unknown>> = {
    DataTransfer: { vendorId: 'example.org', data: 'x' },
    DiagnosticsStatusNotification: { status: 'Uploaded' },
    FirmwareStatusNotification: { status: 'Idle' },
    LogStatusNotification: { status: 'Idle' },
    SecurityEventNotification: { type: 'TamperDetectionActivated', timestamp: at() },
    SignCertificate: { csr: '-----BEGIN CERTIFICATE REQUEST-----' },
    SignedFirmwareStatusNotification: { status: 'Idle' },
  };
  for (const [action, payload] of Object.entries(said)) {
    const answer = await station.call(action, payload);
    if ('error' in answer) expect(answer['error']).toMatch(/^Not(Supported|Implemented)$/);
  }
  expect([...station.failures, ...faults]).toEqual([]);
});

it('every CALL that the gateway makes is valid for it, and every order of the central system gets a valid answer', async () => {
  const { books, faults, failures, station, order, boot } = await open();
  await boot();
  await until(() => books.statuses.get('depot/1')?.['status'] === 'Available', 'the connector is known upstream');
  await until(() => station.heard.some(({ method }) => method === 'SetChargingProfile'), 'it has its limit');
  expect(await order('RemoteStartTransaction', { connectorId: 1, idTag: 'VAN' })).toEqual({ status: 'Accepted' });
  const start = { connectorId: 1, idTag: 'VAN', meterStart: 1, timestamp: at() };
  await station.call('StartTransaction', start);
  await until(() => books.transactions.size === 1, 'it has started upstream');
  const [transactionId] = books.transactions.keys();
  expect(await order('RemoteStopTransaction', { transactionId })).toEqual({ status: 'Accepted' });
  for (const [action, payload] of Object.entries(ordinaryOrders)) {
    const answer = await order(action, payload);
    if (typeof answer === 'string') expect([action, answer]).toEqual([action, 'NotSupported']);
  }
  const calls = new Set(station.heard.map(({ method }) => method));
  for (const action of [
    'ChangeAvailability',
    'GetConfiguration',
    'RemoteStartTransaction',
    'RemoteStopTransaction',
    'SetChargingProfile',
    'UnlockConnector',
  ])
    expect(calls).toContain(action);
  expect([...station.failures, ...faults, ...books.violations, ...failures]).toEqual([]);
});
